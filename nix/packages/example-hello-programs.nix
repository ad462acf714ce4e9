# The ELF files of examples/hello; in dev/ what one needs to make others that run beside them.
{ lib, stdenv, binutils-unwrapped }:
stdenv.mkDerivation {
  name = "example-hello-programs";

  src = builtins.path {
    path = ../../examples/hello;
    name = "example-hello";
    filter = path: type: baseNameOf path != "build";
  };

  # Code for another system: neither flags, run paths nor strip of this one. GNU ld without nixpkgs' wrapper.
  hardeningDisable = [ "all" ];
  dontStrip = true;
  dontPatchELF = true;
  makeFlags = [ "LD=${binutils-unwrapped}/bin/ld" ];

  installPhase = ''
    runHook preInstall
    mkdir -p $out/dev
    cp -r build/init build/ld.lib.so build/hello build/lib build/numbers.txt greeting.txt $out
    cp src/linker.h *.ld $out/dev
    runHook postInstall
  '';

  meta = {
    description = "Programs and libraries of sigil-build's example";
    license = lib.licenses.mit;
    platforms = [ "x86_64-linux" ];
  };
}

{ lib
, stdenv
, linkFarm
, cmake
, ninja
, pkg-config
, cli11
, curl
, gmp
, libsodium
, nettle
, nlohmann_json
, pugixml
, binutils-unwrapped
, grub2
, grub2_efi
, OVMF
, xorriso
}:
let
  root = toString ../..;
  schema = "docs/formats/system-description.schema.json";

  # What the program is made of; nothing else that changes causes a new build.
  isPart = path:
    let name = lib.removePrefix "${root}/" path; in
    builtins.elem (builtins.head (builtins.split "/" name)) [ "CMakeLists.txt" "LICENSE" "cmake" "dhall" "include" "src" ]
    || builtins.elem name [ "docs" "docs/formats" schema ];

  project = builtins.readFile ../../CMakeLists.txt;

  # i386-pc and x86_64-efi come from two builds of GRUB.
  grub = linkFarm "grub-platforms" [
    { name = "i386-pc"; path = "${grub2}/lib/grub/i386-pc"; }
    { name = "x86_64-efi"; path = "${grub2_efi}/lib/grub/x86_64-efi"; }
  ];
  firmwareFlags = [ "-DSIGIL_GRUB_DIR=${grub}" "-DSIGIL_OVMF_DIR=${OVMF.fd}/FV" ];

  # Core is linked with the compiler's library. A copy of our own keeps the compiler out of the closure.
  libgcc = "share/sigil-build/libgcc.a";
in
stdenv.mkDerivation {
  pname = "sigil-build";
  version = builtins.head (builtins.match ".*project\\(sigil-build VERSION ([0-9.]+).*" project);

  src = builtins.path {
    path = ../..;
    name = "sigil-build-source";
    filter = path: type: isPart path;
  };

  strictDeps = true;
  nativeBuildInputs = [ cmake ninja pkg-config ];
  buildInputs = [ cli11 curl gmp libsodium nettle nlohmann_json pugixml ];

  # The tests are no part of `src`: they are run by CTest, and by the flake's checks. QEMU is named nowhere, so
  # that making an image does not fetch it: what boots an image brings it along in PATH.
  cmakeFlags = firmwareFlags ++ [
    "-DSIGIL_TESTS=OFF"
    "-DSIGIL_LD=${binutils-unwrapped}/bin/ld"
    "-DSIGIL_XORRISO=${xorriso}/bin/xorriso"
    "-DSIGIL_GRUB_MKIMAGE=${grub2}/bin/grub-mkimage"
    "-DSIGIL_LIBCURL=${lib.getLib curl}/lib/libcurl.so.4"
    "-DSIGIL_LIBGCC=${placeholder "out"}/${libgcc}"
  ];

  # Debug information would name folders of the compiler.
  postInstall = ''
    cp "$($CC -print-libgcc-file-name)" $out/${libgcc}
    chmod u+w $out/${libgcc}
    $STRIP -S $out/${libgcc}
  '';

  passthru = { inherit firmwareFlags; };

  meta = {
    description = "Builds bootable Genode/NOVA images from typed system descriptions";
    license = lib.licenses.mit;
    mainProgram = "sigil-build";
    platforms = [ "x86_64-linux" ];
  };
}

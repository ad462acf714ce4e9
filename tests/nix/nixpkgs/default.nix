{ system ? "x86_64-linux", overlays ? [ ], config ? { } }:
let
  apply = packages: overlay: final: let prev = packages final; in prev // overlay final prev;
  packages = builtins.foldl' apply base overlays;
  final = packages final;

  # A derivation made by the host's shell, with the host's programs in PATH. Without the last line the shell would
  # become the last program; many close their output before they end, and Nix then kills them (NixOS/nix issue 2176).
  run = script: attributes: builtins.derivation (attributes // {
    inherit system;
    builder = "/bin/bash";
    args = [ "-euc" "export PATH=/usr/bin:/bin\n${script}\nexit" ];
  });

  # A package made of links to what the host has: { "bin/ld" = "/usr/bin/ld"; }.
  host = name: links: run
    (builtins.concatStringsSep "\n" (map
      (link: "mkdir -p $out/${builtins.dirOf link}; ln -s ${links.${link}} $out/${link}")
      (builtins.attrNames links)))
    { inherit name; };
  programs = name: list: host name
    (builtins.listToAttrs (map (program: { name = "bin/${program}"; value = "/usr/bin/${program}"; }) list));

  # What the host's compiler finds without being told.
  fromHost = null;

  mkDerivation = attributes:
    let
      prebuilt = ./prebuilt + "/${attributes.pname or ""}";
      isPrebuilt = attributes ? pname && builtins.pathExists prebuilt;
      name = attributes.name or "${attributes.pname}-${attributes.version}";
      derivation =
        if isPrebuilt
        then run ". ${./install-prebuilt.sh}" { inherit name prebuilt; }
        else run ". ${./build.sh}" (removeAttrs attributes [ "meta" "passthru" ] // { inherit name; });
    in
    derivation // (attributes.passthru or { }) // { meta = attributes.meta or { }; }
    // builtins.intersectAttrs { pname = null; version = null; } attributes;

  base = final: {
    lib = import ./lib.nix;
    stdenv = { inherit mkDerivation; };

    callPackage = file: extra:
      let
        function = import file;
        make = arguments: function arguments // { override = changes: make (arguments // changes); };
      in
      make (builtins.intersectAttrs (builtins.functionArgs function) final // extra);

    runCommand = name: attributes: buildCommand: mkDerivation (attributes // { inherit name buildCommand; });

    writeShellScript = name: text: run ''cp "$textPath" $out; chmod +x $out'' {
      inherit name;
      text = "#!/bin/bash\n${text}";
      passAsFile = [ "text" ];
    };

    linkFarm = name: entries:
      host name (builtins.listToAttrs (map (entry: { inherit (entry) name; value = entry.path; }) entries));

    mkShell = attributes: mkDerivation (removeAttrs attributes [ "inputsFrom" ] // {
      name = "shell";
      buildCommand = "touch $out";
    });

    binutils-unwrapped = programs "binutils" [ "ld" ];
    xorriso = programs "xorriso" [ "xorriso" ];
    qemu_test = programs "qemu" [ "qemu-system-x86_64" ];
    grub2 = host "grub" {
      "bin/grub-mkimage" = "/usr/bin/grub-mkimage";
      "lib/grub/i386-pc" = "/usr/lib/grub/i386-pc";
    };
    grub2_efi = host "grub-efi" { "lib/grub/x86_64-efi" = "/usr/lib/grub/x86_64-efi"; };
    curl = host "curl" { "lib/libcurl.so.4" = "/usr/lib/x86_64-linux-gnu/libcurl.so.4"; };
    OVMF.fd = host "ovmf" { FV = "/usr/share/OVMF"; };

    cmake = fromHost;
    ninja = fromHost;
    pkg-config = fromHost;
    cli11 = fromHost;
    libsodium = fromHost;
    gmp = fromHost;
    nettle = fromHost;
    nlohmann_json = fromHost;
    pugixml = fromHost;
    catch2 = fromHost;
    libb2 = fromHost;
    elfutils = fromHost;
    libxml2 = fromHost;
    nginx = fromHost;
    openssl = fromHost;
    python3.withPackages = select: fromHost;
  };
in
final

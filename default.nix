# All that flake.nix offers, for Nix without flakes: nix-build -A example-hello
{ pkgs ? import <nixpkgs> { } }:
let
  lib = import ./nix/lib;
  sigil-build = pkgs.callPackage ./nix/packages/sigil-build.nix { };
  example-hello-programs = pkgs.callPackage ./nix/packages/example-hello-programs.nix { };
  example-hello = import ./nix/packages/example-hello.nix {
    inherit example-hello-programs;
    mkImage = description: lib.mkImage ({ inherit pkgs sigil-build; } // description);
  };
  bootCheck = options: lib.mkBootCheck ({ inherit pkgs sigil-build; image = example-hello; } // options);
in
{
  inherit lib sigil-build example-hello example-hello-programs;

  checks = {
    example-hello-bios = bootCheck { };
    example-hello-uefi = bootCheck { uefi = true; };
  };

  boot-example-hello = lib.mkBootScript { inherit pkgs sigil-build; image = example-hello; };

  # To work on sigil-build itself: cmake --preset dev $cmakeFlags
  shell = pkgs.mkShell {
    inputsFrom = [ sigil-build ];
    nativeBuildInputs = [
      pkgs.catch2
      pkgs.elfutils
      pkgs.libb2
      pkgs.grub2
      pkgs.libxml2
      pkgs.nginx
      pkgs.openssl
      pkgs.qemu_test
      pkgs.xorriso
      (pkgs.python3.withPackages (python: [ python.pytest ]))
    ];
    cmakeFlags = sigil-build.firmwareFlags;
  };
}

{
  description = "A lamp and a switch";

  inputs.sigil-build.url = "git+file:///path/to/sigil-build";
  inputs.nixpkgs.follows = "sigil-build/nixpkgs";

  outputs = { self, nixpkgs, sigil-build }:
    let
      system = "x86_64-linux";
      pkgs = nixpkgs.legacyPackages.${system};
      base = sigil-build.packages.${system}.example-hello-programs;

      programs = pkgs.stdenv.mkDerivation {
        name = "lamp-programs";
        src = ./.;
        # They run on Genode: no flag, run path or strip of this system.
        hardeningDisable = [ "all" ];
        dontStrip = true;
        dontPatchELF = true;
        makeFlags = [ "BASE=${base}" "PREFIX=${placeholder "out"}" "LD=${pkgs.binutils-unwrapped}/bin/ld" ];
      };

      image = sigil-build.lib.mkImage ({ inherit pkgs; } // import ./system.nix { inherit base programs; });
    in
    {
      packages.${system} = { default = image; inherit programs; };
      checks.${system}.default = sigil-build.lib.mkBootCheck { inherit pkgs image; };
      apps.${system}.default = {
        type = "app";
        program = "${sigil-build.lib.mkBootScript { inherit pkgs image; }}";
        meta.description = "Boots the image in QEMU";
      };
    };
}

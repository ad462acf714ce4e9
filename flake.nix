{
  description = "Builds bootable Genode/NOVA images from typed system descriptions";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs = { self, nixpkgs }:
    let
      system = "x86_64-linux";
      ours = import ./. { pkgs = nixpkgs.legacyPackages.${system}; };
    in
    {
      lib = import ./nix/lib;
      overlays.default = import ./nix/overlay.nix;

      packages.${system} = {
        default = ours.sigil-build;
        inherit (ours) sigil-build example-hello example-hello-programs;
      };
      checks.${system} = ours.checks;
      apps.${system}.example-hello = {
        type = "app";
        program = "${ours.boot-example-hello}";
        meta.description = "Boots the image of the example in QEMU";
      };
      devShells.${system}.default = ours.shell;

      templates.default = {
        path = ./templates/default;
        description = "A system of one's own: a lamp, a switch, and what joins them";
      };
    };
}

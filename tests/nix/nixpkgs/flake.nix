{
  description = "A small stand-in for nixpkgs";

  outputs = { self }: {
    lib = import ./lib.nix;
    legacyPackages.x86_64-linux = import ./. { };
  };
}

final: prev: {
  sigil-build = final.callPackage ./packages/sigil-build.nix { };
}

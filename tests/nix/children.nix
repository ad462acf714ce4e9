# An image with `count` children, each from a package of its own that is never built: for what evaluation costs.
{ pkgs, lib, count }:
let
  package = number: builtins.derivation {
    name = "component-${toString number}";
    inherit (pkgs.sigil-build) system;
    builder = "/bin/sh";
  };
  name = number: "component-${toString number}";
in
lib.mkImage {
  inherit pkgs;
  name = "children-${toString count}";
  genode = "26.02";
  roms.init.file = ./children.nix;
  roms."ld.lib.so".file = ./children.nix;
  children = builtins.genList
    (number: {
      name = name number;
      binary = package number;
      caps = 100;
      ram = "4M";
      provides = [ "Report" ];
      routes = [ { service = "Timer"; } ]
        ++ (if number == 0 then [ ] else [ { service = "Report"; child = name (number - 1); } ]);
      config = {
        type = "config";
        attributes.verbose = "yes";
        children = [ { type = "vfs"; children = [ { type = "rom"; attributes.name = "data"; } ]; } ];
      };
    })
    count;
}

# What sigil-build offers to Nix expressions. Needs no nixpkgs: the functions get theirs as `pkgs`.
let
  isDerivation = value: value.type or null == "derivation";

  # The program of that name in a package, as lib.getExe finds it.
  mainProgram = package:
    package.meta.mainProgram or (package.pname or (builtins.parseDrvName package.name).name);

  # A binary is a ROM, a program of a package, or a package that stands for its main program. What it becomes
  # is a reference: paths, resolved when the image is built. Nothing of a package is read during evaluation.
  binary = value:
    if isDerivation value then { package.folder = value; file = "bin/${mainProgram value}"; }
    else if isFolder (value.package or null) then value // { package.folder = value.package; }
    else value;
  # No name of a package has a slash.
  isFolder = value:
    isDerivation value || builtins.isPath value
    || builtins.isString value && builtins.substring 0 1 value == "/";

  child = value:
    if builtins.isAttrs value && value ? binary then value // { binary = binary value.binary; } else value;

  describe = description:
    description // (
      if builtins.isList (description.children or null)
      then { children = map child description.children; }
      else { });

  sigil-build-of = pkgs: pkgs.sigil-build or (pkgs.callPackage ../packages/sigil-build.nix { });
in
rec {
  # An image as one derivation. All but `pkgs` and `sigil-build` is the system description
  # (docs/formats/system-description.md) with derivations in place of paths; the program reads it as JSON and
  # reports what is wrong with it by attribute.
  mkImage = { pkgs, sigil-build ? sigil-build-of pkgs, ... }@arguments:
    let
      description = removeAttrs arguments [ "pkgs" "sigil-build" ];
      name = description.name or null;
      # A name that no store path may have is for the program to report.
      isStoreName = builtins.isString name && builtins.match "[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}" name != null;
    in
    builtins.derivation {
      name = (if isStoreName then name else "image") + ".iso";
      inherit (sigil-build) system;
      builder = "${sigil-build}/bin/sigil-build";
      args = [ "image" "build" "--attrs" ];
      __structuredAttrs = true;
      sigil = describe description;
      # What looks like a store path in an image is no run-time dependency. Nix before 2.14 does not know this.
      unsafeDiscardReferences.out = true;
    };

  # Boots an image in QEMU, without KVM, and keeps what the system prints on its serial line. All lines of
  # `expect` must be met in their order, none of `forbid` (docs/cli/image-run.md). The defaults are for an image
  # without `kernel`: bootcheck runs there and gives its verdict.
  mkBootCheck =
    { pkgs
    , image
    , sigil-build ? sigil-build-of pkgs
    , expect ? [ "^bootcheck: pass" ]
    , forbid ? [ "bootcheck: FAIL" ]
    , timeout ? 300
    , uefi ? false
    }:
    let
      options = [ "--timeout" (toString timeout) ]
        ++ builtins.concatMap (pattern: [ "--expect" pattern ]) expect
        ++ builtins.concatMap (pattern: [ "--forbid" pattern ]) forbid
        ++ (if uefi then [ "--uefi" ] else [ ]);
    in
    pkgs.runCommand "boot-${image.name}" { nativeBuildInputs = [ sigil-build pkgs.qemu_test ]; } ''
      sigil-build image run ${image} ${pkgs.lib.escapeShellArgs options} > $out
    '';

  # A program that boots an image in QEMU, with its serial line on the terminal. Arguments are options of
  # `sigil-build image run`.
  mkBootScript = { pkgs, image, sigil-build ? sigil-build-of pkgs }:
    pkgs.writeShellScript "boot-${image.name}" ''
      exec ${sigil-build}/bin/sigil-build --qemu ${pkgs.qemu_test}/bin/qemu-system-x86_64 image run ${image} "$@"
    '';
}

{
  getLib = package: package;

  licenses.mit.spdxId = "MIT";

  removePrefix = prefix: text:
    let length = builtins.stringLength prefix; in
    if builtins.substring 0 length text == prefix then builtins.substring length (-1) text else text;

  escapeShellArgs = words:
    builtins.concatStringsSep " " (map (word: "'${builtins.replaceStrings [ "'" ] [ "'\\''" ] word}'") words);
}

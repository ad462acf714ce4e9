-- What a child runs: a ROM, or a file in a package.
let Package = ./Package.dhall

let Binary =
      < Rom : { rom : Text }
      | Program : { package : Package.Type, file : Text }
      >

let rom =
      -- The ROM of that name.
      λ(name : Text) → Binary.Rom { rom = name }

let program =
      -- A file of a package that the system names.
      λ(it : { package : Text, file : Text }) →
        Binary.Program { package = Package.name it.package, file = it.file }

let programIn =
      -- A file of the package in a folder.
      λ(it : { folder : Text, file : Text }) →
        Binary.Program { package = Package.folder it.folder, file = it.file }

in  { Type = Binary, rom, program, programIn }

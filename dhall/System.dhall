-- A system: what `sigil-build image build` makes an image of.
let Map = ./Map.dhall

let Release = ./Release.dhall

let Kernel = ./Kernel.dhall

let Rom = ./Rom.dhall

let Child = ./Child.dhall

in  { Type =
        { -- 1 to 63 letters, digits, `-`, `_`, `.`
          name : Text
        , genode : Release
        , -- Both, Genode's own, or neither: bootcheck's stand-ins.
          kernel : Optional Kernel.Type
        , core : Optional Text
        , -- ROM modules under names of their own, `init` and `ld.lib.so` among them.
          roms : Map Rom.Type
        , -- Folders of ELF files and data. Libraries are looked for in this order.
          packages : Map Text
        , children : List Child.Type
        }
    , default =
      { kernel = None Kernel.Type, core = None Text, packages = [] : Map Text }
    }

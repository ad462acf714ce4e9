-- A component that init starts.
let Map = ./Map.dhall

let Binary = ./Binary.dhall

let Route = ./Route.dhall

let Tree = ./Tree.dhall

in  { Type =
        { name : Text
        , binary : Binary.Type
        , -- Quota of capabilities, at least 1.
          caps : Natural
        , -- Quota of memory: decimal digits, optionally `K`, `M` or `G`.
          ram : Text
        , -- 0, the highest, to -127.
          priority : Integer
        , -- Names of services.
          provides : List Text
        , -- PD, CPU and LOG at the parent and ROMs need none.
          routes : List Route.Type
        , -- The name that the child asks for, and that of the ROM it gets.
          roms : Map Text
        , -- None: an empty node.
          config : Optional Tree
        }
    , default =
      { priority = +0
      , provides = [] : List Text
      , routes = [] : List Route.Type
      , roms = [] : Map Text
      , config = None Tree
      }
    }

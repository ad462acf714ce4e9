{- A node of a configuration: it has children or a text, or nothing below it.
   `node` makes a tree of it.
-}
let Map = ./Map.dhall

let Attribute = ./Attribute.dhall

let Tree = ./Tree.dhall

in  { Type =
        { type : Text
        , attributes : Map Attribute.Type
        , children : List Tree
        , text : Optional Text
        }
    , default =
      { attributes = [] : Map Attribute.Type
      , children = [] : List Tree
      , text = None Text
      }
    }

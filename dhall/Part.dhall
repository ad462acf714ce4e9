-- Where a node of a configuration begins, its text, and where it ends.
let Map = ./Map.dhall

let Attribute = ./Attribute.dhall

in  < Begin : { type : Text, attributes : Map Attribute.Type }
    | Text : Text
    | End
    >

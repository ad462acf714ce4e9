{- The value of an attribute in a configuration: a text, or the read
   capability of a ROM that is in the store.
-}
let Attribute = < Text : Text | Capability : { capability : Text } >

in  { Type = Attribute
    , text = Attribute.Text
    , capability = λ(rom : Text) → Attribute.Capability { capability = rom }
    }

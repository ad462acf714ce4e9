-- A content under a name of its own: of a file, or a text.
let Placement = ./Placement.dhall

let Rom =
      < File : { file : Text, placement : Optional Placement }
      | Text : { text : Text, placement : Optional Placement }
      >

let file =
      -- The content of a file, as a boot module.
      λ(path : Text) → Rom.File { file = path, placement = None Placement }

let text =
      -- A text, as a boot module.
      λ(content : Text) →
        Rom.Text { text = content, placement = None Placement }

let stored =
      -- The same, in the store.
      λ(rom : Rom) →
        let placement = Some Placement.store

        in  merge
              { File =
                  λ(it : { file : Text, placement : Optional Placement }) →
                    Rom.File (it ⫽ { placement })
              , Text =
                  λ(it : { text : Text, placement : Optional Placement }) →
                    Rom.Text (it ⫽ { placement })
              }
              rom

in  { Type = Rom, file, text, stored }

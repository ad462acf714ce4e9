-- A node with all that is below it, as a tree.
let Node = ./Node.dhall

let Part = ./Part.dhall

let Tree = ./Tree.dhall

let concat =
      λ(trees : List Tree) →
        List/build
          Part
          ( λ(list : Type) →
            λ(cons : Part → list → list) →
            λ(nil : list) →
              List/fold
                Tree
                trees
                list
                (λ(tree : Tree) → List/fold Part tree list cons)
                nil
          )

in  λ(it : Node.Type) →
        [ Part.Begin it.{ type, attributes } ]
      # merge
          { Some = λ(text : Text) → [ Part.Text text ], None = [] : Tree }
          it.text
      # concat it.children
      # [ Part.End ]

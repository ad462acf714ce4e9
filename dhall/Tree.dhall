{- A node of a configuration with all that is below it. Dhall has no recursive
   types: a tree is the list of its parts. `node` makes one.
-}
List ./Part.dhall

{- Types of the system description, for

       let Sigil = <this file>

       in  Sigil.System::{ name = "…", … }

   Each part that has defaults is `{ Type, default }`, each that has
   alternatives comes with functions that make them. What the parts mean is in
   docs/formats/system-description.md of sigil-build.
-}
{ System = ./System.dhall
, Release = ./Release.dhall
, Kernel = ./Kernel.dhall
, Rom = ./Rom.dhall
, Placement = ./Placement.dhall
, Package = ./Package.dhall
, Child = ./Child.dhall
, Binary = ./Binary.dhall
, Route = ./Route.dhall
, Node = ./Node.dhall
, Attribute = ./Attribute.dhall
, Tree = ./Tree.dhall
, node = ./treeOf.dhall
, Map = ./Map.dhall
}

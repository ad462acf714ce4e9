{- A session that a child may open: at init's parent, or at another child.
   `label` restricts it to sessions with that label; `target_label` replaces
   the label that the server sees.
-}
{ Type =
    { service : Text
    , label : Optional Text
    , child : Optional Text
    , target_label : Optional Text
    }
, default = { label = None Text, child = None Text, target_label = None Text }
}

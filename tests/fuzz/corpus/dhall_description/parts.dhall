let P = < Begin : { type : Text } | Text : Text | End >
in { children = [ { config = [ P.Begin { type = "a" }, P.Text "t", P.End, P.End ] } ] }

{ packages = [ { mapKey = "a", mapValue = "x" }, { mapKey = "a", mapValue = "y" } ] }

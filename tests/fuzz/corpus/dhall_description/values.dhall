{ name = 1.5, genode = Some True, core = Natural, packages = [ { mapKey = "a", mapValue = -1 } ], roms = \(x : Text) -> x
, kernel = < A : { a : Text } | B >.A }

-- Names and what they stand for, in order. `toMap { a = x, b = y }` makes one, sorted by name.
λ(T : Type) → List { mapKey : Text, mapValue : T }

{- Where a content goes: a boot module, which children can be routed to, or
   the store, encrypted, where only who gets the capability can read it.
-}
< module | store >

-- Two programs and what they call; `numbers` lies in the store, encrypted.
let Sigil = ../../dhall/package.dhall

let greeter =
      Sigil.Child::{
      , name = "greeter"
      , binary =
          Sigil.Binary.program { package = "hello", file = "bin/greeter" }
      , caps = 100
      , ram = "1M"
      , provides = [ "Report" ]
      , routes = [ Sigil.Route::{ service = "RM" } ]
      , roms = toMap { greeting = "greeting" }
      , config = Some
          ( Sigil.node
              Sigil.Node::{
              , type = "config"
              , attributes = toMap { verbose = Sigil.Attribute.text "yes" }
              , children =
                [ Sigil.node
                    Sigil.Node::{
                    , type = "vfs"
                    , children =
                      [ Sigil.node
                          Sigil.Node::{
                          , type = "rom"
                          , attributes = toMap
                            { name = Sigil.Attribute.text "greeting" }
                          }
                      ]
                    }
                ]
              }
          )
      }

let reader =
      Sigil.Child::{
      , name = "reader"
      , binary = Sigil.Binary.program { package = "hello", file = "bin/reader" }
      , caps = 100
      , ram = "1M"
      , priority = -1
      , routes =
        [ Sigil.Route::{
          , service = "Report"
          , child = Some greeter.name
          , label = Some "count"
          , target_label = Some "reader -> checksum"
          }
        , Sigil.Route::{ service = "Report", child = Some greeter.name }
        ]
      , roms = toMap { message = "motd" }
      , config = Some
          ( Sigil.node
              Sigil.Node::{
              , type = "config"
              , children =
                [ Sigil.node
                    Sigil.Node::{
                    , type = "data"
                    , attributes = toMap
                      { name = Sigil.Attribute.text "numbers"
                      , urn = Sigil.Attribute.capability "numbers"
                      }
                    }
                ]
              }
          )
      }

in  Sigil.System::{
    , name = "hello"
    , genode = Sigil.Release.`26.02`
    , roms = toMap
      { greeting = Sigil.Rom.file "greeting.txt"
      , init = Sigil.Rom.file "build/init"
      , `ld.lib.so` = Sigil.Rom.file "build/ld.lib.so"
      , motd = Sigil.Rom.text "Be kind to your compiler."
      , numbers = Sigil.Rom.stored (Sigil.Rom.file "build/numbers.txt")
      }
    , packages = toMap { hello = "build/hello", lib = "build/lib" }
    , children = [ greeter, reader ]
    }

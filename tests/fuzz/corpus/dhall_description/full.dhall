{ children =
  [ { binary =
        < Program :
            { file : Text
            , package : < Folder : { folder : Text } | Name : Text >
            }
        | Rom : { rom : Text }
        >.Program
          { file = "bin/greeter"
          , package = < Folder : { folder : Text } | Name : Text >.Name "hello"
          }
    , caps = 100
    , config = Some
      [ < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.Begin
          { attributes =
            [ { mapKey = "verbose"
              , mapValue =
                  < Capability : { capability : Text } | Text : Text >.Text
                    "yes"
              }
            ]
          , type = "config"
          }
      , < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.Begin
          { attributes =
              [] : List
                     { mapKey : Text
                     , mapValue :
                         < Capability : { capability : Text } | Text : Text >
                     }
          , type = "vfs"
          }
      , < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.Begin
          { attributes =
            [ { mapKey = "name"
              , mapValue =
                  < Capability : { capability : Text } | Text : Text >.Text
                    "greeting"
              }
            ]
          , type = "rom"
          }
      , < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.End
      , < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.End
      , < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.End
      ]
    , name = "greeter"
    , priority = +0
    , provides = [ "Report" ]
    , ram = "1M"
    , roms = [ { mapKey = "greeting", mapValue = "greeting" } ]
    , routes =
      [ { child = None Text
        , label = None Text
        , service = "RM"
        , target_label = None Text
        }
      ]
    }
  , { binary =
        < Program :
            { file : Text
            , package : < Folder : { folder : Text } | Name : Text >
            }
        | Rom : { rom : Text }
        >.Program
          { file = "bin/reader"
          , package = < Folder : { folder : Text } | Name : Text >.Name "hello"
          }
    , caps = 100
    , config = Some
      [ < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.Begin
          { attributes =
              [] : List
                     { mapKey : Text
                     , mapValue :
                         < Capability : { capability : Text } | Text : Text >
                     }
          , type = "config"
          }
      , < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.Begin
          { attributes =
            [ { mapKey = "name"
              , mapValue =
                  < Capability : { capability : Text } | Text : Text >.Text
                    "numbers"
              }
            , { mapKey = "urn"
              , mapValue =
                  < Capability : { capability : Text }
                  | Text : Text
                  >.Capability
                    { capability = "numbers" }
              }
            ]
          , type = "data"
          }
      , < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.End
      , < Begin :
            { attributes :
                List
                  { mapKey : Text
                  , mapValue :
                      < Capability : { capability : Text } | Text : Text >
                  }
            , type : Text
            }
        | End
        | Text : Text
        >.End
      ]
    , name = "reader"
    , priority = -1
    , provides = [] : List Text
    , ram = "1M"
    , roms = [ { mapKey = "message", mapValue = "motd" } ]
    , routes =
      [ { child = Some "greeter"
        , label = Some "count"
        , service = "Report"
        , target_label = Some "reader -> checksum"
        }
      , { child = Some "greeter"
        , label = None Text
        , service = "Report"
        , target_label = None Text
        }
      ]
    }
  ]
, core = None Text
, genode = < `24.10` | `26.02` >.`26.02`
, kernel = None { arguments : List Text, bender : Text, hypervisor : Text }
, name = "hello"
, packages =
  [ { mapKey = "hello", mapValue = "build/hello" }
  , { mapKey = "lib", mapValue = "build/lib" }
  ]
, roms =
  [ { mapKey = "greeting"
    , mapValue =
        < File : { file : Text, placement : Optional < module | store > }
        | Text : { placement : Optional < module | store >, text : Text }
        >.File
          { file = "greeting.txt", placement = None < module | store > }
    }
  , { mapKey = "init"
    , mapValue =
        < File : { file : Text, placement : Optional < module | store > }
        | Text : { placement : Optional < module | store >, text : Text }
        >.File
          { file = "build/init", placement = None < module | store > }
    }
  , { mapKey = "ld.lib.so"
    , mapValue =
        < File : { file : Text, placement : Optional < module | store > }
        | Text : { placement : Optional < module | store >, text : Text }
        >.File
          { file = "build/ld.lib.so", placement = None < module | store > }
    }
  , { mapKey = "motd"
    , mapValue =
        < File : { file : Text, placement : Optional < module | store > }
        | Text : { placement : Optional < module | store >, text : Text }
        >.Text
          { placement = None < module | store >
          , text = "Be kind to your compiler."
          }
    }
  , { mapKey = "numbers"
    , mapValue =
        < File : { file : Text, placement : Optional < module | store > }
        | Text : { placement : Optional < module | store >, text : Text }
        >.File
          { file = "build/numbers.txt"
          , placement = Some < module | store >.store
          }
    }
  ]
}

-- The system for a release of Genode: the releases differ in nothing else.
let Sigil = ../../dhall/package.dhall

in  λ(genode : Sigil.Release) →
      Sigil.System::{
      , name = "genode-log"
      , genode
      , kernel = Some Sigil.Kernel::{
        , bender = "genode/bender"
        , hypervisor = "genode/hypervisor"
        }
      , core = Some "genode/core-nova.a"
      , roms = toMap
        { init = Sigil.Rom.file "genode/init"
        , `ld.lib.so` = Sigil.Rom.file "genode/ld.lib.so"
        , timer = Sigil.Rom.file "genode/timer"
        }
      , packages = toMap { greeter = "build/greeter" }
      , children =
        [ Sigil.Child::{
          , name = "timer"
          , binary = Sigil.Binary.rom "timer"
          , caps = 100
          , ram = "1M"
          , provides = [ "Timer" ]
          , roms = toMap { platform_info = "platform_info" }
          }
        , Sigil.Child::{
          , name = "greeter"
          , binary =
              Sigil.Binary.program { package = "greeter", file = "bin/greeter" }
          , caps = 100
          , ram = "1M"
          }
        ]
      }

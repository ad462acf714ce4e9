{ name = "t", genode = "26.02", roms = { init.file = "i", `ld.lib.so`.text = "l" }
, children = [ { name = "a", binary.rom = "init", caps = 1, ram = "1M", roms = [] : List { mapKey : Text, mapValue : Text }
, config = None Text } ] }

# What is in the image, and who may talk to whom.
{ base, programs }:
{
  name = "lamp";
  genode = "26.02";

  roms = {
    init.file = "${base}/init";
    "ld.lib.so".file = "${base}/ld.lib.so";
    manual.text = "Press the switch.";
  };

  children = [
    {
      name = "lamp";
      binary = { package = programs; file = "bin/lamp"; };
      caps = 100;
      ram = "1M";
      provides = [ "Light" ];
      config = { type = "config"; attributes.color = "warm"; };
    }
    {
      name = "switch";
      binary = { package = programs; file = "bin/switch"; };
      caps = 100;
      ram = "1M";
      # Without this line the switch could reach no lamp.
      routes = [ { service = "Light"; child = "lamp"; } ];
      roms.manual = "manual";
    }
  ];
}

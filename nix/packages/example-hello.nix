# The system of examples/hello/system.json as a Nix expression; both give the same image.
{ mkImage, example-hello-programs }:
mkImage {
  name = "hello";
  genode = "26.02";

  roms = {
    init.file = "${example-hello-programs}/init";
    "ld.lib.so".file = "${example-hello-programs}/ld.lib.so";
    greeting.file = "${example-hello-programs}/greeting.txt";
    motd.text = "Be kind to your compiler.";
    numbers = {
      file = "${example-hello-programs}/numbers.txt";
      placement = "store";
    };
  };

  packages = {
    hello = "${example-hello-programs}/hello";
    lib = "${example-hello-programs}/lib";
  };

  children = [
    {
      name = "greeter";
      binary = { package = "hello"; file = "bin/greeter"; };
      caps = 100;
      ram = "1M";
      provides = [ "Report" ];
      routes = [ { service = "RM"; } ];
      roms.greeting = "greeting";
      config = {
        type = "config";
        attributes.verbose = "yes";
        children = [
          {
            type = "vfs";
            children = [ { type = "rom"; attributes.name = "greeting"; } ];
          }
        ];
      };
    }
    {
      name = "reader";
      binary = { package = "hello"; file = "bin/reader"; };
      caps = 100;
      ram = "1M";
      priority = -1;
      routes = [
        { service = "Report"; child = "greeter"; label = "count"; target_label = "reader -> checksum"; }
        { service = "Report"; child = "greeter"; }
      ];
      roms.message = "motd";
      config = {
        type = "config";
        children = [
          { type = "data"; attributes = { name = "numbers"; urn.capability = "numbers"; }; }
        ];
      };
    }
  ];
}

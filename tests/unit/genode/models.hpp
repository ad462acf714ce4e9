/// \file
/// Init models that several tests share.
#pragma once

#include <string>

#include "sigil/genode/init.hpp"

namespace sigil::test {

/// A URN of 115 characters that begins with `mark`.
inline rom::RomName urn(char mark) {
  return rom::RomName::of_content("urn:eris:" + std::string(1, mark) + std::string(105, 'A'));
}

inline genode::Node empty_config() {
  return {"config", {}, {}, {}};
}

/// A child with nothing but what each has.
inline genode::Child plain_child(const std::string& name) {
  genode::Child child{name, rom::RomName::named("prog"), {}, true, 100, 1 << 20, 0, {}, {}, {}, {}};
  child.config = empty_config();
  return child;
}

/// Two children with libraries, ROMs, services between them, priorities and configurations.
inline genode::InitModel full_model(genode::Release release) {
  genode::Child server = plain_child("greeter");
  server.binary = urn('B');
  server.libraries = {urn('C'), urn('D')};
  server.priority = -2;
  server.ram_bytes = 5 << 10;
  server.provides = {"Report", "Greeting"};
  server.routes = {{"RM", "", "", ""}, {"Timer", "slow", "", "timer"}, {"LOG", "debug", "", ""}};
  server.roms = {{"greeting", rom::RomName::named("greeting.txt")}};
  server.config->with("verbose", "yes");
  server.config->add({"vfs", {}, {}, {}}).add({"rom", {{"name", "greeting"}}, {}, {}});

  genode::Child client = plain_child("reader of greetings");
  client.routes = {
      {"Report", "hello -> all", "greeter", "log"}, {"Report", "", "greeter", ""}, {"LOG", "", "", "reader"}};
  client.roms = {{"sub -> data", urn('E')}};
  client.config->text = {"one", "two & three"};
  return {release, {server, client}};
}

/// A static binary whose configuration is a ROM.
inline genode::InitModel static_model(genode::Release release) {
  genode::Child child = plain_child("tool");
  child.binary = rom::RomName::named("tool");
  child.is_dynamic = false;
  child.ram_bytes = 1ull << 31;
  child.config.reset();
  child.roms = {{"config", urn('F')}};
  return {release, {child}};
}

} // namespace sigil::test

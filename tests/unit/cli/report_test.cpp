#include "report.hpp"

#include "support/catch.hpp"
#include "table.hpp"

using namespace sigil;

namespace {

system::ImageReport sample_image() {
  system::ImageReport report;
  report.format = "iso";
  report.size_bytes = 3 << 20;
  report.files = {{"/boot/image.elf", 0x8000, 2048}};
  report.boot = image::BootEntry{"t", "/boot/kernel", {"a"}, {{"/boot/image.elf", {"image.elf"}}}};
  report.segments = {{1, 5, 0x1000, 0x100000, 0x100000, 4096, 4096, 4096}};
  const std::string urn = "urn:eris:" + std::string(106, 'A');
  report.modules = {{"init", 100, 0x2000, "", {}, {"init"}}, {urn, 7, 0x3000, urn, {}, {"a", "b"}}};
  report.config_text = "config\n\x1b[31m-\n";
  return report;
}

} // namespace

TEST_CASE("an image as text: whole names, no control characters", "[report]") {
  CHECK(cli::image_text(sample_image()) == "iso, 3.0 MiB\n"
                                           "\nfiles:\n"
                                           "  OFFSET  SIZE  PATH\n"
                                           "  0x8000  2048  /boot/image.elf\n"
                                           "\nboot:\n"
                                           "  /boot/kernel a\n"
                                           "  /boot/image.elf image.elf\n"
                                           "\nsegments of the core image:\n"
                                           "   ADDRESS  OFFSET  FILE SIZE  MEMORY SIZE  RIGHTS\n"
                                           "  0x100000  0x1000       4096         4096  r-x\n"
                                           "\nmodules:\n"
                                           "  OFFSET  SIZE  USED BY  NAME\n"
                                           "  0x2000   100  init     init\n"
                                           "  0x3000     7  a, b     urn:eris:" +
                                               std::string(106, 'A') +
                                               "\n"
                                               "\nconfiguration:\n"
                                               "  config\n"
                                               "  ?[31m-\n");
}

TEST_CASE("an image as JSON: whole names, null where there is nothing", "[report]") {
  system::ImageReport report = sample_image();
  const std::string json = cli::image_json(report);
  CHECK(json.starts_with("{\n  \"version\": 1,\n  \"kind\": \"image\",\n  \"format\": \"iso\",\n"));
  CHECK(json.find("\"urn\": null") != std::string::npos);
  CHECK(json.find("\"urn\": \"urn:eris:" + std::string(106, 'A') + '"') != std::string::npos);
  CHECK(json.find("\"manifest_hash\": null") != std::string::npos);
  report.modules[0].name = "bad \xff byte";
  CHECK(cli::image_json(report).find("bad \xef\xbf\xbd byte") != std::string::npos);
}

TEST_CASE("a verification as text and as JSON", "[report]") {
  system::VerifyReport report;
  report.modules = 9;
  report.children = 1;
  report.urns_checked = 1;
  CHECK(cli::verification_text(report) == "ok: 9 modules, 1 child, 1 URN encoded again and equal\n");
  report.contents = 2;
  report.proven_bytes = 70000;
  CHECK(cli::verification_text(report) == "ok: 9 modules, 1 child, 1 URN encoded again and equal, "
                                          "2 contents of the store proven (70000 bytes)\n");
  CHECK(cli::verification_json(report).find("\"is_sound\": true") != std::string::npos);
  report.children = 2;
  CHECK(cli::verification_text(report).find("2 children") != std::string::npos);
  report.problems.push_back(Error(ErrorKind::Integrity, "module 'a' was changed").coded("x.y"));
  CHECK(cli::verification_text(report) == "problem: error: module 'a' was changed\n1 problem\n");
  const std::string json = cli::verification_json(report);
  CHECK(json.find("\"is_sound\": false") != std::string::npos);
  CHECK(json.find("\"kind\": \"integrity\"") != std::string::npos);
  CHECK(json.find("\"code\": \"x.y\"") != std::string::npos);
}

TEST_CASE("a plan as text and as JSON", "[report]") {
  system::Plan plan;
  plan.name = "hello";
  plan.syntax = genode::Syntax::Xml;
  plan.modules.push_back({rom::RomName::named("init"), Blob::of("123")});
  genode::Child child{"a", rom::RomName::named("init"), {}, true, 100, 1 << 20, 0, {}, {}, {}, {}};
  plan.init.children.push_back(child);
  plan.config_text = "<config/>\n";
  CHECK(cli::plan_text(plan) == "system 'hello', configuration in xml, kernel: bootcheck\n"
                                "\nmodules:\n"
                                "  SIZE  NAME\n"
                                "     3  init\n"
                                "  1 module, 3 bytes\n"
                                "\nchildren:\n"
                                "  NAME  CAPS      RAM  BINARY\n"
                                "  a      100  1.0 MiB  init\n"
                                "\nconfiguration:\n"
                                "  <config/>\n");
  const std::string json = cli::plan_json(plan);
  CHECK(json.find("\"kind\": \"plan\"") != std::string::npos);
  CHECK(json.find("\"kernel\": null") != std::string::npos);
  CHECK(json.find("\"config_syntax\": \"xml\"") != std::string::npos);
  CHECK(json.find("\"ram_bytes\": 1048576") != std::string::npos);
}

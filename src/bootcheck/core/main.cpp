/// \file
/// The bootcheck core: finds its boot modules as Genode's core does and proves that the system in them
/// would find all it needs.
#include <new>

#include "common/abi.hpp"
#include "core/children.hpp"
#include "core/system.hpp"

namespace sigil::bootcheck {
namespace {

/// All memory that core uses beside its stack.
struct Memory {
  Module modules[4096];
  Node nodes[131072];
  Attribute attributes[262144];
  Library libraries[kMaxLibraries];
  std::uint8_t urn[kUrnMemory];
};
static_assert(sizeof(Memory) <= kWorkSize);

/// In crt0.S; the values come from the linker, or from whom has written the image.
extern "C" const Layout core_layout;

[[noreturn]] void fail(const Line& reason) {
  Line line;
  print(line << "FAIL " << reason.text());
  exit(Outcome::Fail);
}

void require(bool ok, const Line& reason) {
  if (!ok) fail(reason);
}

/// As Genode's core does: from here on modules are reached by their physical addresses only.
void leave_binaries(const Layout& layout) {
  hand_over_layout(layout);
  Line why;
  require(check_end(layout, why), why);
  unmap(layout.binaries_begin, layout.binaries_end);
}

void read_headers(const Layout& layout, ModuleTable& table) {
  const auto* header = reinterpret_cast<const ModuleHeader*>(layout.headers_begin);
  const auto* const end = reinterpret_cast<const ModuleHeader*>(layout.headers_end);
  for (; header != end; ++header) {
    Line why;
    const auto* const name = reinterpret_cast<const char*>(static_cast<std::uint64_t>(header->name));
    if (!table.add(name, header->base, header->size)) fail(why << "core: more than 4096 modules");
  }
}

void map_modules(const Layout& layout, std::uint64_t image, const ModuleTable& table) {
  for (Module& module : table.modules()) {
    Line why;
    require(check_header(table, module, layout, why), why);
    module.pages = map_physical(physical_address(module, layout, image), page_end(module.size));
    require(check_padding(module, why), why);
  }
}

const Module& find_required(const ModuleTable& table, std::string_view name) {
  Line why;
  const Module* const module = table.find_full(name);
  require(module != nullptr, why << "no module " << Quoted{name});
  return *module;
}

void check_contents(const Info& info, const ModuleTable& table, MutableBytes memory) {
  Line why;
  const Module& manifest = find_required(table, kManifestName);
  require(check_manifest(manifest, info.has_manifest_hash != 0 ? info.manifest_hash : nullptr, why), why);
  require(read_manifest(as_text(manifest.content()), table, why), why);
  std::uint64_t encoded = 0, not_encoded = 0;
  for (const Module& module : table.modules()) {
    Line line;
    line << "module " << Printable{module.name} << ", " << module.size << " bytes, ";
    if (&module == &manifest) {
      print(line << "command line ok, no urn");
      continue;
    }
    UrnState state = UrnState::None;
    require(check_listed(module, why) && check_urn(module, memory, state, why), why);
    encoded += state == UrnState::Ok ? 1 : 0;
    not_encoded += state == UrnState::NotReencodable ? 1 : 0;
    print(line << "manifest ok, "
               << (state == UrnState::None ? "no urn"
                   : state == UrnState::Ok ? "urn ok"
                                           : "urn not re-encodable"));
  }
  Line line;
  print(line << "urns: " << encoded << " re-encoded, " << not_encoded << " not re-encodable");
}

/// Returns the number of children.
std::uint64_t check_system(const ModuleTable& table, Memory& memory) {
  find_required(table, "init");
  find_required(table, "ld.lib.so");
  Tree config(memory.nodes, memory.attributes);
  ConfigFault fault;
  if (Line why; !read_config(find_required(table, "config").content(), config, fault))
    fail(why << "config: line " << fault.line << ": " << fault.what);

  const Routing routing(config);
  Children children(routing, table, memory.libraries);
  Line why_not;
  require(children.check_config(why_not), why_not);
  {
    ChildReport report;
    Line line, why;
    require(children.check_init(report, why), why);
    print(line << "init, binary init, " << report.libraries << " libraries ok");
  }
  std::uint64_t count = 0;
  for (Index node = config[0].first_child; node != kNone; node = config[node].next) {
    if (config[node].type != "start") continue;
    ChildReport report;
    Line line, why;
    require(children.check_child(node, report, why), why);
    print(line << "child " << Printable{config.value(node, "name")} << ", binary " << Printable{report.binary}
               << ", " << report.libraries << " libraries, " << report.roms << " roms ok");
    ++count;
  }
  return count;
}

} // namespace

extern "C" [[noreturn]] void core_main(const Info* info) {
  const Layout& layout = core_layout;
  leave_binaries(layout);
  Memory& memory = *new (reinterpret_cast<void*>(static_cast<std::uint64_t>(info->work_address))) Memory;
  ModuleTable table(memory.modules);
  read_headers(layout, table);
  map_modules(layout, info->module_address, table);
  Line line;
  print(line << "core: " << table.modules().size() << " modules");
  check_contents(*info, table, memory.urn);
  const std::uint64_t children = check_system(table, memory);
  Line result;
  print(result << "pass, " << table.modules().size() << " modules, " << children << " children");
  exit(Outcome::Pass);
}

} // namespace sigil::bootcheck

/// \file
/// The bootcheck core: finds its boot modules as Genode's core does and proves that the system in them
/// would find all it needs.
#include <new>

#include "common/abi.hpp"
#include "core/capabilities.hpp"
#include "core/children.hpp"
#include "core/proof.hpp"
#include "core/sets.hpp"
#include "core/store.hpp"
#include "core/system.hpp"

namespace sigil::bootcheck {
namespace {

/// All memory that core uses beside its stack.
struct Memory {
  Module modules[4096];
  Node nodes[131072];
  Attribute attributes[262144];
  Library libraries[kMaxLibraries];
  Content contents[kMaxContents];
  Store store;
  ProofMemory proof;
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

/// The manifest is what the command line says; what it says itself goes into the tables.
void take_manifest(const Info& info, const ModuleTable& table, ContentTable& contents) {
  Line why;
  const Module& manifest = find_required(table, kManifestName);
  require(check_manifest(manifest, info.has_manifest_hash != 0 ? info.manifest_hash : nullptr, why), why);
  require(read_manifest(as_text(manifest.content()), table, contents, why), why);
}

void check_content(StoreProof& proof, const Content& content, ContentReport& report) {
  Line line, why;
  require(proof.check_content(content, report, why), why);
  print(line << "content " << Printable{content.expected.name} << ", " << content.expected.size
             << " bytes, level " << std::uint64_t{content.capability[1]} << ", " << report.blocks
             << " blocks, " << (report.has_null_keys ? "keys ok" : "leaf keys not checked"));
}

std::string_view contents_word(std::uint64_t count) {
  return count == 1 ? " content" : " contents";
}

/// Before the modules are compared with the manifest, so that a damage in the store is named by what it hits.
void prove_store(const Store& store, std::span<const Content> contents, ProofMemory& memory) {
  Line line, why, result;
  print(line << "store: " << store.contents().size() << contents_word(store.contents().size()) << ", "
             << store.block_count() << " blocks");
  StoreProof proof(store, memory);
  std::uint64_t bytes = 0, not_checked = 0;
  for (const Content& content : contents) {
    ContentReport report;
    check_content(proof, content, report);
    bytes += content.expected.size;
    not_checked += report.has_null_keys ? 0 : 1;
  }
  require(proof.check_rest(why), why);
  result << "proved " << bytes << " bytes of " << contents.size() << contents_word(contents.size())
         << " from " << store.block_count() << " encrypted blocks";
  if (not_checked > 0)
    result << ", leaf keys of " << not_checked << contents_word(not_checked) << " not checked";
  print(result);
}

/// Null if the image has no store.
const Store* check_store(const ModuleTable& table, std::span<const Content> contents, Memory& memory) {
  const Module* const module = table.find_full(kStoreName);
  Line why;
  if (module == nullptr) {
    require(contents.empty(), why << "no module " << Quoted{kStoreName} << ", but the manifest has "
                                  << contents.size() << " contents of it");
    return nullptr;
  }
  require(!contents.empty(), why << "module " << Quoted{kStoreName} << ": the manifest has no content of it");
  Line damage;
  require(memory.store.open(module->content(), damage), damage);
  prove_store(memory.store, contents, memory.proof);
  return &memory.store;
}

void check_modules(const ModuleTable& table, MutableBytes memory) {
  const Module& manifest = find_required(table, kManifestName);
  std::uint64_t encoded = 0, not_encoded = 0;
  for (const Module& module : table.modules()) {
    Line line, why;
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
  for (const Module& module : table.modules()) {
    Line result, why;
    std::size_t members = 0;
    require(check_set(table, module, members, why), why);
    if (members > 0)
      print(result << "set of " << Printable{module.name} << ", " << members
                   << (members == 1 ? " library" : " libraries") << ", hash ok");
  }
}

/// Returns the number of children.
std::uint64_t check_children(const Tree& config, Children& children, const Capabilities& capabilities) {
  std::uint64_t count = 0;
  for (Index node = config[0].first_child; node != kNone; node = config[node].next) {
    if (config[node].type != "start") continue;
    ChildReport report;
    std::uint64_t given = 0;
    Line line, why, why_not;
    require(children.check_child(node, report, why), why);
    require(capabilities.check_child(node, given, why_not), why_not);
    line << "child " << Printable{config.value(node, "name")} << ", binary " << Printable{report.binary}
         << ", " << report.libraries << " libraries, " << report.roms << " roms";
    if (given > 0) line << ", " << given << " capabilities";
    print(line << " ok");
    ++count;
  }
  return count;
}

/// Returns the number of children.
std::uint64_t check_system(const ModuleTable& table, const Store* store, std::span<const Content> contents,
                           Memory& memory) {
  find_required(table, "init");
  find_required(table, "ld.lib.so");
  Tree config(memory.nodes, memory.attributes);
  ConfigFault fault;
  if (Line why; !read_config(find_required(table, "config").content(), config, fault))
    fail(why << "config: line " << fault.line << ": " << fault.what);

  const Routing routing(config);
  Children children(routing, table, memory.libraries);
  const Capabilities capabilities(config, store, contents);
  Line why_not, why_others;
  require(children.check_config(why_not), why_not);
  require(capabilities.check_others(why_others), why_others);
  {
    ChildReport report;
    Line line, why;
    require(children.check_init(report, why), why);
    print(line << "init, binary init, " << report.libraries << " libraries ok");
  }
  return check_children(config, children, capabilities);
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
  ContentTable contents(memory.contents);
  take_manifest(*info, table, contents);
  const Store* const store = check_store(table, contents.contents(), memory);
  check_modules(table, memory.urn);
  const std::uint64_t children = check_system(table, store, contents.contents(), memory);
  Line result;
  print(result << "pass, " << table.modules().size() << " modules, " << children << " children");
  exit(Outcome::Pass);
}

} // namespace sigil::bootcheck

#include "core/modules.hpp"

#include "common/text.hpp"
#include "sigil/eris/capability_bytes.hpp"
#include "sigil/eris/portable.hpp"
#include "sigil/eris/tree_encoder.hpp"
#include "sigil/rom/name.hpp"
#include "sigil/rom/set_name.hpp"

namespace sigil::bootcheck {
namespace {

/// ROMs that core makes itself.
constexpr std::string_view kCoreRoms[] = {"platform_info", "core_log", "kernel_log"};

Refusal refuse_module(Line& why, const Module& module) {
  return refuse(why) << "module " << Quoted{module.name} << ": ";
}

bool is_urn(std::string_view name) {
  eris::CapabilityBytes bytes;
  return eris::read_urn(name, bytes);
}

bool check_name(const Module& module, Line& why) {
  const std::string_view name = module.name;
  if (begins_with(name, eris::kUrnPrefix)) {
    if (!is_urn(name)) return refuse_module(why, module) << "name starts like a URN, but is none";
    return true;
  }
  if (rom::SetNameView set; rom::has_set_prefix(name) && !rom::read_set_name(name, set))
    return refuse_module(why, module) << "name starts like that of a set's member, but is none";
  if (rom::check_characters(name) != rom::NameFault::None)
    return refuse_module(why, module) << "name cannot be looked up";
  if (name.size() > rom::kLabelLength)
    return refuse_module(why, module) << "name has " << name.size() << " characters, at most "
                                      << rom::kLabelLength << " unless it is a URN";
  for (const std::string_view taken : kCoreRoms)
    if (name == taken) return refuse_module(why, module) << "name is one of core's own ROMs";
  return true;
}

bool is_hash_of(ByteView content, const std::uint8_t (&hash)[32]) {
  crypto::portable::Blake2b256 state;
  state.update(content);
  const auto digest = state.finish();
  return __builtin_memcmp(digest.data(), hash, sizeof hash) == 0;
}

} // namespace

bool ModuleTable::add(std::string_view name, std::uint64_t address, std::uint64_t size) {
  if (count_ == storage_.size()) return false;
  Module& module = storage_[count_++];
  module = {};
  module.name = name;
  module.address = address;
  module.size = size;
  return true;
}

const Module* ModuleTable::find(std::string_view label) const {
  for (const Module& module : modules())
    if (rom::label_of(module.name) == rom::label_of(label)) return &module;
  return nullptr;
}

Module* ModuleTable::find_full(std::string_view name) const {
  for (Module& module : modules())
    if (module.name == name) return &module;
  return nullptr;
}

bool check_end(const Layout& layout, Line& why) {
  if (page_end(layout.image_end) == page_end(layout.binaries_end)) return true;
  return refuse(why) << "core: rule d: core ends at " << Hex{layout.image_end} << ", binaries end at "
                     << Hex{layout.binaries_end} << ", not on the same page";
}

bool check_header(const ModuleTable& table, const Module& module, const Layout& layout, Line& why) {
  if (!check_name(module, why)) return false;
  if (module.size == 0) return refuse_module(why, module) << "zero size";
  const Module* const first = table.find(module.name);
  if (first != &module)
    return refuse_module(why, module) << "equal to module " << Quoted{first->name} << " in the first "
                                      << rom::kLabelLength << " characters";
  if (module.address < layout.binaries_begin ||
      !in_bounds(module.address - layout.binaries_begin, module.size,
                 layout.binaries_end - layout.binaries_begin))
    return refuse_module(why, module) << "outside the binaries' range";
  if (module.address % kPageSize != 0) return refuse_module(why, module) << "not page-aligned";
  return true;
}

std::uint64_t physical_address(const Module& module, const Layout& layout, std::uint64_t image_physical) {
  return module.address - layout.image_begin + page_begin(image_physical + kImageOffset);
}

bool check_padding(const Module& module, Line& why) {
  for (const std::uint8_t byte : module.pages.subspan(module.size))
    if (byte != 0) return refuse_module(why, module) << "not followed by zeros to the end of its page";
  return true;
}

bool read_manifest(std::string_view manifest, const ModuleTable& table, ContentTable& contents, Line& why) {
  ManifestReader reader(manifest);
  const auto refuse_line = [&] { return refuse(why) << "manifest: line " << reader.line() << ": "; };
  ManifestEntry entry;
  for (;;) {
    switch (reader.next(entry)) {
    case ManifestReader::Step::Fault: return refuse_line() << reader.fault();
    case ManifestReader::Step::End: return true;
    case ManifestReader::Step::Entry: break;
    }
    Module* const module = table.find_full(entry.name);
    if ((module != nullptr && module->is_listed) || contents.find(entry.name) != nullptr)
      return refuse_line() << Quoted{entry.name} << " is named twice";
    if (entry.placement == Placement::Store) {
      if (!contents.add(entry)) return refuse_line() << "more than 4096 contents of the store";
      continue;
    }
    if (module == nullptr) return refuse_line() << Quoted{entry.name} << " is no module";
    module->is_listed = true;
    module->expected = entry;
  }
}

bool check_listed(const Module& module, Line& why) {
  if (!module.is_listed) return refuse_module(why, module) << "not in the manifest";
  if (module.size != module.expected.size)
    return refuse_module(why, module)
           << "has " << module.size << " bytes, " << module.expected.size << " in the manifest";
  if (!is_hash_of(module.content(), module.expected.hash))
    return refuse_module(why, module) << "content differs from the manifest";
  if (is_urn(module.name) && module.expected.capability != module.name)
    return refuse_module(why, module) << "capability in the manifest is not its name";
  return true;
}

bool check_manifest(const Module& manifest, const std::uint8_t* hash, Line& why) {
  if (hash == nullptr) return refuse(why) << "manifest: no sigil-manifest word on the kernel's command line";
  std::uint8_t expected[32];
  __builtin_memcpy(expected, hash, sizeof expected);
  if (!is_hash_of(manifest.content(), expected))
    return refuse(why) << "manifest: content differs from the sigil-manifest word";
  return true;
}

bool check_urn(const Module& module, MutableBytes memory, UrnState& state, Line& why) {
  eris::CapabilityBytes named;
  state = UrnState::None;
  if (!eris::read_urn(module.expected.capability, named)) return true;
  const auto ignore = [](const eris::Reference&, ByteView) {};
  const eris::BlockSize block_size = eris::block_size_of(named);
  eris::TreeEncoder<eris::PortablePrimitives, decltype(ignore)> encoder(block_size, {}, memory, ignore);
  eris::TreeRoot root;
  if (!encoder.write(module.content()) || !encoder.finish(root))
    return refuse_module(why, module) << "too large to be encoded";
  if (named[1] != root.level)
    return refuse_module(why, module) << "URN has level " << std::uint64_t{named[1]}
                                      << ", its content needs level " << std::uint64_t{root.level};
  state = named == eris::capability_bytes(block_size, root.level, root.pair) ? UrnState::Ok
                                                                             : UrnState::NotReencodable;
  return true;
}

} // namespace sigil::bootcheck

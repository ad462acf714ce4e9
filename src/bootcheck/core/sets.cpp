#include "core/sets.hpp"

#include "common/text.hpp"
#include "core/elf.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/crypto/blake2b.hpp"
#include "sigil/rom/set_name.hpp"

namespace sigil::bootcheck {
namespace {

using SetHash = crypto::portable::Blake2b<30>;
static_assert(crypto::base32_length(sizeof(SetHash::Digest)) == rom::kSetHashLength);

bool is_of_set(const Module& module, std::string_view hash, rom::SetNameView& name) {
  return rom::read_set_name(module.name, name) && name.hash == hash;
}

bool needs(ElfFile file, std::string_view name) {
  std::string_view needed, fault;
  while (file.next_needed(needed, fault) == ElfFile::Step::Name)
    if (needed == name) return true;
  return false;
}

/// Hashes the length and the bytes of a member, in which names inside of the set have no hash.
bool add_member(SetHash& state, const Module& module, std::string_view hash, Line& why) {
  const ByteView content = module.content();
  ElfFile file;
  std::string_view fault;
  if (!file.open(content, fault)) return refuse(why) << "module " << Quoted{module.name} << ": " << fault;
  std::uint8_t length[8];
  store<std::uint64_t>(length, content.size(), ByteOrder::Little);
  state.update(length);

  constexpr std::string_view kBlank = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  static_assert(kBlank.size() == rom::kSetHashLength);
  const std::string_view strings = as_text(file.strings());
  const auto begin = static_cast<std::size_t>(file.strings().data() - content.data());
  std::size_t hashed = 0;
  for (std::size_t at = 0; (at = strings.find(rom::kSetPrefix, at)) != std::string_view::npos;
       at += rom::kSetPrefix.size()) {
    const std::size_t end = strings.find('\0', at);
    if (end == std::string_view::npos) break;
    const std::string_view text = strings.substr(at, end - at);
    rom::SetNameView name;
    if (!rom::read_set_name(text, name) || name.hash != hash || !needs(file, text)) continue;
    const std::size_t place = begin + at + rom::kSetPrefix.size();
    state.update(content.subspan(hashed, place - hashed));
    state.update(as_bytes(kBlank));
    hashed = place + kBlank.size();
  }
  state.update(content.subspan(hashed));
  return true;
}

const Module* find_member(const ModuleTable& table, std::string_view hash, std::size_t index) {
  rom::SetNameView name;
  for (const Module& module : table.modules())
    if (is_of_set(module, hash, name) && name.index == index) return &module;
  return nullptr;
}

} // namespace

bool check_set(const ModuleTable& table, const Module& module, std::size_t& members, Line& why) {
  members = 0;
  rom::SetNameView own, other;
  if (!rom::read_set_name(module.name, own)) return true;
  std::size_t count = 0;
  for (const Module& another : table.modules()) {
    if (!is_of_set(another, own.hash, other)) continue;
    if (count++ == 0 && &another != &module) return true; // was checked with the first
  }
  SetHash state;
  for (std::size_t index = 0; index < count; ++index) {
    const Module* const member = find_member(table, own.hash, index);
    if (member == nullptr)
      return refuse(why) << "module " << Quoted{module.name} << ": its set has no member " << index;
    if (!add_member(state, *member, own.hash, why)) return false;
  }
  char text[rom::kSetHashLength];
  crypto::base32_encode(state.finish(), text);
  if (std::string_view(text, sizeof text) != own.hash)
    return refuse(why) << "module " << Quoted{module.name} << ": its set has another hash than its name";
  members = count;
  return true;
}

} // namespace sigil::bootcheck

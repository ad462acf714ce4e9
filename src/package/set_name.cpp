#include "sigil/package/set_name.hpp"

#include <array>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::package {
namespace {

std::string hash_of(const std::vector<Bytes>& blanked) {
  std::vector<std::array<std::uint8_t, 8>> lengths(blanked.size());
  std::vector<ByteView> parts;
  for (std::size_t i = 0; i < blanked.size(); ++i) {
    store<std::uint64_t>(lengths[i].data(), blanked[i].size(), ByteOrder::Little);
    parts.push_back(lengths[i]);
    parts.push_back(blanked[i]);
  }
  std::string text(kSetHashLength, ' ');
  crypto::base32_encode(crypto::blake2b_240(parts), text);
  return text;
}

} // namespace

std::string blank_set_name(std::size_t index) {
  return SetName{std::string(kSetHashLength, 'A'), index}.text();
}

std::optional<SetName> parse_set_name(std::string_view text) {
  if (!text.starts_with(kSetPrefix)) return std::nullopt;
  text.remove_prefix(kSetPrefix.size());
  if (text.size() < kSetHashLength + 2 || text[kSetHashLength] != ':') return std::nullopt;
  const std::string_view hash = text.substr(0, kSetHashLength);
  std::array<std::uint8_t, 30> bytes;
  if (crypto::base32_decode(hash, bytes).fault != crypto::Base32Fault::None) return std::nullopt;
  const auto index = parse_decimal(text.substr(kSetHashLength + 1));
  if (!index || *index >= kMaxSetMembers) return std::nullopt;
  return SetName{std::string(hash), static_cast<std::size_t>(*index)};
}

bool is_content_name(std::string_view name) {
  return name.starts_with("urn:") || name.starts_with(kSetPrefix);
}

NamedSet name_set(const std::vector<SetMember>& members) {
  if (members.size() > kMaxSetMembers)
    throw Error(ErrorKind::Limit, std::to_string(members.size()) + " files need each other, at most " +
                                      std::to_string(kMaxSetMembers) + " are accepted")
        .coded("package.set.size");
  std::vector<Bytes> blanked;
  for (const SetMember& member : members) {
    elf::Edits edits = member.edits;
    for (const auto& [name, index] : member.inside) edits.needed[name] = blank_set_name(index);
    blanked.push_back(elf::rewrite(member.content, edits).content);
  }
  NamedSet set{hash_of(blanked), {}};
  for (std::size_t i = 0; i < members.size(); ++i) {
    elf::Edits edits;
    for (const auto& [name, index] : members[i].inside)
      edits.needed[blank_set_name(index)] = SetName{set.hash, index}.text();
    set.contents.push_back(elf::rewrite(blanked[i], edits).content);
  }
  return set;
}

std::string recompute_set_hash(const std::vector<ByteView>& members, const std::string& hash) {
  std::vector<Bytes> blanked;
  for (const ByteView member : members) {
    elf::Edits edits;
    for (const std::string& name : elf::parse(member).needed) {
      const auto set_name = parse_set_name(name);
      if (set_name && set_name->hash == hash) edits.needed[name] = blank_set_name(set_name->index);
    }
    blanked.push_back(elf::rewrite(member, edits).content);
  }
  return hash_of(blanked);
}

} // namespace sigil::package

#include "sigil/package/set_name.hpp"

#include <algorithm>
#include <array>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::package {
namespace {

/// The dynamic string table of a file that elf::parse has accepted; empty if it is static.
MutableBytes string_table(Bytes& content) {
  constexpr std::int64_t kStringTable = 5; // DT_STRTAB, DT_STRSZ
  constexpr std::int64_t kStringTableSize = 10;
  const elf::File file = elf::parse(content);
  std::uint64_t address = 0;
  std::uint64_t size_bytes = 0;
  for (const elf::DynamicEntry& entry : file.dynamic) {
    if (entry.tag == kStringTable) address = entry.value;
    if (entry.tag == kStringTableSize) size_bytes = entry.value;
  }
  const auto offset = elf::file_offset(file.segments, address, size_bytes);
  if (!offset || !in_bounds(*offset, size_bytes, content.size())) return {};
  return MutableBytes(content).subspan(*offset, size_bytes);
}

/// Each name in the string table becomes another of the same length. All else stays where it is, which a
/// rewriting need not promise: what is blanked again must be what was hashed.
void substitute(Bytes& content, const std::map<std::string, std::string>& names) {
  const MutableBytes table = string_table(content);
  for (const auto& [from, to] : names) {
    SIGIL_ASSERT(from.size() == to.size());
    const std::string ended = from + '\0';
    const std::string_view text = as_text(table);
    for (std::size_t at = 0; (at = text.find(ended, at)) != std::string_view::npos; at += to.size())
      std::copy(to.begin(), to.end(), table.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

/// The member without the names inside of the set. `layout` says where these went.
Bytes blanked(const SetMember& member, elf::Layout& layout) {
  Bytes content(member.content.begin(), member.content.end());
  elf::Edits edits = member.edits;
  std::map<std::string, std::string> same_length;
  for (const auto& [name, index] : member.inside) {
    const auto former = parse_set_name(name);
    if (former && former->index == index)
      same_length[name] = blank_set_name(index);
    else
      edits.needed[name] = blank_set_name(index);
  }
  substitute(content, same_length);
  const elf::Rewritten rewritten = elf::rewrite(content, edits);
  layout = rewritten.layout;
  return layout == elf::Layout::Unchanged ? content : rewritten.applied_to(content);
}

std::string hash_of(const std::vector<Bytes>& contents) {
  std::vector<std::array<std::uint8_t, 8>> lengths(contents.size());
  std::vector<ByteView> parts;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    store<std::uint64_t>(lengths[i].data(), contents[i].size(), ByteOrder::Little);
    parts.push_back(lengths[i]);
    parts.push_back(contents[i]);
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
  rom::SetNameView name;
  if (!rom::read_set_name(text, name)) return std::nullopt;
  return SetName{std::string(name.hash), name.index};
}

bool is_content_name(std::string_view name) {
  return name.starts_with("urn:") || name.starts_with(kSetPrefix);
}

NamedSet name_set(const std::vector<SetMember>& members) {
  if (members.size() > kMaxSetMembers)
    throw Error(ErrorKind::Limit, std::to_string(members.size()) + " files need each other, at most " +
                                      std::to_string(kMaxSetMembers) + " are accepted")
        .coded("package.set.size");
  NamedSet set;
  set.layouts.resize(members.size());
  for (std::size_t i = 0; i < members.size(); ++i)
    set.contents.push_back(blanked(members[i], set.layouts[i]));
  set.hash = hash_of(set.contents);
  for (std::size_t i = 0; i < members.size(); ++i) {
    std::map<std::string, std::string> names;
    for (const auto& [name, index] : members[i].inside)
      names[blank_set_name(index)] = SetName{set.hash, index}.text();
    substitute(set.contents[i], names);
  }
  return set;
}

std::string recompute_set_hash(const std::vector<ByteView>& members, const std::string& hash) {
  std::vector<Bytes> contents;
  for (const ByteView member : members) {
    std::map<std::string, std::string> names;
    for (const std::string& name : elf::parse(member).needed) {
      const auto set_name = parse_set_name(name);
      if (set_name && set_name->hash == hash) names[name] = blank_set_name(set_name->index);
    }
    substitute(contents.emplace_back(member.begin(), member.end()), names);
  }
  return hash_of(contents);
}

} // namespace sigil::package

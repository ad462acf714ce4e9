/// \file
/// Names of libraries that need each other: "eris-set:", a hash over all of them, and which one it is.
/// Format: docs/formats/eris-manifest.md, section "Sets".
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/elf/rewrite.hpp"
#include "sigil/rom/set_name.hpp"

namespace sigil::package {

using rom::kMaxSetMembers;
using rom::kSetHashLength;
using rom::kSetPrefix;

struct SetName {
  std::string hash; ///< 48 characters of base32
  std::size_t index = 0;

  std::string text() const { return std::string(kSetPrefix) + hash + ':' + std::to_string(index); }
  bool operator==(const SetName&) const = default;
};

/// What stands for the name of a member while the set is hashed: as long as the name itself.
std::string blank_set_name(std::size_t index);

/// Strict reverse of SetName::text(); nullopt for anything else. A blank name is one too.
std::optional<SetName> parse_set_name(std::string_view text);

/// Whether `name` is made from content: a URN, or the name of a set's member.
bool is_content_name(std::string_view name);

/// A file that is to be named together with others.
struct SetMember {
  ByteView content;
  elf::Edits edits;                          ///< all but the names inside of the set
  std::map<std::string, std::size_t> inside; ///< DT_NEEDED name to index of the member
};

struct NamedSet {
  std::string hash;
  std::vector<Bytes> contents; ///< final, in the order of the members
  std::vector<elf::Layout> layouts;
};

/// Gives members their names, which depend on their contents and order alone.
/// \throws what elf::rewrite throws; Error{Limit} for more than 65,536 members.
NamedSet name_set(const std::vector<SetMember>& members);

/// The hash that final members must have in their names: `hash` itself, if they are complete, in order and
/// unchanged.
/// \throws what elf::parse throws.
std::string recompute_set_hash(const std::vector<ByteView>& members, const std::string& hash);

} // namespace sigil::package

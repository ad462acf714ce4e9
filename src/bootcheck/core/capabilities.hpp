/// \file
/// Read capabilities of the store that a configuration gives to children.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "common/line.hpp"
#include "core/config.hpp"
#include "core/contents.hpp"
#include "core/store.hpp"

namespace sigil::bootcheck {

/// Looks at all attributes, those of nested nodes too. A value is taken for a capability of the store if it
/// is a URN whose reference the store has, or whose key is that of a content; it must then be a capability of
/// the manifest. Anything else is none of our business.
class Capabilities {
 public:
  /// \param store  null: the image has none, and no value is looked at.
  Capabilities(const Tree& config, const Store* store, std::span<const Content> contents)
      : config_(config), store_(store), contents_(contents) {}

  /// Those of a start node. False with the reason, which shows no key.
  bool check_child(Index start, std::uint64_t& count, Line& why) const;
  /// Those that belong to no child.
  bool check_others(Line& why) const;

 private:
  bool check_below(Index top, std::uint64_t& count, Line& why) const;
  bool check_node(Index node, std::uint64_t& count, Line& why) const;
  bool check_value(std::string_view value, std::uint64_t& count, Line& why) const;

  const Tree& config_;
  const Store* store_;
  std::span<const Content> contents_;
};

} // namespace sigil::bootcheck

/// \file
/// A configuration as a tree of nodes, read from HID or XML. Views into the document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sigil/base/bytes.hpp"

namespace sigil::bootcheck {

struct Attribute {
  std::string_view name;
  std::string_view value;
};

/// A place in a Tree.
using Index = std::uint32_t;
inline constexpr Index kNone = UINT32_MAX;

struct Node {
  std::string_view type;
  Index parent = kNone;
  Index first_child = kNone;
  Index last_child = kNone;
  Index next = kNone;
  Index first_attribute = 0;
  Index attribute_count = 0;
  bool has_text = false;
};

/// Nodes and attributes in memory of the caller. The top node is number 0.
class Tree {
 public:
  static constexpr std::size_t kMaxDepth = 64;

  Tree(std::span<Node> nodes, std::span<Attribute> attributes) : nodes_(nodes), attributes_(attributes) {}

  std::size_t size() const { return node_count_; }
  Node& operator[](Index node) { return nodes_[node]; }
  const Node& operator[](Index node) const { return nodes_[node]; }

  /// Adds a node as the last child of `parent`; with kNone it is no one's child.
  /// kNone if there is no room.
  Index add(Index parent, std::string_view type);

  enum class Added { Yes, Twice, NoRoom };
  /// Adds an attribute to the node that was added last.
  Added add_attribute(std::string_view name, std::string_view value);

  std::span<const Attribute> attributes(Index node) const {
    return attributes_.subspan(nodes_[node].first_attribute, nodes_[node].attribute_count);
  }
  std::optional<std::string_view> attribute(Index node, std::string_view name) const;
  /// The value, or nothing where it is missing.
  std::string_view value(Index node, std::string_view name) const {
    return attribute(node, name).value_or(std::string_view{});
  }
  /// The first child of that type, or kNone.
  Index child(Index node, std::string_view type) const;
  /// The next node in the order of the document that is `top` or below it, or kNone.
  Index following(Index node, Index top) const;

 private:
  std::span<Node> nodes_;
  std::span<Attribute> attributes_;
  std::size_t node_count_ = 0;
  std::size_t attribute_count_ = 0;
};

struct ConfigFault {
  std::size_t line = 0; ///< from 1
  std::string_view what;
};

/// Reads a document as Genode 26.02 does: the first character that is not white space decides, '<' is
/// XML, all else HID. `into` is empty before. False with the fault.
bool read_config(ByteView document, Tree& into, ConfigFault& fault);

/// The two syntaxes; `text` begins with the first character that is not white space, in line `line`.
bool read_hid(std::string_view text, std::size_t line, Tree& into, ConfigFault& fault);
bool read_xml(std::string_view text, std::size_t line, Tree& into, ConfigFault& fault);

} // namespace sigil::bootcheck

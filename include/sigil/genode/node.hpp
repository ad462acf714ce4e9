/// \file
/// The tree of nodes that a Genode configuration is, whatever its syntax.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/genode/release.hpp"

namespace sigil::genode {

struct Attribute {
  std::string name;
  std::string value;
  bool operator==(const Attribute&) const = default;
};

/// A node has attributes in order, and either sub nodes or text lines (or neither).
struct Node {
  std::string type;
  std::vector<Attribute> attributes;
  std::vector<Node> children;
  std::vector<std::string> text; ///< lines, without line ends

  /// The first attribute of that name, or null.
  const std::string* attribute(std::string_view name) const;
  /// The first sub node of that type, or null.
  const Node* child(std::string_view type) const;
  Node& add(Node node) { return children.emplace_back(std::move(node)); }
  Node& with(std::string name, std::string value) &;
  bool operator==(const Node&) const = default;
};

/// Writes `node` in HID (Genode 25.11) or XML, ending in a newline.
/// XML attribute values are written raw, since Genode does not decode entities there; text is escaped,
/// since it does decode that.
/// \throws Error{Invalid} naming the node, for what the syntax cannot carry: in HID '|', control
/// characters or outer blanks in an attribute value, a type or attribute name that is not
/// [a-z][a-z0-9_-]*; in XML '"', '<', '&' or control characters in a value; sub nodes beside text.
/// Error{Limit} beyond kMaxDepth.
std::string write(const Node& node, Syntax syntax);

/// Reads a document as Genode does (26.02): the first character that is not white space decides,
/// '<' is XML and all else HID. Round trip: parse(write(n, s)) == n.
/// \throws Error{Invalid} with the line; Error{Limit} beyond kMaxDepth nodes in depth, kMaxNodes.
Node parse(ByteView document);
Syntax detect_syntax(ByteView document);

inline constexpr std::size_t kMaxDepth = 64;
inline constexpr std::size_t kMaxNodes = 1'000'000;

} // namespace sigil::genode

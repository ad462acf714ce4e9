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

/// Writes `node` in HID (Genode 25.11) or XML, ending in a newline. Formats: docs/formats/configuration.md.
/// XML attribute values are written raw, since Genode does not decode entities there; text is escaped,
/// since it does decode that. Nothing is changed to make it fit.
/// \throws Error{Invalid} naming node and attribute, for what the syntax cannot carry: in HID '|' or outer
/// blanks in an attribute value, a tab behind a '|' in text, a type or attribute name that is not
/// [a-z][a-z0-9_-]*; in XML '"', '<' or '&' in a value, text of white space alone or with an empty last line;
/// in both control characters, what is not UTF-8, an attribute twice, sub nodes beside text. All of them are
/// reported together. Error{Limit} beyond kMaxDepth, kMaxNodes, kMaxAttributes.
std::string write(const Node& node, Syntax syntax);

/// Reads a document in the syntax that detect_syntax() finds. Values are what Genode would see (26.02);
/// what its runtime would skip or read in two ways is an error, as its documentation asks of offline
/// tools: a line that is neither node, attribute, text nor comment, an attribute twice, sub nodes beside
/// text, single quotes in XML. Comments and disabled nodes ('x') are left out.
/// Round trip: parse(write(n, s)) == n for each tree that write() accepts.
/// \throws Error{Invalid} with the line; Error{Limit} beyond kMaxDepth, kMaxNodes, kMaxAttributes.
Node parse(ByteView document);

/// As Genode decides: XML if the first character that is not white space is '<', HID for all else.
Syntax detect_syntax(ByteView document);

inline constexpr std::size_t kMaxDepth = 64;
inline constexpr std::size_t kMaxNodes = 1'000'000;
inline constexpr std::size_t kMaxAttributes = 1'000; ///< of one node

} // namespace sigil::genode

/// \file
/// What the readers and writers of both syntaxes share. Private to the room.
#pragma once

#include <string>
#include <string_view>

#include "sigil/base/error.hpp"
#include "sigil/genode/node.hpp"

namespace sigil::genode {

/// [a-z][a-z0-9_-]*
bool is_hid_name(std::string_view name);
/// What Genode's tokenizer takes for an identifier: [A-Za-z_:][A-Za-z0-9_:.-]*
bool is_xml_name(std::string_view name);

/// Where a line of HID (without its line end) has a control character that makes Genode refuse the
/// document, or npos. A tab is fine in quoted text and comments, but Genode forgets at each '|' that it
/// is inside of one.
std::size_t find_refused_control(std::string_view line);

/// Whether XML drops `text` as the blank space between two tags.
bool is_white_space(std::string_view text);

/// Reports everything in the tree that `syntax` cannot carry, each with the path of its node.
void check_writable(const Node& node, Syntax syntax);

/// The writers expect a tree that passed check_writable.
std::string write_hid(const Node& node);
std::string write_xml(const Node& node);

Node read_hid(std::string_view document);
Node read_xml(std::string_view document);

/// The line of `offset` in `document`, from 1.
std::uint32_t line_of(std::string_view document, std::size_t offset);

/// An error at a line of the document that is read.
Error error_at_line(ErrorKind kind, std::uint32_t line, std::string_view message);

/// Appends an attribute that was read at `line`.
/// \throws Error{Invalid} if the node has one of that name, Error{Limit} beyond kMaxAttributes.
void add_attribute(Node& node, std::string_view name, std::string_view value, std::uint32_t line);

/// Counts nodes while reading. \throws Error{Limit} beyond kMaxDepth and kMaxNodes.
class NodeLimits {
 public:
  void enter(std::size_t depth, std::uint32_t line);

 private:
  std::size_t count_ = 0;
};

} // namespace sigil::genode

/// \file
/// Memory and files for the readers of bootcheck, which have none of their own.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config.hpp"
#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"

namespace sigil::bootcheck {

/// A configuration with the memory for its tree.
struct Document {
  explicit Document(std::string document, std::size_t max_nodes = 256, std::size_t max_attributes = 256)
      : text(std::move(document)), nodes(max_nodes), attributes(max_attributes), tree(nodes, attributes),
        ok(read_config(as_bytes(text), tree, fault)) {}
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  /// Where and why it was refused.
  std::string refusal() const {
    return ok ? "accepted" : std::to_string(fault.line) + ": " + std::string(fault.what);
  }

  /// A start node by name; throws if it is not there.
  Index start(std::string_view name) const {
    for (Index at = tree[0].first_child; at != kNone; at = tree[at].next)
      if (tree[at].type == "start" && tree.value(at, "name") == name) return at;
    throw std::runtime_error("no such start node");
  }

  std::string text;
  std::vector<Node> nodes;
  std::vector<Attribute> attributes;
  Tree tree;
  ConfigFault fault;
  bool ok;
};

/// The tree on one line: `type(name=value …){children}`, with `:` for text.
inline std::string flat(const Tree& tree, Index node = 0) {
  std::string result(tree[node].type);
  for (const Attribute& attribute : tree.attributes(node))
    result += "(" + std::string(attribute.name) + "=" + std::string(attribute.value) + ")";
  if (tree[node].has_text) result += ":";
  if (tree[node].first_child == kNone) return result;
  result += "{";
  for (Index child = tree[node].first_child; child != kNone; child = tree[child].next)
    result += (child == tree[node].first_child ? "" : " ") + flat(tree, child);
  return result + "}";
}

template <typename T>
void put(std::string& file, std::size_t at, T value) {
  if (file.size() < at + sizeof(T)) file.resize(at + sizeof(T));
  store<T>(reinterpret_cast<std::uint8_t*>(file.data()) + at, value, ByteOrder::Little);
}

/// What an ELF file made here holds, and where. One PT_LOAD at file offset 0x1000, address 0x1000000,
/// then PT_DYNAMIC.
struct TinyElf {
  static constexpr std::size_t kLoad = 64, kDynamic = 64 + 56;
  static constexpr std::size_t kOffset = 0x1000;
  static constexpr std::uint64_t kAddress = 0x1000000;

  /// \param needed  DT_NEEDED in their order; without any the file is static.
  static std::string make(const std::vector<std::string>& needed) {
    std::string strings(1, '\0'), dynamic, file;
    std::size_t at = 0;
    const auto add = [&](std::uint64_t tag, std::uint64_t value) {
      put<std::uint64_t>(dynamic, at, tag);
      put<std::uint64_t>(dynamic, at + 8, value);
      at += 16;
    };
    for (const std::string& name : needed) {
      add(1, strings.size());
      strings += name + '\0';
    }
    const std::uint64_t dynamic_size = at + 48;
    add(5, kAddress + dynamic_size);
    add(10, strings.size());
    add(0, 0);
    file = std::string("\x7f"
                       "ELF\2\1\1",
                       7);
    put<std::uint16_t>(file, 16, 3);
    put<std::uint16_t>(file, 18, 62);
    put<std::uint64_t>(file, 32, kLoad);
    put<std::uint16_t>(file, 54, 56);
    put<std::uint16_t>(file, 56, needed.empty() ? 1 : 2);
    put_header(file, kLoad, 1, dynamic_size + strings.size());
    put_header(file, kDynamic, 2, dynamic_size);
    file.resize(kOffset);
    return file + dynamic + strings;
  }

 private:
  static void put_header(std::string& file, std::size_t at, std::uint32_t type, std::uint64_t size) {
    put<std::uint32_t>(file, at, type);
    put<std::uint32_t>(file, at + 4, 6);
    put<std::uint64_t>(file, at + 8, kOffset);
    put<std::uint64_t>(file, at + 16, kAddress);
    put<std::uint64_t>(file, at + 32, size);
    put<std::uint64_t>(file, at + 40, size);
    put<std::uint64_t>(file, at + 48, 0x1000);
  }
};

} // namespace sigil::bootcheck

/// \file
/// Core's table of boot modules, and what has to hold for each of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/abi.hpp"
#include "common/line.hpp"
#include "core/contents.hpp"
#include "core/manifest.hpp"
#include "sigil/base/bytes.hpp"

namespace sigil::bootcheck {

inline constexpr std::string_view kManifestName = "sigil-manifest";

struct Module {
  std::string_view name;
  std::uint64_t address = 0; ///< virtual, where core has just unmapped it
  std::uint64_t size = 0;
  /// To the end of the last page; empty until it is mapped.
  ByteView pages;
  bool is_listed = false;
  ManifestEntry expected; ///< if listed

  ByteView content() const { return pages.first(size); }
};

/// Modules in the order of the header table, in memory of the caller.
class ModuleTable {
 public:
  explicit ModuleTable(std::span<Module> storage) : storage_(storage) {}

  /// False if there is no room.
  bool add(std::string_view name, std::uint64_t address, std::uint64_t size);

  std::span<Module> modules() const { return storage_.first(count_); }

  /// As core looks a ROM up: by the first 63 characters. Null if there is none.
  const Module* find(std::string_view label) const;
  /// By the full name.
  Module* find_full(std::string_view name) const;

 private:
  std::span<Module> storage_;
  std::size_t count_ = 0;
};

/// Rule d: core takes what lies behind its modules as its own.
bool check_end(const Layout& layout, Line& why);

/// What can be said of a module without its content: name, size, place.
bool check_header(const ModuleTable& table, const Module& module, const Layout& layout, Line& why);

/// Where a module lies physically, by rule c.
std::uint64_t physical_address(const Module& module, const Layout& layout, std::uint64_t image_physical);

/// Whether zeros follow to the end of the page.
bool check_padding(const Module& module, Line& why);

/// Enters what `manifest` says into the modules and adds the contents of the store. False if it names what is
/// no module, or something twice.
bool read_manifest(std::string_view manifest, const ModuleTable& table, ContentTable& contents, Line& why);

/// Compares a module that is not the manifest with its entry.
bool check_listed(const Module& module, Line& why);

/// Compares the manifest with the hash that came by another way; null: none came.
bool check_manifest(const Module& manifest, const std::uint8_t* hash, Line& why);

enum class UrnState { None, Ok, NotReencodable };

/// Bytes that check_urn() works in: enough for the largest image.
inline constexpr std::size_t kUrnMemory = 128 * 1024;

/// Encodes a module that has a capability in the manifest again. To be called after check_listed().
bool check_urn(const Module& module, MutableBytes memory, UrnState& state, Line& why);

} // namespace sigil::bootcheck

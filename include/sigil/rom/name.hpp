/// \file
/// The names under which Genode finds a ROM module, and the 63 characters that it looks at.
/// Freestanding.
///
/// Core, init and the dynamic linker keep ROM names in buffers of 64 bytes and cut silently. The boot
/// module table and DT_NEEDED therefore carry a full name (a URN has 115 characters), and everything
/// in a configuration carries the *label*: its first 63 characters. Nothing else in this project
/// knows that number.
#pragma once

#include <cstddef>
#include <string_view>

namespace sigil::rom {

/// What Genode keeps of a ROM, child or binary name (String<64> less its terminator).
inline constexpr std::size_t kLabelLength = 63;

/// What the dynamic linker keeps of a library's identity (String<128> less its terminator).
inline constexpr std::size_t kLinkerIdentityLength = 127;

/// Separates the elements of a session label; a ROM is looked up by the last element.
inline constexpr std::string_view kLabelSeparator = " -> ";

/// The form of `full` that stands in a configuration.
constexpr std::string_view label_of(std::string_view full) {
  return full.substr(0, kLabelLength);
}

/// The part of a session label by which core looks a ROM up.
constexpr std::string_view last_element(std::string_view label) {
  const std::size_t at = label.rfind(kLabelSeparator);
  return at == std::string_view::npos ? label : label.substr(at + kLabelSeparator.size());
}

/// Why a name cannot be a ROM's, or a child's.
enum class NameFault { None, Empty, Slash, Quote, Bar, Control, Separator, OuterBlank, Reserved, TooLong };

/// ROMs that core makes itself; no boot module may have their names, and children may be routed to them.
inline constexpr std::string_view kCoreRoms[] = {"platform_info", "core_log", "kernel_log"};

constexpr bool is_core_rom(std::string_view name) {
  for (const std::string_view own : kCoreRoms)
    if (name == own) return true;
  return false;
}

/// Names that init or sigil-build itself give meaning to.
inline constexpr std::string_view kReservedNames[] = {"config", "sigil-manifest", "eris-store"};

/// Whether the characters of `name` survive core's table, a session label, HID and XML.
constexpr NameFault check_characters(std::string_view name) {
  if (name.empty()) return NameFault::Empty;
  for (const char character : name) {
    if (character == '/') return NameFault::Slash;
    if (character == '"') return NameFault::Quote;
    if (character == '|') return NameFault::Bar;
    if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) return NameFault::Control;
  }
  if (name.find(kLabelSeparator) != std::string_view::npos) return NameFault::Separator;
  if (name.front() == ' ' || name.back() == ' ') return NameFault::OuterBlank;
  return NameFault::None;
}

/// Whether a system description may give a ROM this name.
constexpr NameFault check_named(std::string_view name) {
  const NameFault fault = check_characters(name);
  if (fault != NameFault::None) return fault;
  if (name.size() > kLabelLength) return NameFault::TooLong;
  for (const std::string_view reserved : kReservedNames)
    if (name == reserved) return NameFault::Reserved;
  return is_core_rom(name) ? NameFault::Reserved : NameFault::None;
}

} // namespace sigil::rom

/// \file
/// What a Genode release understands.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sigil::genode {

enum class Release : std::uint8_t { k24_10, k26_02 };

enum class Syntax : std::uint8_t { Hid, Xml };

/// "24.10" or "26.02"; nullopt for anything else.
std::optional<Release> parse_release(std::string_view text);
std::string_view to_text(Release release);

/// "hid" or "xml".
std::optional<Syntax> parse_syntax(std::string_view text);
std::string_view to_text(Syntax syntax);

/// HID from 25.11 on, else XML.
Syntax default_syntax(Release release);
/// Whether the release reads HID at all.
bool reads_hid(Release release);
/// `ram: 4M` on a start node (25.05), else `<resource name="RAM" quantum="4M"/>`.
bool has_ram_attribute(Release release);

} // namespace sigil::genode

/// \file
/// How single tokens are spelled: labels, numbers, text, imports. (See syntax/show.hpp for the others.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "syntax/import_spec.hpp"
#include "syntax/node.hpp"

namespace sigil::dhall {

/// Where a label stands decides which names need backticks (dhall.abnf, `nonreserved-label`, `any-label`,
/// `any-label-or-some`).
enum class LabelPlace : std::uint8_t {
  Variable, ///< neither keyword nor built-in name
  Selector, ///< no keyword
  Field,    ///< no keyword but `Some`
};

bool needs_backticks(const Symbol& label, LabelPlace place);

/// Decimal, of a BigNatural or BigInteger; the latter with its sign.
std::string big_text(const BigNode& node);

/// How many digits `big_text` has at least.
std::uint64_t least_digits(const BigNode& node);

/// `0x"00ff"`.
std::string bytes_text(const BytesNode& node);

/// Appends `text` as it stands between double quotes.
void append_escaped(std::string& out, std::string_view text);

/// What is imported, without headers, hash and mode: `../a/"b c"`, `https://example.com/a?b`, `env:X`.
std::string location_text(const ImportSpec& spec);

/// ` as Text`; nothing for code.
std::string_view mode_text(ImportMode mode);

} // namespace sigil::dhall

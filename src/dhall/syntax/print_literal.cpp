#include "syntax/print_literal.hpp"

#include <gmp.h>

#include <algorithm>
#include <cstdlib>

namespace sigil::dhall {

namespace {

bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool is_simple(std::string_view label) {
  if (label.empty() || (!is_letter(label[0]) && label[0] != '_')) return false;
  return std::ranges::all_of(label, [](char byte) {
    return is_letter(byte) || is_digit(byte) || byte == '_' || byte == '-' || byte == '/';
  });
}

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
}

/// dhall.abnf, `path-character`.
bool is_path_character(char byte) {
  constexpr std::string_view kOthers = " \"#(),/<>?[\\]{}";
  return byte > ' ' && byte < 0x7F && kOthers.find(byte) == std::string_view::npos;
}

void append_component(std::string& out, std::string_view component) {
  out += '/';
  if (!component.empty() && std::ranges::all_of(component, is_path_character)) {
    out += component;
    return;
  }
  out += '"';
  out += component;
  out += '"';
}

/// dhall.abnf, `env`.
void append_variable(std::string& out, std::string_view name) {
  out += "env:";
  const bool is_plain = !name.empty() && !is_digit(name[0]) && std::ranges::all_of(name, [](char byte) {
    return is_letter(byte) || is_digit(byte) || byte == '_';
  });
  if (is_plain) {
    out += name;
    return;
  }
  constexpr std::string_view kEscaped = "\"\\\a\b\f\n\r\t\v";
  constexpr std::string_view kLetters = "\"\\abfnrtv";
  out += '"';
  for (const char byte : name) {
    const std::size_t escape = kEscaped.find(byte);
    if (escape != std::string_view::npos) out += '\\';
    out += escape == std::string_view::npos ? byte : kLetters[escape];
  }
  out += '"';
}

std::string_view scheme_text(ImportScheme scheme) {
  switch (scheme) {
  case ImportScheme::Http: return "http://";
  case ImportScheme::Https: return "https://";
  case ImportScheme::Here: return ".";
  case ImportScheme::Parent: return "..";
  case ImportScheme::Home: return "~";
  case ImportScheme::Missing: return "missing";
  case ImportScheme::Absolute:
  case ImportScheme::Environment: break;
  }
  return "";
}

} // namespace

bool needs_backticks(const Symbol& label, LabelPlace place) {
  if (label.word == Word::Name) return !is_simple(label.text);
  if (label.word == Word::Builtin) return place == LabelPlace::Variable;
  return place != LabelPlace::Field || label.number != static_cast<std::uint8_t>(Keyword::Some);
}

std::uint64_t least_digits(const BigNode& node) {
  const auto limbs = static_cast<std::uint64_t>(std::abs(node.size));
  return (limbs - 1) * 19; // 2^64 has 20 digits
}

std::string big_text(const BigNode& node) {
  mpz_t number;
  mpz_roinit_n(number, node.limbs, static_cast<mp_size_t>(node.size));
  std::string out;
  if (node.kind == Kind::BigInteger && node.size > 0) out += '+';
  const std::size_t before = out.size();
  out.resize(before + mpz_sizeinbase(number, 10) + 2);
  mpz_get_str(out.data() + before, 10, number);
  out.resize(out.find('\0'));
  return out;
}

std::string bytes_text(const BytesNode& node) {
  std::string out = "0x\"";
  append_hex(out, {node.data, node.size_bytes});
  return out += '"';
}

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    const bool is_control = static_cast<unsigned char>(byte) < ' ' || byte == 0x7F;
    const bool begins_interpolation = byte == '$' && at + 1 < text.size() && text[at + 1] == '{';
    if (!is_control && byte != '"' && byte != '\\' && !begins_interpolation) continue;
    out += text.substr(done, at - done);
    done = at + 1;
    const std::size_t escape = kEscaped.find(byte);
    if (escape != std::string_view::npos) {
      out += '\\';
      out += kLetters[escape];
    } else if (begins_interpolation) {
      out += "\\$";
    } else {
      const std::uint8_t bytes[] = {0, static_cast<std::uint8_t>(byte)};
      out += "\\u";
      append_hex(out, bytes);
    }
  }
  out += text.substr(done);
}

std::string location_text(const ImportSpec& spec) {
  std::string out;
  if (spec.scheme == ImportScheme::Environment) {
    if (!spec.path.empty()) append_variable(out, spec.path[0]);
    return out;
  }
  out += scheme_text(spec.scheme);
  const bool is_url = spec.scheme == ImportScheme::Http || spec.scheme == ImportScheme::Https;
  if (!is_url) {
    for (const std::string_view component : spec.path) append_component(out, component);
    return out;
  }
  out += spec.authority;
  for (const std::string_view component : spec.path) {
    out += '/';
    out += component;
  }
  if (spec.has_query) {
    out += '?';
    out += spec.query;
  }
  return out;
}

std::string_view mode_text(ImportMode mode) {
  switch (mode) {
  case ImportMode::Code: return "";
  case ImportMode::Text: return " as Text";
  case ImportMode::Location: return " as Location";
  case ImportMode::Bytes: return " as Bytes";
  }
  return "";
}

} // namespace sigil::dhall

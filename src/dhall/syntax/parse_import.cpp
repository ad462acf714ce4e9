#include "syntax/parse_import.hpp"

#include <algorithm>

namespace sigil::dhall {

namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

ImportSpec spec_of(ImportScheme scheme) {
  return {scheme, ImportMode::Code, nullptr, {}, {}, false, {}, nullptr};
}

bool is_in(unsigned char byte, std::uint16_t sets) {
  return (kSets[byte] & sets) != 0;
}

} // namespace

bool Imports::at_path() const {
  std::size_t slash = 0;
  if (cursor_.byte() == '.') {
    slash = cursor_.byte(1) == '.' ? 2 : 1;
  } else if (cursor_.byte() == '~') {
    slash = 1;
  }
  const unsigned char after = cursor_.byte(slash + 1);
  return cursor_.byte(slash) == '/' && (after == '"' || is_in(after, set::kPath));
}

bool Imports::at_url_or_environment() const {
  if (cursor_.byte() == 'h') return cursor_.starts_with("http://") || cursor_.starts_with("https://");
  if (!cursor_.starts_with("env:")) return false;
  return cursor_.byte(4) == '"' || is_in(cursor_.byte(4), set::kLabelFirst);
}

ImportSpec Imports::read() {
  components_.clear();
  switch (cursor_.byte()) {
  case 'h': return read_url();
  case 'e': return read_environment();
  default: return read_local();
  }
}

void Imports::keep_components(ImportSpec& spec) {
  spec.path = cursor_.heap().keep(std::span<const std::string_view>(components_));
}

// ----- paths -----------------------------------------------------------------------------------------------

ImportSpec Imports::read_local() {
  ImportSpec spec = spec_of(ImportScheme::Absolute);
  if (cursor_.take_if('~')) {
    spec.scheme = ImportScheme::Home;
  } else if (cursor_.take_if('.')) {
    spec.scheme = cursor_.take_if('.') ? ImportScheme::Parent : ImportScheme::Here;
  }
  do {
    read_path_component();
  } while (cursor_.byte() == '/' && (cursor_.byte(1) == '"' || is_in(cursor_.byte(1), set::kPath)));
  keep_components(spec);
  return spec;
}

void Imports::read_path_component() {
  cursor_.take(1); // the slash
  const bool is_quoted = cursor_.take_if('"');
  const char* begin = cursor_.here();
  const char* end = cursor_.run(begin, is_quoted ? set::kQuotedPath : set::kPath);
  components_.push_back(between(begin, end));
  if (is_quoted) {
    const std::uint32_t open = cursor_.position() - 1;
    cursor_.take_to(end);
    if (cursor_.byte() == '/') {
      cursor_.fail_expecting("'\"' before it", "import",
                             "each component of a path is quoted for itself: /\"a b\"/c");
    }
    if (cursor_.byte() != '"') {
      cursor_.fail(open, "quoted path component does not end, expected '\"' in the same line", "unclosed");
    }
    if (end == begin) cursor_.fail_expecting("a path component that is not empty", "import");
    ++end;
  }
  cursor_.take_to(end);
}

// ----- URLs ------------------------------------------------------------------------------------------------

/// The end of what is in kUrl, `also` or percent-encoded.
const char* Imports::end_of_url_run(const char* at, std::string_view also) const {
  for (;;) {
    at = cursor_.run(at, set::kUrl);
    if (at == cursor_.end()) return at;
    if (*at == '%') {
      if (cursor_.end() - at < 3 || !in(at[1], set::kHex) || !in(at[2], set::kHex)) return at;
      at += 3;
    } else if (also.find(*at) != std::string_view::npos) {
      ++at;
    } else {
      return at;
    }
  }
}

ImportSpec Imports::read_url() {
  const bool is_secure = cursor_.byte(4) == 's';
  ImportSpec spec = spec_of(is_secure ? ImportScheme::Https : ImportScheme::Http);
  cursor_.take(is_secure ? 8 : 7);
  const char* at = cursor_.here();
  const char* end = end_of_authority(at);
  if (end == nullptr) {
    cursor_.fail_expecting("a host name or address", "import",
                           "an IPv6 address is written in brackets: http://[::1]/");
  }
  spec.authority = between(at, end);
  while (end != cursor_.end() && *end == '/') {
    at = end + 1;
    end = end_of_url_run(at, "@");
    components_.push_back(between(at, end));
  }
  if (components_.empty()) components_.emplace_back();
  if (end != cursor_.end() && *end == '?') {
    at = end + 1;
    end = end_of_url_run(at, "@/?");
    spec.has_query = true;
    spec.query = between(at, end);
  }
  cursor_.take_to(end);
  if (cursor_.byte() == '%') {
    cursor_.fail_expecting("two hexadecimal digits behind it", "import",
                           "a percent sign in a URL is written %25");
  }
  if (cursor_.byte() == '"') {
    cursor_.fail_expecting("the end of the URL", "import",
                           "the path of a URL is not quoted but percent-encoded");
  }
  keep_components(spec);
  return spec;
}

const char* Imports::end_of_authority(const char* at) const {
  const char* user_end = end_of_url_run(at, "");
  if (user_end != cursor_.end() && *user_end == '@') at = user_end + 1;
  const char* end = end_of_host(at);
  if (end != nullptr && end != cursor_.end() && *end == ':') end = cursor_.run(end + 1, set::kDigit);
  return end;
}

/// nullptr if there is no host.
const char* Imports::end_of_host(const char* at) const {
  if (at == cursor_.end() || *at != '[') return end_of_domain(at);
  const char* end = std::find(at, cursor_.end(), ']');
  if (end == cursor_.end()) return nullptr;
  const std::string_view inside = between(at + 1, end);
  if (is_ipv6_address(inside)) return end + 1;
  // IPvFuture
  if (inside.empty() || (inside[0] != 'v' && inside[0] != 'V')) return nullptr;
  const char* version_end = cursor_.run(at + 2, set::kHex);
  if (version_end == at + 2 || *version_end != '.') return nullptr;
  const char* address_end = cursor_.run(version_end + 1, set::kUrl);
  return address_end == end && address_end != version_end + 1 ? end + 1 : nullptr;
}

/// Every IPv4 address is a domain, too.
const char* Imports::end_of_domain(const char* at) const {
  const auto end_of_label = [this](const char* begin) {
    const char* end = begin;
    for (const char* next = begin; next != cursor_.end() && (is_letter(static_cast<unsigned char>(*next)) ||
                                                             in(*next, set::kDigit) || *next == '-');) {
      if (*next++ != '-') {
        end = next;
      } else if (end == begin) {
        break;
      }
    }
    return end;
  };
  const char* end = end_of_label(at);
  if (end == at) return nullptr;
  while (end != cursor_.end() && *end == '.') {
    const char* next = end_of_label(end + 1);
    if (next == end + 1) return next; // the dot of the root
    end = next;
  }
  return end;
}

namespace {

/// Four numbers up to 255 without leading zeros.
bool is_ipv4_address(std::string_view text) {
  for (int octet = 0; octet < 4; ++octet) {
    if (octet != 0) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
    const std::size_t size = std::min(text.find_first_not_of("0123456789"), text.size());
    if (size == 0 || size > 3 || (size > 1 && text[0] == '0')) return false;
    if (size == 3 && text.substr(0, 3) > "255") return false;
    text.remove_prefix(size);
  }
  return text.empty();
}

} // namespace

bool is_ipv6_address(std::string_view text) {
  int groups = 0;
  bool is_shortened = false;
  for (bool is_first = true; is_first || !text.empty(); is_first = false) {
    if (text.starts_with("::") && !is_shortened) {
      is_shortened = true;
      text.remove_prefix(2);
      if (text.empty()) break;
    } else if (!is_first) {
      if (!text.starts_with(':')) return false;
      text.remove_prefix(1);
    }
    if (is_ipv4_address(text)) { // in the place of the last two groups
      groups += 2;
      break;
    }
    const auto digits_end = std::ranges::find_if_not(text, [](char byte) { return in(byte, set::kHex); });
    const auto digits = static_cast<std::size_t>(digits_end - text.begin());
    if (digits == 0 || digits > 4) return false;
    ++groups;
    text.remove_prefix(digits);
  }
  return is_shortened ? groups <= 7 : groups == 8;
}

// ----- environment, hash, mode -----------------------------------------------------------------------------

ImportSpec Imports::read_environment() {
  ImportSpec spec = spec_of(ImportScheme::Environment);
  cursor_.take(4);
  if (cursor_.byte() != '"') {
    const char* begin = cursor_.here();
    const char* end = begin;
    while (end != cursor_.end() && in(*end, set::kLabelNext) && *end != '-' && *end != '/') ++end;
    components_.push_back(between(begin, end));
    cursor_.take_to(end);
    keep_components(spec);
    return spec;
  }
  const std::uint32_t open = cursor_.position();
  const char* begin = cursor_.here() + 1;
  const char* end = begin;
  while (end != cursor_.end() && (in(*end, set::kEnvironment) || *end == '\\')) {
    end += *end == '\\' && cursor_.end() - end > 1 ? 2 : 1;
  }
  if (end == cursor_.end() || *end == '\n' || *end == '\r') {
    cursor_.fail(open, "name of an environment variable does not end, expected '\"' in the same line",
                 "unclosed");
  }
  if (*end != '"' || end == begin) {
    cursor_.take_to(end);
    cursor_.fail_expecting(
        "the name of an environment variable", "import",
        "such a name is not empty and has neither '=' nor other than printable ASCII characters");
  }
  components_.push_back(unescaped_environment(begin, end));
  cursor_.take_to(end + 1);
  keep_components(spec);
  return spec;
}

std::string_view Imports::unescaped_environment(const char* begin, const char* end) {
  constexpr std::string_view kNames = "\"\\abfnrtv";
  constexpr std::string_view kBytes = "\"\\\a\b\f\n\r\t\v";
  if (std::find(begin, end, '\\') == end) return between(begin, end);
  std::string name;
  for (const char* at = begin; at != end; ++at) {
    if (*at != '\\') {
      name += *at;
      continue;
    }
    const std::size_t which = kNames.find(*++at);
    if (which == std::string_view::npos) {
      cursor_.fail(cursor_.position(at - 1), "name of an environment variable has an unknown escape",
                   "import", R"(the escapes are \" \\ \a \b \f \n \r \t \v)");
    }
    name += kBytes[which];
  }
  return cursor_.heap().arena().keep(name);
}

bool Imports::at_hash() const {
  const unsigned char after = cursor_.byte(7);
  return cursor_.starts_with("sha256:") && after > ' ' && after != ':' && after != '{' && after != '-';
}

void Imports::read_hash(ImportSpec& spec) {
  const char* digits = cursor_.here() + 7;
  const char* end = cursor_.run(digits, set::kHex);
  auto* digest = static_cast<Sha256Digest*>(cursor_.heap().arena().take(sizeof(Sha256Digest)));
  if (end - digits != static_cast<std::ptrdiff_t>(2 * digest->size())) {
    cursor_.fail(cursor_.position(),
                 "hash has " + std::to_string(end - digits) + " hexadecimal digits, expected 64", "import");
  }
  for (std::size_t at = 0; at < digest->size(); ++at) {
    (*digest)[at] =
        static_cast<std::uint8_t>(hex_value(digits[2 * at]) << 4U | hex_value(digits[2 * at + 1]));
  }
  spec.hash = digest;
  cursor_.take_to(end);
}

void Imports::read_mode(ImportSpec& spec) {
  cursor_.take(2);
  cursor_.skip_space("'as'");
  const char* end = cursor_.here();
  std::string_view name;
  if (cursor_.in(set::kLabelFirst)) name = cursor_.peek_word(end)->text;
  if (name == "Text") {
    spec.mode = ImportMode::Text;
  } else if (name == "Location") {
    spec.mode = ImportMode::Location;
  } else if (name == "Bytes") {
    spec.mode = ImportMode::Bytes;
  } else {
    cursor_.fail_expecting("'Text', 'Bytes' or 'Location' after 'as'", "import");
  }
  cursor_.take_to(end);
}

} // namespace sigil::dhall

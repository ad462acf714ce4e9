#include "imports/headers.hpp"

#include <algorithm>
#include <array>

#include "sigil/base/error.hpp"

namespace sigil::dhall {

namespace {

bool is_token(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [&](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || kMarks.find(character) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view value) {
  return std::ranges::all_of(value, [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return character == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool belongs_to_client(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames = {
      "connection", "content-length",    "expect",  "host",   "keep-alive",
      "te",         "transfer-encoding", "trailer", "upgrade"};
  return std::ranges::find(kNames, lower_case(name)) != kNames.end();
}

} // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lower;
}

HttpHeaders merge_headers(const HttpHeaders& inline_headers, const OriginHeaders& configuration,
                          std::string_view host_and_port) {
  const auto own = std::ranges::find_if(
      configuration, [&](const auto& entry) { return lower_case(entry.first) == host_and_port; });
  if (own == configuration.end()) return inline_headers;
  HttpHeaders merged;
  for (const auto& header : inline_headers) {
    const std::string name = lower_case(header.first);
    const auto is_same = [&](const auto& other) { return lower_case(other.first) == name; };
    if (std::ranges::none_of(own->second, is_same)) merged.push_back(header);
  }
  merged.insert(merged.end(), own->second.begin(), own->second.end());
  return merged;
}

void check_headers(const HttpHeaders& headers) {
  for (const auto& [name, value] : headers) {
    std::string problem;
    if (!is_token(name)) {
      problem = " has no valid name, expected letters, digits and hyphens";
    } else if (!is_field_value(value)) {
      problem = " has a control character in its value";
    } else if (belongs_to_client(name)) {
      problem = " cannot be set, it belongs to the connection";
    } else {
      continue;
    }
    throw Error(ErrorKind::Invalid, "header " + in_quotes(name) + " of a request" + problem)
        .coded("dhall.import.header");
  }
}

} // namespace sigil::dhall

#include "imports/location.hpp"

#include <algorithm>
#include <vector>

#include "sigil/base/error.hpp"

namespace sigil::dhall {

namespace {

using Components = std::vector<std::string_view>;

constexpr std::size_t kLongestLocation_bytes = 8192;

/// Whether a URL's path may have the character as it is (RFC 3986, `pchar` but for percent-encoding).
bool is_path_character(char character) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=:@";
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || kMarks.find(character) != std::string_view::npos;
}

std::string_view percent_encoded(Arena& arena, std::string_view component) {
  if (std::ranges::all_of(component, is_path_character)) return component;
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char character : component) {
    if (is_path_character(character)) {
      encoded += character;
      continue;
    }
    const auto byte = static_cast<unsigned char>(character);
    encoded += '%';
    encoded += kDigits[byte >> 4U];
    encoded += kDigits[byte & 15U];
  }
  return arena.keep(encoded);
}

/// Appends a component of a folder to a canonical folder.
void append_folder(Components& folder, std::string_view component) {
  if (component == ".") return;
  if (component == ".." && !folder.empty() && folder.back() != "..") {
    folder.pop_back();
  } else {
    folder.push_back(component);
  }
}

void append_path(Components& path, std::span<const std::string_view> more) {
  for (const std::string_view component : more.first(more.size() - 1)) append_folder(path, component);
  path.push_back(more.back());
}

void keep_path(Arena& arena, const Components& path, Location& location) {
  auto* kept = arena.take_array<std::string_view>(path.size());
  std::ranges::copy(path, kept);
  location.path = {kept, path.size()};
}

std::string_view scheme_text(ImportScheme scheme) {
  switch (scheme) {
  case ImportScheme::Http: return "http://";
  case ImportScheme::Https: return "https://";
  case ImportScheme::Absolute: return "";
  case ImportScheme::Here: return ".";
  case ImportScheme::Parent: return "..";
  case ImportScheme::Home: return "~";
  case ImportScheme::Environment: return "env:";
  case ImportScheme::Missing: return "missing";
  }
  return "";
}

std::string text_with(const Location& location, std::string_view authority) {
  std::string text(scheme_text(location.scheme));
  text += authority;
  if (location.scheme == ImportScheme::Environment) return text.append(location.path.front());
  for (const std::string_view component : location.path) text.append("/").append(component);
  if (location.has_query) text.append("?").append(location.query);
  return text;
}

} // namespace

Location location_of(const ImportSpec& spec) {
  return {spec.scheme, spec.authority, spec.path, spec.has_query, spec.query};
}

Location file_location(Arena& arena, std::string_view path) {
  Location location;
  location.scheme = ImportScheme::Here;
  if (path.starts_with('/')) {
    location.scheme = ImportScheme::Absolute;
  } else if (path.starts_with("../")) {
    location.scheme = ImportScheme::Parent;
    path.remove_prefix(3);
  } else if (path.starts_with("~/")) {
    location.scheme = ImportScheme::Home;
    path.remove_prefix(2);
  }
  path = arena.keep(path);
  Components components;
  while (!path.empty()) {
    const std::string_view component = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), component.size() + 1));
    if (!component.empty()) components.push_back(component);
  }
  if (components.empty()) components.emplace_back(".");
  Components canonical_path;
  append_path(canonical_path, components);
  keep_path(arena, canonical_path, location);
  return location;
}

Location canonical(Arena& arena, const Location& location) {
  const auto is_dots = [](std::string_view component) { return component == "." || component == ".."; };
  if (location.path.empty() || std::ranges::none_of(location.path, is_dots)) return location;
  Components path;
  append_path(path, location.path);
  Location result = location;
  keep_path(arena, path, result);
  return result;
}

Location chain(Arena& arena, const Location& parent, const Location& child) {
  Location result = canonical(arena, child);
  if (child.is_relative() && (parent.is_file() || parent.is_remote())) {
    Components path;
    for (const std::string_view component : parent.path.first(parent.path.size() - 1))
      append_folder(path, component);
    if (child.scheme == ImportScheme::Parent) append_folder(path, "..");
    Components below(child.path.begin(), child.path.end());
    if (parent.is_remote()) {
      for (std::string_view& component : below) component = percent_encoded(arena, component);
    }
    append_path(path, below);
    result = {parent.scheme, parent.authority, {}, false, {}};
    keep_path(arena, path, result);
  }
  std::size_t size_bytes = result.authority.size() + result.query.size();
  for (const std::string_view component : result.path) size_bytes += component.size() + 1;
  if (size_bytes > kLongestLocation_bytes) {
    throw Error(ErrorKind::Limit, "location " + in_quotes(to_shown_text(result)) + " has " +
                                      std::to_string(size_bytes) + " bytes, expected at most " +
                                      std::to_string(kLongestLocation_bytes))
        .coded("dhall.limit.location");
  }
  return result;
}

std::string to_text(const Location& location) {
  return text_with(location, location.authority);
}

std::string to_shown_text(const Location& location) {
  const std::size_t at = location.authority.rfind('@');
  if (at == std::string_view::npos) return to_text(location);
  return text_with(location, "***" + std::string(location.authority.substr(at)));
}

void check_names(const Location& location) {
  if (location.is_remote()) return; // the client checks URLs
  const auto is_wrong = [&](std::string_view name) {
    return name.empty() || name.find('\0') != std::string_view::npos ||
           (location.is_file() && name.find('/') != std::string_view::npos);
  };
  const auto wrong = std::ranges::find_if(location.path, is_wrong);
  if (wrong == location.path.end()) return;
  throw Error(ErrorKind::Invalid, "import " + in_quotes(to_text(location)) + " has a component " +
                                      in_quotes(*wrong) + ", expected the name of a " +
                                      (location.is_file() ? "file or folder" : "variable"))
      .coded("dhall.import.path");
}

} // namespace sigil::dhall

// Every fault ends the reading: nobody writes manifests by hand, so one says as much as all.
#include "sigil/package/manifest.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/package/set_name.hpp"

namespace sigil::package {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 2;
constexpr const char* kKind = "eris-manifest";
constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxText = 4095;
constexpr std::size_t kMaxNeeds = 65536;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json path_json(const ManifestPath& path) {
  if (path.output.empty()) return path.path;
  return {{"output", path.output}, {"path", path.path}};
}

Json needs_json(const std::vector<ManifestNeed>& needs) {
  Json list = Json::array();
  for (const ManifestNeed& need : needs)
    list.push_back({{"name", need.name},
                    {"path", path_json(need.path)},
                    {"capability", need.capability.to_urn()},
                    {"soname", text_or_null(need.soname)}});
  return list;
}

Json file_json(const ManifestFile& file) {
  return {{"capability", file.capability.to_urn()},
          {"convergence", file.has_private_secret ? "private" : "null"},
          {"block_size", eris::size_bytes(file.capability.block_size)},
          {"size", file.size_bytes},
          {"sha256_before", to_hex(file.sha256_before)},
          {"sha256", to_hex(file.sha256)},
          {"soname", text_or_null(file.soname)},
          {"set", text_or_null(file.set_name)},
          {"needs", needs_json(file.needs)},
          {"declared", needs_json(file.declared)},
          {"closure", needs_json(file.closure)},
          {"missing", file.missing}};
}

/// A value with the way to it, as a JSON pointer.
class Place {
 public:
  Place(const Json& value, const std::string& file, std::string pointer)
      : value_(value), file_(file), pointer_(std::move(pointer)) {}

  const Json& value() const { return value_; }

  [[noreturn]] void refuse(const char* code, const std::string& message,
                           ErrorKind kind = ErrorKind::Invalid) const {
    throw Error(kind, "manifest: " + message)
        .at({file_, 0, 0, pointer_})
        .coded(std::string("package.manifest.") + code);
  }

  Place member(const char* key) const {
    const auto found = value_.find(key);
    if (found == value_.end()) refuse("key", "key " + in_quotes(key) + " is missing");
    return step(*found, key);
  }
  Place step(const Json& value, std::string key) const {
    for (std::size_t at = 0; (at = key.find_first_of("~/", at)) != std::string::npos; at += 2)
      key.replace(at, 1, key[at] == '~' ? "~0" : "~1");
    return {value, file_, pointer_ + '/' + key};
  }
  void expect(bool is_so, const char* what) const {
    if (!is_so) refuse("type", std::string("found ") + value_.type_name() + ", expected " + what);
  }
  /// An object that has no other keys than `known`.
  void expect_keys(std::initializer_list<std::string_view> known) const {
    expect(value_.is_object(), "an object");
    for (const auto& [key, value] : value_.items())
      if (std::find(known.begin(), known.end(), key) == known.end())
        refuse("key", "unknown key " + in_quotes(key));
  }
  const std::string& text() const {
    expect(value_.is_string(), "text");
    const auto& text = value_.get_ref<const std::string&>();
    if (text.empty() || text.size() > kMaxText || text.find('\0') != std::string::npos)
      refuse("value", "a text of " + std::to_string(text.size()) + " bytes, expected 1 to " +
                          std::to_string(kMaxText) + " without NUL");
    return text;
  }
  std::string optional_text() const { return value_.is_null() ? std::string() : text(); }
  std::uint64_t number() const {
    expect(value_.is_number_unsigned(), "a whole number");
    return value_.get<std::uint64_t>();
  }
  crypto::Hash hash() const {
    crypto::Hash hash;
    if (!from_hex(text(), hash)) refuse("value", "expected 64 lower-case hexadecimal digits");
    return hash;
  }
  eris::ReadCapability capability() const {
    try {
      return eris::ReadCapability::parse_urn(text());
    } catch (const Error& error) {
      refuse("capability", error.message());
    }
  }

 private:
  const Json& value_;
  const std::string& file_;
  std::string pointer_;
};

/// Whether `path` has no parts that lead elsewhere than down.
bool is_plain(std::string_view path) {
  if (path.empty()) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

std::string relative_path(const Place& place, const std::string& path) {
  if (!is_plain(path)) place.refuse("path", in_quotes(path) + " is not a relative path that stays below");
  return path;
}

std::string absolute_path(const Place& place) {
  const std::string& path = place.text();
  if (path.front() != '/' || !is_plain(std::string_view(path).substr(1)))
    place.refuse("path", in_quotes(path) + " is not an absolute path without '..'");
  return path;
}

ManifestPath read_path(const Place& place, const PackageManifest& manifest) {
  if (!place.value().is_object()) {
    const std::string& path = place.text();
    return {{}, path.front() == '/' ? absolute_path(place) : relative_path(place, path)};
  }
  place.expect_keys({"output", "path"});
  const Place output = place.member("output");
  if (!manifest.siblings.contains(output.text()))
    output.refuse("sibling", "output " + in_quotes(output.text()) + " is not among the siblings");
  const Place path = place.member("path");
  return {output.text(), relative_path(path, path.text())};
}

std::vector<ManifestNeed> read_needs(const Place& place, const PackageManifest& manifest) {
  place.expect(place.value().is_array(), "an array");
  if (place.value().size() > kMaxNeeds)
    place.refuse("count", std::to_string(place.value().size()) + " libraries", ErrorKind::Limit);
  std::vector<ManifestNeed> needs;
  for (const Json& item : place.value()) {
    const Place need = place.step(item, std::to_string(needs.size()));
    need.expect_keys({"name", "path", "capability", "soname"});
    needs.push_back({need.member("name").text(), read_path(need.member("path"), manifest),
                     need.member("capability").capability(), need.member("soname").optional_text()});
  }
  return needs;
}

ManifestFile read_file(const Place& place, const PackageManifest& manifest) {
  place.expect_keys({"capability", "convergence", "block_size", "size", "sha256_before", "sha256", "soname",
                     "set", "needs", "declared", "closure", "missing"});
  ManifestFile file;
  file.capability = place.member("capability").capability();
  const Place convergence = place.member("convergence");
  file.has_private_secret = convergence.text() == "private";
  if (!file.has_private_secret && convergence.text() != "null")
    convergence.refuse("value", "found " + in_quotes(convergence.text()) + ", expected 'null' or 'private'");
  const Place block_size = place.member("block_size");
  if (block_size.number() != eris::size_bytes(file.capability.block_size))
    block_size.refuse("value", "block size is not that of the capability");
  file.size_bytes = place.member("size").number();
  file.sha256_before = place.member("sha256_before").hash();
  file.sha256 = place.member("sha256").hash();
  file.soname = place.member("soname").optional_text();
  const Place set = place.member("set");
  file.set_name = set.optional_text();
  if (!file.set_name.empty() && !parse_set_name(file.set_name))
    set.refuse("value", in_quotes(file.set_name) + " is not the name of a set's member");
  file.needs = read_needs(place.member("needs"), manifest);
  file.declared = read_needs(place.member("declared"), manifest);
  file.closure = read_needs(place.member("closure"), manifest);
  const Place missing = place.member("missing");
  missing.expect(missing.value().is_array(), "an array");
  for (const Json& name : missing.value())
    file.missing.push_back(missing.step(name, std::to_string(file.missing.size())).text());
  return file;
}

/// Depth is limited, and a key that is given twice refused.
Json parse_text(std::string_view text, const std::string& file) {
  const auto fault = [&file](const char* code, std::string message, ErrorKind kind) {
    return Error(kind, "manifest " + std::move(message))
        .at({file, 0, 0, {}})
        .coded(std::string("package.manifest.") + code);
  };
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kMaxDepth)
      throw fault("depth", "is nested more than " + std::to_string(kMaxDepth) + " levels deep",
                  ErrorKind::Limit);
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
      throw fault("key", "has key " + in_quotes(value.get<std::string>()) + " twice in one object",
                  ErrorKind::Invalid);
    return true;
  };
  if (text.size() > kMaxManifestBytes)
    throw fault("size",
                "has " + std::to_string(text.size()) + " bytes, at most " +
                    std::to_string(kMaxManifestBytes) + " are read",
                ErrorKind::Limit);
  try {
    return Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::parse_error& error) { // what() quotes the text, which may hold keys
    throw fault("malformed", "is malformed JSON at byte " + std::to_string(error.byte), ErrorKind::Invalid);
  } catch (const Json::out_of_range&) {
    throw fault("malformed", "has a number that is out of range", ErrorKind::Invalid);
  }
}

} // namespace

std::string write_manifest(const PackageManifest& manifest) {
  Json root{{"version", kVersion},           {"kind", kKind},
            {"output", manifest.output},     {"store", manifest.store},
            {"siblings", manifest.siblings}, {"files", Json::object()}};
  for (const auto& [path, file] : manifest.files) root["files"][path] = file_json(file);
  return root.dump(1) + '\n';
}

PackageManifest parse_manifest(std::string_view text, const std::filesystem::path& path) {
  const std::string& file = path.native();
  const Json json = parse_text(text, file);
  const Place root(json, file, "");
  root.expect(json.is_object(), "an object");
  if (!json.contains("version") || json["version"] != kVersion)
    root.refuse("version", "its version is not " + std::to_string(kVersion));
  root.expect_keys({"version", "kind", "output", "store", "siblings", "files"});
  if (const Place kind = root.member("kind"); kind.text() != kKind)
    kind.refuse("value", "found " + in_quotes(kind.text()) + ", expected " + in_quotes(kKind));
  PackageManifest manifest;
  manifest.output = root.member("output").text();
  manifest.store = absolute_path(root.member("store"));
  const Place siblings = root.member("siblings");
  siblings.expect(siblings.value().is_object(), "an object");
  for (const auto& [name, value] : siblings.value().items()) {
    if (name.empty()) siblings.refuse("sibling", "an output has no name");
    manifest.siblings.emplace(name, absolute_path(siblings.step(value, name)));
  }
  const Place files = root.member("files");
  files.expect(files.value().is_object(), "an object");
  if (files.value().size() > kMaxManifestFiles)
    files.refuse("count", std::to_string(files.value().size()) + " files", ErrorKind::Limit);
  for (const auto& [name, value] : files.value().items()) {
    const Place place = files.step(value, name);
    if (name.size() > kMaxText || name.find('\0') != std::string::npos)
      place.refuse("path", "a path of " + std::to_string(name.size()) + " bytes, or with NUL");
    manifest.files.emplace(relative_path(place, name), read_file(place, manifest));
  }
  return manifest;
}

std::string write_manifest_1(const PackageManifest& manifest, const std::filesystem::path& folder) {
  Json root = Json::object();
  for (const auto& [path, file] : manifest.files) {
    Json closure = Json::object();
    for (const ManifestNeed& need : file.closure)
      closure[locate(manifest, folder, need.path).native()] = need.capability.to_urn();
    root[(folder / path).native()] = {{"cap", file.capability.to_urn()}, {"closure", std::move(closure)}};
  }
  return root.dump() + '\n';
}

} // namespace sigil::package

#include "imports/gate.hpp"

#include <algorithm>

#include "imports/headers.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"

namespace sigil::dhall {

namespace {

Error forbidden(const std::string& message) {
  return Error(ErrorKind::Invalid, message).coded("dhall.import.forbidden");
}

/// Whether an absolute path without dots leads to or below a folder given likewise.
bool is_under(const std::string& path, const std::string& folder) {
  if (!path.starts_with(folder)) return false;
  return path.size() == folder.size() || folder.ends_with('/') || path[folder.size()] == '/';
}

} // namespace

Gate::Gate(Fetcher& fetcher, Policy policy, const ImportLimits& limits)
    : fetcher_(fetcher), policy_(std::move(policy)), limits_(limits) {
  if (policy_.only_under) policy_.only_under = fetcher_.real_path(*policy_.only_under);
}

void Gate::admit_imports() const {
  if (!policy_.imports) throw forbidden("expression has an import, expected none");
}

void Gate::admit(const Location& location) {
  admit_imports();
  check_names(location);
  if (++imports_ > limits_.imports) {
    throw Error(ErrorKind::Limit,
                "expression has more than " + std::to_string(limits_.imports) + " different imports")
        .coded("dhall.limit.imports")
        .hint("the limit on imports can be raised");
  }
}

std::variant<Content, Absence> Gate::fetch(const Location& location, const HttpHeaders& headers,
                                           const Location& importer) {
  admit(location);
  std::variant<Content, Absence> result;
  if (location.is_remote()) {
    result = request(location, headers, importer);
  } else if (location.is_file()) {
    result = read_file(location);
  } else {
    result = read_variable(location);
  }
  if (const auto* content = std::get_if<Content>(&result)) count(content->bytes.size(), location);
  return result;
}

std::optional<Blob> Gate::look_up(const Location& location) {
  admit(location);
  std::optional<Blob> content;
  if (!location.is_file()) {
    if (const auto value = variable(location)) content = Blob::of(std::string_view(*value));
  } else if (const auto path = path_of(location)) {
    content = fetcher_.read_file(admitted_path(*path), limit_bytes());
  }
  if (content) count(content->size(), location);
  return content;
}

std::variant<Content, Absence> Gate::read_file(const Location& location) {
  const auto named = path_of(location);
  if (!named) {
    return Absence{"file " + in_quotes(to_text(location)) +
                   " cannot be found: the variable 'HOME' is not set"};
  }
  const std::string path = admitted_path(*named);
  if (auto content = fetcher_.read_file(path, limit_bytes())) return Content{std::move(*content), {}};
  Absence absence{"file " + in_quotes(to_text(location)) + " does not exist"};
  if (location.scheme == ImportScheme::Home) absence.message += ", looked for at " + in_quotes(*named);
  const auto names = fetcher_.names_beside(path);
  const std::string near = closest_word(location.path.back(), names);
  if (!near.empty()) {
    absence.hint = "did you mean " + in_quotes(near) + ", which is in the same folder?";
  } else if (names.empty()) {
    absence.hint = "its folder does not exist or is empty";
  }
  return absence;
}

/// Nothing if it is in a home folder and there is none.
std::optional<std::string> Gate::path_of(const Location& location) {
  std::string path = to_text(location);
  if (location.scheme != ImportScheme::Home) return path;
  const auto home = fetcher_.environment("HOME");
  if (!home || home->empty()) return std::nullopt;
  return *home + path.substr(1);
}

/// The path to read, which is the given one unless files are confined to a folder. What lies outside of it is
/// refused whether or not it exists: else `?` would tell which.
std::string Gate::admitted_path(const std::string& path) {
  if (!policy_.only_under) return path;
  const std::string real = fetcher_.real_path(path);
  if (!is_under(real, *policy_.only_under)) {
    throw forbidden("file " + in_quotes(path) + " is outside of the folder " +
                    in_quotes(*policy_.only_under) + ", which imports are confined to");
  }
  return real;
}

std::variant<Content, Absence> Gate::read_variable(const Location& location) {
  const auto value = variable(location);
  if (!value) return Absence{"environment variable " + in_quotes(location.path.front()) + " is not set"};
  return Content{Blob::of(std::string_view(*value)), {}};
}

std::optional<std::string> Gate::variable(const Location& location) {
  const std::string name(location.path.front());
  if (!policy_.environment)
    throw forbidden("environment variable " + in_quotes(name) + " must not be read by this expression");
  return fetcher_.environment(name);
}

std::variant<Content, Absence> Gate::request(const Location& location, const HttpHeaders& headers,
                                             const Location& importer) {
  const std::string shown = in_quotes(to_shown_text(location));
  if (!policy_.http) throw forbidden("URL " + shown + " must not be asked for by this expression");
  check_headers(headers);
  HttpRequest request{to_text(location), headers, {}, limit_bytes(), limits_.http_time};
  if (importer.is_remote() && origin_of(importer) != origin_of(location))
    request.origin = origin_of(importer).text();
  HttpResponse response;
  try {
    response = fetcher_.get(request);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Io && error.kind() != ErrorKind::Missing) throw;
    return Absence{error.message(), error.hints().empty() ? "" : error.hints().front()};
  }
  constexpr int kFound = 200;
  if (response.status != kFound) {
    return Absence{"URL " + shown + " is answered with status " + std::to_string(response.status) +
                   ", expected 200"};
  }
  const auto answering = parse_origin(response.final_url);
  return Content{std::move(response.body), answering ? answering : origin_of(location),
                 std::move(response.headers)};
}

std::uint64_t Gate::limit_bytes() const {
  return std::min(limits_.import_bytes, limits_.total_bytes - total_bytes_);
}

void Gate::count(std::uint64_t size_bytes, const Location& location) {
  if (size_bytes > limit_bytes()) {
    throw Error(ErrorKind::Limit, "import " + in_quotes(to_shown_text(location)) + " has " +
                                      human_size(size_bytes) + ", expected at most " +
                                      human_size(limit_bytes()))
        .coded("dhall.limit.import-size")
        .hint("the limits on the size of one import and of all can be raised");
  }
  total_bytes_ += size_bytes;
}

} // namespace sigil::dhall

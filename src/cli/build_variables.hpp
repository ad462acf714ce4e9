/// \file
/// What Nix tells a builder: environment variables, or structured attributes as JSON.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "context.hpp"

namespace sigil::cli {

/// The file of structured attributes. \throws Error{Missing} with `hint` if there is none.
std::filesystem::path attribute_file(const Settings& settings, const char* hint);

class BuildVariables {
 public:
  /// Reads the attributes if NIX_ATTRS_JSON_FILE is set. What they do not have is taken from the environment.
  /// \throws Error{Missing}, Error{Io}, Error{Invalid} for that file.
  explicit BuildVariables(const Settings& settings);
  BuildVariables(const BuildVariables&) = delete;
  BuildVariables& operator=(const BuildVariables&) = delete;
  ~BuildVariables();

  /// Names and paths of the outputs. \throws Error{Invalid} for an output without a path.
  std::vector<std::pair<std::string, std::string>> outputs() const;
  /// The texts of a list, or the words of a text; nothing if there is no such variable.
  /// \throws Error{Invalid} for an attribute that holds anything but texts.
  std::vector<std::string> list(const std::string& name) const;
  std::string text(const std::string& name) const;
  /// Whether it is anything but empty, null, false, or an empty list.
  bool is_set(const std::string& name) const;

 private:
  const nlohmann::ordered_json* attribute(const std::string& name) const;

  const Settings& settings_;
  std::unique_ptr<nlohmann::ordered_json> attributes_; ///< an object, if there is any
};

} // namespace sigil::cli

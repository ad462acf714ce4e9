#include "build_variables.hpp"

#include <sstream>

#include "json_text.hpp"
#include "sigil/base/file.hpp"

namespace sigil::cli {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20;

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Error wrong_attribute(const std::string& name, const char* found) {
  return Error(ErrorKind::Invalid,
               "attribute " + in_quotes(name) + " holds " + found + ", expected text or a list of texts")
      .coded("package.attributes");
}

/// Texts in the order of the document; Nix gives lists in lists as they are.
std::vector<std::string> texts_of(const std::string& name, const Json& value) {
  std::vector<std::string> texts;
  std::vector<const Json*> pending{&value};
  while (!pending.empty()) {
    const Json& next = *pending.back();
    pending.pop_back();
    if (next.is_array())
      for (auto item = next.rbegin(); item != next.rend(); ++item) pending.push_back(&*item);
    else if (next.is_string())
      texts.push_back(next.get<std::string>());
    else if (!next.is_null())
      throw wrong_attribute(name, next.type_name());
  }
  return texts;
}

} // namespace

std::filesystem::path attribute_file(const Settings& settings, const char* hint) {
  std::string looked_for;
  for (const std::filesystem::path& file : settings.attribute_files) {
    std::error_code code;
    if (std::filesystem::exists(file, code)) return file;
    looked_for += (looked_for.empty() ? "" : ", ") + in_quotes(file.native());
  }
  throw Error(ErrorKind::Missing, "no structured attributes found, looked for " + looked_for).hint(hint);
}

BuildVariables::BuildVariables(const Settings& settings) : settings_(settings) {
  const auto named = settings.variables.find("NIX_ATTRS_JSON_FILE");
  if (named == settings.variables.end() || named->second.empty()) return;
  const std::filesystem::path file = attribute_file(
      settings, "NIX_ATTRS_JSON_FILE is set, as in a Nix derivation with __structuredAttrs = true");
  const Blob content = Blob::map(file, kMaxBytes);
  attributes_ =
      std::make_unique<Json>(Json::parse(content.text().begin(), content.text().end(), nullptr, false));
  if (!attributes_->is_object())
    throw Error(ErrorKind::Invalid, "structured attributes are no JSON object")
        .at({file.native(), 0, 0, {}})
        .coded("package.attributes");
}

BuildVariables::~BuildVariables() = default;

const Json* BuildVariables::attribute(const std::string& name) const {
  if (attributes_ == nullptr) return nullptr;
  const auto found = attributes_->find(name);
  return found == attributes_->end() ? nullptr : &*found;
}

std::vector<std::pair<std::string, std::string>> BuildVariables::outputs() const {
  std::vector<std::pair<std::string, std::string>> outputs;
  if (const Json* object = attribute("outputs"); object != nullptr && object->is_object()) {
    for (const auto& [name, path] : object->items()) {
      if (!path.is_string()) throw wrong_attribute("outputs." + name, path.type_name());
      outputs.emplace_back(name, path.get<std::string>());
    }
    return outputs;
  }
  for (const std::string& name : list("outputs")) {
    std::string path = text(name);
    if (path.empty())
      throw Error(ErrorKind::Invalid, "output " + in_quotes(name) + " has no variable with its path")
          .coded("package.attributes");
    outputs.emplace_back(name, std::move(path));
  }
  return outputs;
}

std::vector<std::string> BuildVariables::list(const std::string& name) const {
  const Json* value = attribute(name);
  if (value != nullptr && !value->is_string()) return texts_of(name, *value);
  return words_of(text(name));
}

std::string BuildVariables::text(const std::string& name) const {
  if (const Json* value = attribute(name)) {
    if (!value->is_string()) throw wrong_attribute(name, value->type_name());
    return value->get<std::string>();
  }
  const auto found = settings_.variables.find(name);
  return found == settings_.variables.end() ? std::string() : found->second;
}

bool BuildVariables::is_set(const std::string& name) const {
  const Json* value = attribute(name);
  if (value == nullptr || value->is_string()) return !text(name).empty();
  if (value->is_boolean()) return value->get<bool>();
  return !value->empty(); // null is empty, a number is not
}

} // namespace sigil::cli

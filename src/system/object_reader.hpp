/// \file
/// Takes a JSON object apart key by key: what is missing, of the wrong type or unknown becomes an error
/// with its place, and reading goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "json_tree.hpp"
#include "sigil/base/error.hpp"

namespace sigil::system {

/// Where a document stands: in a file that somebody wrote, or in the attributes of a Nix derivation, whose
/// JSON nobody wrote, so that positions in it help nobody.
enum class Origin : std::uint8_t { File, Attributes };

/// What the readers of one document share.
struct ReadContext {
  Origin origin = Origin::File;
  std::string file; ///< of Origin::File
  ErrorList errors;

  SourcePosition position(const JsonPlace& place, std::string pointer) const;
  void add(ErrorKind kind, std::string message, const JsonPlace& place, std::string pointer,
           std::string hint = {});
};

/// A value with its JSON pointer.
struct Located {
  const JsonValue* value = nullptr;
  std::string pointer;
};

class ObjectReader {
 public:
  /// `what` names the object in messages: "child", "route". A value that is no object is reported once,
  /// and every key then counts as absent without a further report.
  ObjectReader(ReadContext& context, const Located& object, std::string what);

  /// Whether the value is an object at all.
  bool ok() const { return object_ != nullptr; }
  const JsonPlace& place() const { return place_; }
  const std::string& pointer() const { return pointer_; }

  /// The value of `key` if it is there, whatever its type.
  std::optional<Located> find(std::string_view key);
  /// As find(), but its absence is an error.
  std::optional<Located> require(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<std::string> required_text(std::string_view key);
  /// Elements of an array; absent: none.
  std::vector<Located> array(std::string_view key);
  /// Members of an object with free keys; absent: none.
  std::vector<std::pair<const JsonMember*, std::string>> members(std::string_view key);
  /// Texts of an array, which must be distinct and not empty.
  std::vector<std::string> texts(std::string_view key);
  /// Reports every key that was never asked for, with the closest known one. Call it last.
  void finish();

 private:
  ReadContext& context_;
  const JsonValue* object_ = nullptr;
  JsonPlace place_;
  std::string pointer_;
  std::string what_;
  std::set<std::string, std::less<>> known_;
};

/// Reports unless `located` is of `kind`.
bool expect_kind(ReadContext& context, const Located& located, JsonValue::Kind kind);

} // namespace sigil::system

/// \file
/// Takes an object of a tree apart key by key: what is missing, of the wrong type or unknown becomes an error
/// with its place, and reading goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/error.hpp"
#include "tree.hpp"

namespace sigil::system {

/// Where a document stands: in a file that somebody wrote, or in the attributes of a Nix derivation, whose
/// JSON nobody wrote, so that positions in it help nobody.
enum class Origin : std::uint8_t { Json, Dhall, Attributes };

/// What the readers of one document share.
struct ReadContext {
  Origin origin = Origin::Json;
  std::string file;
  std::set<std::string> other_files; ///< that places name
  ErrorList errors;

  SourcePosition position(const TreePlace& place, std::string pointer) const;
  void add(ErrorKind kind, std::string message, const TreePlace& place, std::string pointer,
           std::string hint = {});
};

/// A value with its JSON pointer.
struct Located {
  const TreeValue* value = nullptr;
  std::string pointer;
};

class ObjectReader {
 public:
  /// `what` names the object in messages: "child", "route". A value that is no object is reported once,
  /// and every key then counts as absent without a further report.
  ObjectReader(ReadContext& context, const Located& object, std::string what);

  /// Whether the value is an object at all.
  bool ok() const { return object_ != nullptr; }
  const TreePlace& place() const { return place_; }
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
  std::vector<std::pair<const TreeMember*, std::string>> members(std::string_view key);
  /// Texts of an array, which must be distinct and not empty.
  std::vector<std::string> texts(std::string_view key);
  /// Reports every key that was never asked for, with the closest known one. Call it last.
  void finish();

 private:
  ReadContext& context_;
  const TreeValue* object_ = nullptr;
  TreePlace place_;
  std::string pointer_;
  std::string what_;
  std::set<std::string, std::less<>> known_;
};

/// Reports unless `located` is of `kind`.
bool expect_kind(ReadContext& context, const Located& located, TreeValue::Kind kind);

} // namespace sigil::system

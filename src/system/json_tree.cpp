#include "json_tree.hpp"

#include <iterator>
#include <set>

#include <nlohmann/json.hpp>

#include "sigil/base/error.hpp"

namespace sigil::system {
namespace {

/// Where the parser is, and where the last tokens began. The SAX interface tells values but not their
/// places, and the lexer looks one character ahead behind a number, so the two last tokens are kept.
class PlaceCounter {
 public:
  void pass(char character) {
    if (in_string_) {
      pass_in_string(character);
    } else {
      const bool punctuation = is_punctuation(character);
      const bool blank = character == ' ' || character == '\t' || character == '\n' || character == '\r';
      if (!blank && (punctuation || !in_word_)) {
        previous_ = last_;
        last_ = {here_, character};
      }
      in_word_ = !blank && !punctuation;
      in_string_ = character == '"';
    }
    advance(character);
  }

  TreePlace here() const { return here_; }
  /// Place of the token that was just reported.
  TreePlace token(bool is_number) const {
    return is_number && is_punctuation(last_.first) ? previous_.place : last_.place;
  }

 private:
  struct Token {
    TreePlace place{1, 1};
    char first = ' ';
  };

  static bool is_punctuation(char character) {
    return character == '{' || character == '}' || character == '[' || character == ']' || character == ',' ||
           character == ':';
  }
  void pass_in_string(char character) {
    if (escaped_) {
      escaped_ = false;
    } else if (character == '\\') {
      escaped_ = true;
    } else if (character == '"') {
      in_string_ = false;
      in_word_ = false;
    }
  }
  void advance(char character) {
    if (character == '\n') {
      ++here_.line;
      here_.column = 1;
    } else if ((static_cast<unsigned char>(character) & 0xc0) != 0x80) {
      ++here_.column; // columns count characters, not the further bytes of one
    }
  }

  TreePlace here_{1, 1};
  Token last_;
  Token previous_;
  bool in_string_ = false;
  bool escaped_ = false;
  bool in_word_ = false;
};

/// Hands characters to the parser and tells the counter about each.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, PlaceCounter* counter) : at_(at), counter_(counter) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    counter_->pass(*at_++);
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator old = *this;
    ++*this;
    return old;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  PlaceCounter* counter_;
};

/// Builds the tree. Returning false from an event ends the parse; `error` says why.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(const PlaceCounter& counter, std::string file) : counter_(counter), file_(std::move(file)) {}

  TreeValue root;
  std::optional<Error> error;

  bool null() override { return add(TreeValue::Kind::Null) != nullptr; }
  bool boolean(bool value) override {
    TreeValue* added = add(TreeValue::Kind::Boolean);
    added->boolean = value;
    return true;
  }
  bool number_integer(number_integer_t value) override {
    add(TreeValue::Kind::Integer)->integer = value;
    return true;
  }
  bool number_unsigned(number_unsigned_t value) override {
    constexpr auto kLargest = static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    TreeValue* added = add(value > kLargest ? TreeValue::Kind::Number : TreeValue::Kind::Integer);
    if (value <= kLargest) added->integer = static_cast<std::int64_t>(value);
    return true;
  }
  bool number_float(number_float_t, const string_t&) override {
    add(TreeValue::Kind::Number);
    return true;
  }
  bool string(string_t& value) override {
    add(TreeValue::Kind::Text)->text = std::move(value);
    return true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(TreeValue::Kind::Object); }
  bool start_array(std::size_t) override { return open(TreeValue::Kind::Array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = open_.back();
    const TreePlace place = counter_.token(false);
    if (!level.keys.insert(name).second) {
      error = Error(ErrorKind::Invalid, "key " + in_quotes(name) + " is given twice in one object")
                  .at({file_, place.line, place.column, pointer_to(pointer(), name)})
                  .coded("description.duplicate-key");
      return false;
    }
    level.value->members.push_back({std::move(name), place, {}});
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& problem) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while …"
    std::string text = problem.what();
    const std::size_t colon = text.find(": ");
    if (colon != std::string::npos) text.erase(0, colon + 2);
    error = Error(ErrorKind::Invalid, "malformed JSON: " + text)
                .at({file_, counter_.here().line, counter_.here().column, {}})
                .coded("description.malformed");
    return false;
  }

 private:
  struct Level {
    TreeValue* value;
    std::set<std::string> keys;
  };

  std::string pointer() const {
    std::string text;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) text = pointer_to(text, step_into(*open_[i].value));
    return text;
  }
  static std::string step_into(const TreeValue& value) {
    return value.kind == TreeValue::Kind::Object ? value.members.back().key
                                                 : std::to_string(value.items.size() - 1);
  }

  TreeValue* add(TreeValue::Kind kind) {
    TreeValue* added = &root;
    if (!open_.empty()) {
      TreeValue& parent = *open_.back().value;
      added = parent.kind == TreeValue::Kind::Object ? &parent.members.back().value
                                                     : &parent.items.emplace_back();
    }
    added->kind = kind;
    added->place = counter_.token(kind == TreeValue::Kind::Integer || kind == TreeValue::Kind::Number);
    return added;
  }
  bool open(TreeValue::Kind kind) {
    TreeValue* added = add(kind);
    if (open_.size() == kMaxTreeDepth) {
      error = Error(ErrorKind::Limit,
                    "JSON is nested more than " + std::to_string(kMaxTreeDepth) + " levels deep")
                  .at({file_, added->place.line, added->place.column, {}});
      return false;
    }
    open_.push_back({added, {}});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  const PlaceCounter& counter_;
  std::string file_;
  /// The containers that are open. A parent's vector does not grow while a child of it is open, so
  /// the pointers stay valid.
  std::vector<Level> open_;
};

} // namespace

TreeValue parse_json(std::string_view text, const std::filesystem::path& file) {
  if (text.size() > kMaxTreeBytes)
    throw Error(ErrorKind::Limit, "description has " + std::to_string(text.size()) + " bytes, at most " +
                                      std::to_string(kMaxTreeBytes) + " are read")
        .at({file.native(), 0, 0, {}});
  PlaceCounter counter;
  TreeBuilder builder(counter, file.native());
  const bool parsed =
      nlohmann::json::sax_parse(CountingIterator(text.data(), &counter),
                                CountingIterator(text.data() + text.size(), &counter), &builder);
  if (builder.error) throw *builder.error;
  SIGIL_ASSERT(parsed);
  return std::move(builder.root);
}

} // namespace sigil::system

/// \file
/// The decoder's state. For its own files only.
#pragma once

#include <limits>
#include <vector>

#include "binary/cbor_reader.hpp"
#include "binary/decode.hpp"
#include "binary/label.hpp"
#include "syntax/scope.hpp"

namespace sigil::dhall {

/// One array that is being read, behind its label.
struct EncodedArray {
  cbor::Remaining left;
  std::uint32_t offset;
};

/// Builds nodes from the leaves up: an array that was begun is a frame, the expressions in it that are
/// complete wait as `parts_`.
class Decoder {
 public:
  Decoder(Heap& heap, const SourceMap::Source& source, const DecodeLimits& limits);
  Decoded run();

 private:
  /// What a frame waits for, where the number of its parts does not tell that.
  enum class Phase : std::uint8_t { First, Annotation, Bound, Body, Piece, Value, Type };

  struct Frame {
    EncodedArray array;  ///< of a record or union: the pairs of its map
    std::uint32_t least; ///< parts
    std::uint32_t most;
    std::uint32_t parts_base;
    std::uint32_t side_base = 0; ///< of labels_ or bindings_
    Symbol* name = nullptr;
    Label label = Label::Application;
    Phase phase = Phase::First;
    std::uint8_t number = 0;      ///< of an operator
    bool is_function = false;     ///< of the application around, and adds its parts to that one's
    bool ends_with_break = false; ///< the array around a map, or the one around a projection's type
  };

  struct Binding {
    Symbol* name;
    Node* annotation;
    Node* bound;
    std::uint32_t position;
    std::uint32_t slot;
  };

  // A source has less than 4 GiB, and so less than 2^32 of anything.
  static constexpr std::uint32_t kMany = std::numeric_limits<std::uint32_t>::max();

  Node* expression();
  /// The next expression if it has no parts; nullptr if it became a frame.
  Node* begin();
  Node* begin_array(const cbor::Head& head);
  Node* begin_labelled(Label label, EncodedArray array);
  Node* begin_plain(Label label, EncodedArray array);
  Node* begin_function(Label label, EncodedArray array);
  Node* begin_operator(EncodedArray array);
  Node* begin_list(EncodedArray array);
  Node* begin_some(EncodedArray array);
  Node* begin_fields(Label label, EncodedArray array);
  Node* begin_text(EncodedArray array);
  Node* begin_import(EncodedArray array);
  Frame& push(Label label, const EncodedArray& array, std::uint32_t least, std::uint32_t most);

  /// Reads on in the innermost frame up to where an expression has to come; false at its end.
  bool wants_expression();
  bool is_body_of_its_kind() const;
  bool wants_of_function(Frame& frame);
  bool wants_of_fields(Frame& frame);
  bool wants_of_field(Frame& frame);
  bool wants_of_projection(Frame& frame);
  bool wants_of_text(Frame& frame);
  bool wants_of_let(Frame& frame);
  bool wants_of_with(Frame& frame);
  bool is_let_body(const Frame& frame);

  // decode_build.cpp
  /// The node of the innermost frame, which is left; nullptr if its parts went to the frame around.
  Node* finish();
  Node* build(const Frame& frame, std::span<Node* const> parts);
  Node* build_rare(const Frame& frame, std::span<Node* const> parts);
  Node* build_function(const Frame& frame, std::span<Node* const> parts);
  Node* build_list(const Frame& frame, std::span<Node* const> parts);
  Node* build_fields(const Frame& frame, std::span<Node* const> parts);
  Node* sorted_fields(Kind kind, const Frame& frame, std::span<Node* const> parts);
  Node* build_let(const Frame& frame, Node* body);
  std::span<const Symbol* const> labels_of(const Frame& frame) const;

  // decode_literal.cpp
  Node* builtin(const cbor::Head& head);
  Node* builtin(const Symbol* symbol, std::size_t offset);
  Node* simple(const cbor::Head& head);
  Node* named_variable(const cbor::Head& name, EncodedArray array);
  Node* variable(Symbol* name, const cbor::Head& index, std::size_t offset);
  Node* natural(EncodedArray array);
  Node* integer(EncodedArray array);
  Node* bytes(EncodedArray array);
  Node* date(EncodedArray array);
  Node* time(EncodedArray array);
  Node* time_zone(EncodedArray array);
  std::string seconds(EncodedArray array);
  std::uint64_t number(EncodedArray& array, std::uint64_t most, std::string_view what);

  // decode_import.cpp
  void import_rest(EncodedArray& array, ImportSpec& spec);
  const Sha256Digest* import_hash(EncodedArray& array);

  /// Takes an item of the array, which must be there.
  void require(EncodedArray& array);
  void require_end(EncodedArray& array);
  bool next_is_null();
  std::string_view text() { return in_.text(in_.head()); }
  const Symbol* field_label();
  const Shape* shape_of(std::span<const Symbol* const> labels);
  Node* pop_part();
  std::uint32_t position(std::size_t offset) const {
    return source_.begin == 0 ? 0 : source_.begin + static_cast<std::uint32_t>(offset);
  }

  Heap& heap_;
  const SourceMap::Source& source_;
  DecodeLimits limits_;
  cbor::Reader in_;
  Scope scope_;
  Symbol* underscore_;
  std::vector<Frame> frames_;
  std::vector<Node*> parts_; ///< nullptr: an alternative without a type
  std::vector<const Symbol*> labels_;
  std::vector<Binding> bindings_;
  std::vector<ImportSpec> imports_; ///< whose headers are being read

  // Data is rows of the same fields: what came last time most often comes again.
  static constexpr std::size_t kGuesses = 64;
  const Symbol* followers_[kGuesses] = {}; ///< labels, by the hash of the one before
  const Shape* shapes_[kGuesses] = {};     ///< by the hash of the first label
};

} // namespace sigil::dhall

#include "support/typed_properties.hpp"

#include <stdexcept>

#include "binary/decode.hpp"
#include "binary/encode.hpp"
#include "core/alpha.hpp"
#include "core/expand.hpp"
#include "core/infer.hpp"
#include "limited_sink.hpp"
#include "syntax/format.hpp"
#include "syntax/parse.hpp"

using namespace sigil::dhall;

namespace sigil::test {

namespace {

void require(bool holds, const char* property) {
  if (!holds) throw std::runtime_error(property);
}

/// One evaluator and what it makes.
class Session {
 public:
  struct Code {
    Node* expression;
    std::uint32_t slots;
  };
  struct NormalForm {
    Node* expression;
    Bytes encoding;
    Bytes renamed; ///< the αβ-normal form, encoded
    Sha256Digest hash;
    friend bool operator==(const NormalForm& left, const NormalForm& right) {
      return left.encoding == right.encoding && left.renamed == right.renamed;
    }
  };

  explicit Session(std::size_t nursery_bytes = kNurseryBytes)
      : evaluator_(heap_, kLimits, nursery_bytes), checker_(evaluator_) {}

  Heap& heap() { return heap_; }
  const SourceMap::Source& source(std::string_view text) {
    return heap_.sources().add("term", Blob::of(text));
  }
  Code parsed(std::string_view text) {
    const Parsed parsed = parse(heap_, source(text));
    return {parsed.expression, parsed.slots};
  }
  Code decoded(const Bytes& bytes) {
    const Decoded decoded = decode(heap_, heap_.sources().add("encoded", Blob::of(bytes)));
    return {decoded.expression, decoded.slots};
  }

  Node* type_of(const Code& code) { return checker_.infer_closed(code.expression, code.slots); }
  Node* value_of(const Code& code) {
    return evaluator_.evaluate(code.expression, evaluator_.new_frame(nullptr, code.slots));
  }
  Code expanded(const Code& code) {
    const Expansion expansion = expand(heap_, code.expression, code.slots);
    return {expansion.expression, expansion.slots};
  }
  bool equivalent(Node* left, Node* right) { return evaluator_.equivalent(left, right); }
  NormalForm normal_form(Node* value) {
    Node* kept = quote(evaluator_, value, BinderNames::Kept);
    Node* renamed = quote(evaluator_, value, BinderNames::Underscore);
    return {kept, encoded(*kept), encoded(*renamed), semantic_hash(*renamed)};
  }
  NormalForm normal_form(const Code& code) { return normal_form(value_of(code)); }
  Bytes renamed(Node* expression) { return encoded(*rename_bound(heap_, expression)); }

  static Bytes encoded(const Node& expression) {
    BytesSink bytes;
    LimitedSink limited(bytes, kLimits);
    encode(expression, limited);
    return std::move(bytes).bytes();
  }

 private:
  static constexpr EvaluationLimits kLimits = {.steps = 50'000, .depth = 200'000, .output_bytes = 50'000};
  Heap heap_{std::uint64_t{256} << 20U};
  Evaluator evaluator_;
  TypeChecker checker_;
};

void require_recoding(Session& session, Node* expression) {
  const Bytes bytes = Session::encoded(*expression);
  const Session::Code decoded = session.decoded(bytes);
  require(Session::encoded(*decoded.expression) == bytes,
          "decoding what was encoded gives the same expression");
  for (const CharacterSet characters : {CharacterSet::Unicode, CharacterSet::Ascii}) {
    for (const std::uint32_t width : {1U, 80U}) {
      const std::string text = print(*expression, {.characters = characters, .width = width});
      require(Session::encoded(*session.parsed(text).expression) == bytes,
              "parsing what was printed gives the same expression");
      require(print(*decoded.expression, {.characters = characters, .width = width}) == text,
              "what was decoded is printed alike");
    }
  }
}

/// \param normal  of the expression
void require_normal(Session& session, const Session::NormalForm& normal, Node* type) {
  const Session::Code code = session.decoded(normal.encoding);
  require(session.equivalent(session.type_of(code), type), "the normal form has the same type");
  require(session.normal_form(code) == normal, "the normal form of a normal form is itself");
  require(session.renamed(normal.expression) == normal.renamed,
          "renaming what is bound in the β-normal form gives the αβ-normal form");
  const Session::Code renamed = session.decoded(normal.renamed);
  require(session.equivalent(session.type_of(renamed), type), "the αβ-normal form has the same type");
  const Session::NormalForm again = session.normal_form(renamed);
  require(again.encoding == normal.renamed && again.renamed == normal.renamed,
          "the normal form of an αβ-normal form is itself");
}

void require_formatting(Session& session, const std::string& term, Node* expression,
                        const Sha256Digest& hash) {
  for (const CharacterSet characters : {CharacterSet::Unicode, CharacterSet::Ascii}) {
    const std::string text = format(session.heap(), session.source(term), characters);
    require(format(session.heap(), session.source(text), characters) == text,
            "formatting what is formatted changes nothing");
    const Session::Code formatted = session.parsed(text);
    require(Session::encoded(*formatted.expression) == Session::encoded(*expression),
            "formatting changes no expression");
    session.type_of(formatted);
    require(session.normal_form(formatted).hash == hash, "formatting changes no hash");
  }
}

} // namespace

void require_typed_properties(const TypedTerms::Term& made, const std::function<void(const Node&)>& visit) {
  Session session;
  const Session::Code term = session.parsed(made.term);
  const Session::Code intended = session.parsed(made.type);
  if (visit) visit(*term.expression);
  if (visit) visit(*intended.expression);
  session.type_of(intended);
  Node* type = session.type_of(term);
  require(session.equivalent(type, session.value_of(intended)), "the term has the type that it was made for");

  const Session::NormalForm normal = session.normal_form(term);
  require_normal(session, normal, type);
  const Session::NormalForm normal_type = session.normal_form(type);
  require_normal(session, normal_type, session.heap().universe(Universe::Type));
  for (Node* expression : {term.expression, normal.expression, normal_type.expression}) {
    require_recoding(session, expression);
  }

  const Session::Code decoded = session.decoded(Session::encoded(*term.expression));
  session.type_of(decoded);
  require(session.normal_form(decoded) == normal, "what was encoded evaluates to the same");
  require_formatting(session, made.term, term.expression, normal.hash);

  require(session.normal_form(session.expanded(term)) == normal, "expanding changes no normal form");

  Session collected(0); // between any two steps
  const Session::Code same_term = collected.parsed(made.term);
  collected.type_of(same_term);
  require(collected.normal_form(same_term) == normal, "collecting changes nothing");
  require(collected.normal_form(collected.expanded(same_term)) == normal,
          "collecting changes nothing of what is expanded");
}

} // namespace sigil::test

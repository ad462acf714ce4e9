#include "check.hpp"

#include <algorithm>

#include "binary/decode.hpp"
#include "binary/encode.hpp"
#include "engine.hpp"
#include "sigil/base/text.hpp"
#include "syntax/parse.hpp"

namespace sigil::test {

namespace {

namespace fs = std::filesystem;
using dhall::Code;
using dhall::Heap;

/// Ends a test.
struct Fail {
  std::string reason;
};

fs::path path_of(const fs::path& file) {
  return fs::path("dhall-lang") / "tests" / file;
}

const dhall::SourceMap::Source& source_of(Heap& heap, const fs::path& file) {
  return heap.sources().add(file.string(), Blob::map(path_of(file)));
}

Code parsed(Heap& heap, const fs::path& file) {
  const dhall::Parsed result = dhall::parse(heap, source_of(heap, file));
  return {result.expression, result.slots};
}

Code decoded(Heap& heap, const fs::path& file) {
  const dhall::Decoded result = dhall::decode(heap, source_of(heap, file));
  return {result.expression, result.slots};
}

void expect_same(const Bytes& found, ByteView expected) {
  if (std::equal(found.begin(), found.end(), expected.begin(), expected.end())) return;
  throw Fail{"found    " + to_hex(found) + "\n      expected " + to_hex(expected)};
}

void expect_same(const dhall::Node* found, const dhall::Node* expected) {
  expect_same(dhall::encode(*found), dhall::encode(*expected));
}

/// \param codes  what codes of errors begin with
template <typename Action>
void expect_error(Action action, std::initializer_list<const char*> codes) {
  try {
    action();
  } catch (const Error& error) {
    const bool is_known = std::any_of(codes.begin(), codes.end(),
                                      [&](const char* code) { return error.code().starts_with(code); });
    if (is_known && error.kind() != ErrorKind::Internal) return;
    throw Fail{"another error than expected: " + error.message() + " (" + error.code() + ")"};
  }
  throw Fail{"no error"};
}

std::map<std::string, std::string> common_environment() {
  return {{"HOME", fs::absolute(path_of("import/home")).string()},
          {"XDG_CACHE_HOME", fs::absolute("cache").string()},
          {"DHALL_TEST_VAR", "6 * 7"}};
}

std::string text_of(const dhall::Node* record, const char* label) {
  if (record->kind == dhall::Kind::Record) {
    const auto& fields = dhall::as<dhall::FieldsNode>(*record);
    for (std::uint32_t at = 0; at < fields.shape->count; ++at) {
      if (fields.shape->labels[at]->text == label && fields.parts[at]->kind == dhall::Kind::Text) {
        return std::string(dhall::as<dhall::TextNode>(*fields.parts[at]).text());
      }
    }
  }
  throw Fail{std::string("the environment has no text ") + label};
}

/// The variables of the test: its own file is a map of Text to Text.
std::map<std::string, std::string> environment_of(Heap& heap, const Test& test) {
  auto environment = common_environment();
  if (!test.environment) return environment;
  Engine engine(heap, {path_of(*test.environment), environment, false});
  const dhall::Node* map = engine.normalize(parsed(heap, *test.environment));
  if (map->kind != dhall::Kind::List) throw Fail{"the environment is no list"};
  for (const dhall::Node* entry : dhall::as<dhall::ListNode>(*map).all()) {
    environment[text_of(entry, "mapKey")] = text_of(entry, "mapValue");
  }
  return environment;
}

/// An expression and the evaluator for where it is.
struct Subject {
  Subject(Heap& heap, const Test& test, const fs::path& file, bool has_cache)
      : code(parsed(heap, file)), engine(heap, {path_of(file), environment_of(heap, test), has_cache}) {}
  void resolve() { engine.resolve(code); }
  dhall::Node* infer() { return engine.infer(code); }
  dhall::Node* normalize() { return engine.normalize(code); }
  dhall::Node* alpha_normalize() { return engine.alpha_normalize(code); }
  dhall::Node* normalize_names() { return engine.normalize_names(code); }

  Code code;
  Engine engine;
};

void check_parser_success(Heap& heap, const Test& test) {
  const Blob expected = Blob::map(path_of(*test.expected));
  expect_same(dhall::encode(*parsed(heap, test.input).expression), expected.bytes());
  expect_same(dhall::encode(*decoded(heap, *test.expected).expression), expected.bytes());
}

void check_normalization(Heap& heap, const Test& test) {
  Subject subject(heap, test, test.input, false);
  // There, imports are part of what is normalized and not names of files.
  const bool has_imports =
      test.name.find("/unit/") == std::string::npos && test.name.find("/simple/") == std::string::npos;
  if (has_imports) subject.resolve();
  expect_same(subject.normalize(), parsed(heap, *test.expected).expression);
}

void check_alpha_normalization(Heap& heap, const Test& test) {
  Subject subject(heap, test, test.input, false);
  Subject expected(heap, test, *test.expected, false);
  expect_same(subject.alpha_normalize(), expected.alpha_normalize());
}

void check_inference(Heap& heap, const Test& test) {
  Subject subject(heap, test, test.input, false);
  subject.resolve();
  expect_same(subject.infer(), parsed(heap, *test.expected).expression);
}

void check_inference_failure(Heap& heap, const Test& test) {
  // Some labels that are there twice are found before there is a type.
  expect_error(
      [&] {
        Subject subject(heap, test, test.input, false);
        subject.resolve();
        subject.infer();
      },
      {"dhall.type.", "dhall.syntax.duplicate"});
}

void check_import(Heap& heap, const Test& test) {
  Subject subject(heap, test, test.input, true);
  subject.resolve();
  Subject expected(heap, test, *test.expected, true);
  expected.resolve();
  expect_same(subject.normalize_names(), expected.normalize_names());
}

void check_import_failure(Heap& heap, const Test& test) {
  Subject subject(heap, test, test.input, true);
  expect_error([&] { subject.resolve(); }, {"dhall."});
}

void check_semantic_hash(Heap& heap, const Test& test) {
  const Blob line = Blob::map(path_of(*test.expected));
  std::string expected(line.text());
  while (expected.ends_with('\n')) expected.pop_back();
  Subject subject(heap, test, test.input, false);
  subject.resolve();
  subject.infer();
  const std::string found = "sha256:" + to_hex(dhall::semantic_hash(*subject.normalize_names()));
  if (found != expected) throw Fail{"found    " + found + "\n      expected " + expected};
}

void check_or_throw(const Test& test) {
  Heap heap;
  switch (test.category) {
  case Category::ParserSuccess: return check_parser_success(heap, test);
  case Category::ParserFailure: return expect_error([&] { parsed(heap, test.input); }, {"dhall.syntax."});
  case Category::DecodeSuccess:
    return expect_same(decoded(heap, test.input).expression, parsed(heap, *test.expected).expression);
  case Category::DecodeFailure: return expect_error([&] { decoded(heap, test.input); }, {"dhall.binary."});
  case Category::Normalization: return check_normalization(heap, test);
  case Category::AlphaNormalization: return check_alpha_normalization(heap, test);
  case Category::InferenceSuccess: return check_inference(heap, test);
  case Category::InferenceFailure: return check_inference_failure(heap, test);
  case Category::ImportSuccess: return check_import(heap, test);
  case Category::ImportFailure: return check_import_failure(heap, test);
  case Category::SemanticHash: return check_semantic_hash(heap, test);
  }
}

bool is_prelude_there() {
  return fs::is_directory("dhall-lang/Prelude");
}

bool imports_prelude(const fs::path& file) {
  return Blob::map(path_of(file)).text().find("/Prelude/") != std::string_view::npos;
}

} // namespace

Result check(const Test& test) {
  try {
    if (!is_prelude_there() &&
        (test.name.find("/prelude/") != std::string::npos || imports_prelude(test.input))) {
      return {Result::Kind::Skipped, "needs the Prelude"};
    }
    check_or_throw(test);
    return {};
  } catch (const NeedsNetwork& network) {
    return {Result::Kind::Skipped, network.what()};
  } catch (const Fail& fail) {
    return {Result::Kind::Failed, fail.reason};
  } catch (const Error& error) {
    return {Result::Kind::Failed, error.render("dhall")};
  } catch (const std::exception& error) {
    return {Result::Kind::Failed, error.what()};
  }
}

} // namespace sigil::test

/// \file
/// A world in memory for imports, and as much of an evaluator as they need to be tried: the resolver does not
/// know how little that is.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "imports/resolver.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/crypto/hash.hpp"
#include "support/catch.hpp"
#include "support/error_of.hpp"
#include "syntax/heap.hpp"
#include "syntax/parse.hpp"
#include "syntax/parts.hpp"

namespace sigil::test {

/// Files, variables and pages, and what was asked of them.
class FakeWorld final : public dhall::Fetcher {
 public:
  struct Page {
    std::string body;
    dhall::HttpHeaders headers{};
    int status = 200;
    std::string final_url{}; ///< empty: the URL itself
  };

  std::map<std::string, std::string> files;
  std::map<std::string, std::string> links; ///< of folders and files, without slash at the end
  std::map<std::string, std::string> variables;
  std::map<std::string, Page> pages;
  std::vector<std::string> log; ///< paths and URLs, in the order they were asked for
  std::vector<dhall::HttpRequest> requests;

  std::optional<Blob> read_file(const std::string& path, std::uint64_t limit_bytes) override {
    log.push_back(path);
    const auto found = files.find(followed(path));
    if (found == files.end()) return std::nullopt;
    if (found->second == "(unreadable)") throw Error(ErrorKind::Io, "file " + in_quotes(path) + ": no");
    if (found->second.size() > limit_bytes)
      throw Error(ErrorKind::Limit, "too large").coded("dhall.limit.import-size");
    return Blob::of(std::string_view(found->second));
  }

  std::string real_path(const std::string& path) override {
    std::string real = followed(path);
    if (real.starts_with("./")) real = "/cwd/" + real.substr(2);
    if (real.starts_with("../")) real = "/cwd/" + real;
    return std::filesystem::path(real).lexically_normal().native();
  }

  std::vector<std::string> names_beside(const std::string& path) override {
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    std::vector<std::string> names;
    for (const auto& [name, text] : files)
      if (name.starts_with(folder)) names.push_back(name.substr(folder.size()));
    return names;
  }

  std::optional<std::string> environment(const std::string& name) override {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  }

  dhall::HttpResponse get(const dhall::HttpRequest& request) override {
    log.push_back(request.url);
    requests.push_back(request);
    const auto found = pages.find(request.url);
    if (found == pages.end())
      throw Error(ErrorKind::Io, "URL " + in_quotes(request.url) + " cannot be retrieved");
    const Page& page = found->second;
    return {page.status, Blob::of(std::string_view(page.body)), page.headers,
            page.final_url.empty() ? request.url : page.final_url};
  }

 private:
  std::string followed(const std::string& path) const {
    for (const auto& [link, target] : links)
      if (path == link || path.starts_with(link + "/")) return target + path.substr(link.size());
    return path;
  }
};

class FakeCache final : public dhall::ImportCache {
 public:
  std::map<Digest, std::string> entries;
  bool is_writable = true;
  std::size_t gets = 0;

  std::optional<Blob> get(const Digest& digest) override {
    ++gets;
    const auto found = entries.find(digest);
    if (found == entries.end()) return std::nullopt;
    return Blob::of(std::string_view(found->second));
  }
  void put(const Digest& digest, ByteView bytes) override {
    if (!is_writable) throw Error(ErrorKind::Io, "folder 'cache' cannot be written");
    entries[digest] = std::string(as_text(bytes));
  }
};

/// The syntax is that of Dhall, but an encoding is the text of what is hardly a normal form, and types are
/// either right or wrong.
class FakeLanguage final : public dhall::Language {
 public:
  explicit FakeLanguage(dhall::Heap& heap) : heap_(heap) {}

  std::size_t parsed = 0;
  std::size_t decoded = 0;
  std::vector<std::string> checked;

  dhall::Code parse(const dhall::SourceMap::Source& source) override {
    ++parsed;
    return read(source);
  }
  dhall::Code decode(const dhall::SourceMap::Source& source) override {
    ++decoded;
    return read(source);
  }

  /// Refuses free variables and applied numbers, as the standard does.
  void check(dhall::ResolvedImport& import) override {
    checked.push_back(import.location);
    std::vector<dhall::Node*> rest{import.expression};
    while (!rest.empty()) {
      dhall::Node* node = rest.back();
      rest.pop_back();
      const bool is_wrong = node->kind == dhall::Kind::Free ||
                            (node->kind == dhall::Kind::Application &&
                             dhall::as<dhall::ApplicationNode>(*node).function->kind == dhall::Kind::Natural);
      if (is_wrong) {
        throw Error(ErrorKind::Invalid, "expression has no type")
            .at(heap_.sources().locate(node->position))
            .coded("dhall.type");
      }
      if (node->kind == dhall::Kind::Import) {
        SIGIL_ASSERT(dhall::as<dhall::ImportNode>(*node).resolved != nullptr);
        SIGIL_ASSERT(dhall::as<dhall::ImportNode>(*node).resolved->value != nullptr);
      } else if (node->kind == dhall::Kind::Alternative) {
        SIGIL_ASSERT(dhall::as<dhall::BinaryNode>(*node).chosen != nullptr);
        rest.push_back(dhall::as<dhall::BinaryNode>(*node).chosen);
      } else {
        dhall::append_parts(*node, rest);
      }
    }
    import.type = heap_.builtin(dhall::Builtin::Natural);
    import.value = import.expression;
  }

  Bytes encode_normal(dhall::ResolvedImport& import) override {
    const std::string text = shown(import.expression);
    return {text.begin(), text.end()};
  }

  dhall::HttpHeaders headers(dhall::ResolvedImport& import) override {
    return header_list(import.expression);
  }

  dhall::OriginHeaders origin_headers(dhall::ResolvedImport& import) override {
    dhall::OriginHeaders result;
    for (dhall::Node* item : items(import.expression))
      result.emplace_back(text_of(item, "mapKey"), header_list(field(item, "mapValue")));
    return result;
  }

  /// The expression with its imports replaced by what they are.
  std::string shown(dhall::Node* node) {
    using namespace dhall;
    node = looked_through(node);
    if (node->kind == Kind::Natural) return std::to_string(as<NaturalNode>(*node).value);
    if (node->kind == Kind::Text) return '"' + std::string(as<TextNode>(*node).text()) + '"';
    if (node->kind == Kind::Bytes)
      return "0x\"" + to_hex({as<BytesNode>(*node).data, as<BytesNode>(*node).size_bytes}) + '"';
    if (node->kind == Kind::Plus)
      return shown(as<BinaryNode>(*node).left) + " + " + shown(as<BinaryNode>(*node).right);
    if (node->kind == Kind::Field) return "<>." + std::string(as<FieldNode>(*node).label->text);
    if (node->kind == Kind::Lambda) return "(\\(_ : 0) -> " + shown(as<BinderNode>(*node).body) + ")";
    if (node->kind == Kind::Variable) return "_";
    std::string text;
    if (node->kind == Kind::List) {
      for (Node* item : as<ListNode>(*node).all()) text += (text.empty() ? "[" : ", ") + shown(item);
      return text + "]";
    }
    REQUIRE(node->kind == Kind::Application);
    text = shown(as<ApplicationNode>(*node).function);
    for (Node* argument : as<ApplicationNode>(*node).all()) text += " " + shown(argument);
    return text;
  }

 private:
  static dhall::Node* looked_through(dhall::Node* node) {
    for (;;) {
      if (node->kind == dhall::Kind::Import) {
        node = dhall::as<dhall::ImportNode>(*node).resolved->expression;
      } else if (node->kind == dhall::Kind::Alternative) {
        node = dhall::as<dhall::BinaryNode>(*node).chosen;
      } else {
        return node;
      }
    }
  }
  static std::span<dhall::Node* const> items(dhall::Node* node) {
    node = looked_through(node);
    if (node->kind == dhall::Kind::List) return dhall::as<dhall::ListNode>(*node).all();
    if (node->kind == dhall::Kind::Natural) return {}; // stands for the empty list
    throw Error(ErrorKind::Invalid, "headers are no list").coded("dhall.type");
  }
  dhall::Node* field(dhall::Node* record, std::string_view label) {
    const auto& fields = dhall::as<dhall::FieldsNode>(*looked_through(record));
    const int at = fields.shape->find(heap_.symbols().intern(label));
    REQUIRE(at >= 0);
    return looked_through(fields.parts[at]);
  }
  std::string text_of(dhall::Node* record, std::string_view label) {
    return std::string(dhall::as<dhall::TextNode>(*field(record, label)).text());
  }
  dhall::HttpHeaders header_list(dhall::Node* node) {
    dhall::HttpHeaders result;
    for (dhall::Node* item : items(node))
      result.emplace_back(text_of(item, "mapKey"), text_of(item, "mapValue"));
    return result;
  }

  dhall::Code read(const dhall::SourceMap::Source& source) {
    const dhall::Parsed parsed_source = dhall::parse(heap_, source);
    return {parsed_source.expression, parsed_source.slots};
  }

  dhall::Heap& heap_;
};

/// All of it together.
struct ImportTest {
  dhall::Heap heap{};
  FakeWorld world{};
  FakeLanguage language{heap};
  dhall::Resolver::Options options{};
  std::unique_ptr<dhall::Resolver> resolver{};
  std::string root_path = "./main.dhall";

  /// Resolves an expression at root_path.
  dhall::Node* run(const std::string& text) {
    if (!resolver) resolver = std::make_unique<dhall::Resolver>(heap, language, world, options);
    const auto& source = heap.sources().add(root_path, Blob::of(std::string_view(text)));
    const dhall::Code code = language.parse(source);
    resolver->resolve(code.expression, dhall::file_location(heap.arena(), root_path));
    dhall::ResolvedImport root{root_path, code.expression, code.slots};
    language.check(root);
    return code.expression;
  }
  /// What it becomes.
  std::string resolve(const std::string& text) { return language.shown(run(text)); }
  Error error(const std::string& text) {
    return error_of([&] { resolve(text); });
  }
};

inline std::string sha256_of(std::string_view normal_form) {
  return "sha256:" + to_hex(crypto::sha256(as_bytes(normal_form)));
}

} // namespace sigil::test

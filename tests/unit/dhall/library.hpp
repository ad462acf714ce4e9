/// \file
/// The library as a program uses it.
#pragma once

#include <string>

#include "sigil/dhall/convert.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

/// No world outside.
class NoFetcher final : public Fetcher {
 public:
  std::optional<Blob> read_file(const std::string&, std::uint64_t) override { return std::nullopt; }
  std::string real_path(const std::string& path) override { return path; }
  std::vector<std::string> names_beside(const std::string&) override { return {}; }
  std::optional<std::string> environment(const std::string&) override { return std::nullopt; }
  HttpResponse get(const HttpRequest&) override { throw Error(ErrorKind::Io, "there is no network"); }
};

/// A context of its own, for expressions without imports.
class Library {
 public:
  explicit Library(Limits limits = {}) : context_(fetcher_, {.limits = limits}) {}

  Context& context() { return context_; }
  ParsedExpression parse(const std::string& text) { return context_.parse("test.dhall", Blob::of(text)); }
  TypedExpression infer(const std::string& text) { return context_.infer(context_.resolve(parse(text))); }
  Value value(const std::string& text) { return context_.value(infer(text)); }
  std::string normal(const TypedExpression& typed) {
    return context_.print(context_.normalize(typed), {.width = 1000});
  }

 private:
  NoFetcher fetcher_;
  Context context_;
};

} // namespace sigil::dhall

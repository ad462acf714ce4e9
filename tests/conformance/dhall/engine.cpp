#include "engine.hpp"

#include <cstdlib>

#include "core/alpha.hpp"
#include "core/quote.hpp"
#include "imports/resolver.hpp"
#include "imports/standard_language.hpp"
#include "sigil/host/dhall_fetcher.hpp"

namespace sigil::test {

namespace {

using namespace dhall;

/// Real files, an environment of its own, no network.
class LocalFetcher final : public Fetcher {
 public:
  explicit LocalFetcher(std::map<std::string, std::string> environment)
      : environment_(std::move(environment)) {}

  std::optional<Blob> read_file(const std::string& path, std::uint64_t limit_bytes) override {
    return files_->read_file(path, limit_bytes);
  }
  std::string real_path(const std::string& path) override { return files_->real_path(path); }
  std::vector<std::string> names_beside(const std::string& path) override {
    return files_->names_beside(path);
  }
  std::optional<std::string> environment(const std::string& name) override {
    const auto found = environment_.find(name);
    if (found == environment_.end()) return std::nullopt;
    return found->second;
  }
  HttpResponse get(const HttpRequest& /*request*/) override { throw NeedsNetwork(); }

 private:
  std::map<std::string, std::string> environment_;
  std::unique_ptr<Fetcher> files_ = host::make_dhall_fetcher();
};

std::unique_ptr<ImportCache> cache_of(const Surroundings& surroundings) {
  if (!surroundings.has_cache) return nullptr;
  ::setenv("XDG_CACHE_HOME", surroundings.environment.at("XDG_CACHE_HOME").c_str(), 1);
  return host::make_dhall_cache();
}

Resolver::Options options_with(ImportCache* cache) {
  Resolver::Options options;
  options.cache = cache;
  return options;
}

} // namespace

struct Engine::Parts {
  Parts(Heap& heap, const Surroundings& surroundings)
      : file("./" + surroundings.file.generic_string()), fetcher(surroundings.environment), evaluator(heap),
        checker(evaluator), language(evaluator, checker), cache(cache_of(surroundings)),
        resolver(heap, language, fetcher, options_with(cache.get())) {}

  Node* normal_form(const Code& code, BinderNames names) {
    Node* value = evaluator.delay(code.expression, evaluator.new_frame(nullptr, code.slots));
    return quote(evaluator, value, names);
  }

  std::string file;
  LocalFetcher fetcher;
  Evaluator evaluator;
  TypeChecker checker;
  StandardLanguage language;
  std::unique_ptr<ImportCache> cache;
  Resolver resolver;
};

Engine::Engine(Heap& heap, const Surroundings& surroundings)
    : parts_(std::make_unique<Parts>(heap, surroundings)) {}

Engine::~Engine() = default;

void Engine::resolve(const Code& code) {
  Arena& arena = parts_->evaluator.heap().arena();
  parts_->resolver.resolve(code.expression, file_location(arena, parts_->file));
}

Node* Engine::infer(const Code& code) {
  Node* type = parts_->checker.infer_closed(code.expression, code.slots);
  return quote(parts_->evaluator, type, BinderNames::Kept);
}

Node* Engine::normalize(const Code& code) {
  return parts_->normal_form(code, BinderNames::Kept);
}

Node* Engine::alpha_normalize(const Code& code) {
  return rename_bound(parts_->evaluator.heap(), code.expression);
}

Node* Engine::normalize_names(const Code& code) {
  return parts_->normal_form(code, BinderNames::Underscore);
}

} // namespace sigil::test

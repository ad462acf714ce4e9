#include "engine.hpp"

#include <algorithm>
#include <utility>

#include "core/alpha.hpp"
#include "interpreter.hpp"
#include "sigil/base/file.hpp"
#include "sigil/base/text.hpp"

namespace sigil::test {

namespace {

namespace fs = std::filesystem;

/// Files as they are, the environment of the test, no network.
class TestFetcher final : public dhall::Fetcher {
 public:
  explicit TestFetcher(const std::map<std::string, std::string>& environment) : environment_(environment) {}

  std::optional<Blob> read_file(const std::string& path, std::uint64_t limit_bytes) override {
    if (!fs::is_regular_file(path)) return std::nullopt;
    return Blob::map(path, limit_bytes);
  }
  std::string real_path(const std::string& path) override { return fs::weakly_canonical(path); }
  std::vector<std::string> names_beside(const std::string& /*path*/) override { return {}; }
  std::optional<std::string> environment(const std::string& name) override {
    const auto found = environment_.find(name);
    if (found == environment_.end()) return std::nullopt;
    return found->second;
  }
  dhall::HttpResponse get(const dhall::HttpRequest& /*request*/) override { throw NeedsNetwork(); }

 private:
  const std::map<std::string, std::string>& environment_;
};

/// The cache that comes with the suite, which is only read.
class TestCache final : public dhall::ImportCache {
 public:
  explicit TestCache(fs::path folder) : folder_(std::move(folder)) {}

  std::optional<Blob> get(const Digest& digest) override {
    const fs::path file = folder_ / ("1220" + to_hex(digest));
    if (!fs::is_regular_file(file)) return std::nullopt;
    return Blob::map(file);
  }
  void put(const Digest& /*digest*/, ByteView /*bytes*/) override {}

 private:
  fs::path folder_;
};

class InterpreterEngine final : public Engine {
 public:
  InterpreterEngine(dhall::Heap& heap, const Surroundings& surroundings)
      : heap_(heap), surroundings_(surroundings), fetcher_(surroundings_.environment), cache_(cache_folder()),
        interpreter_(heap, fetcher_, options()) {}

  void resolve(const Code& code) override {
    const std::string path = surroundings_.file.string();
    const std::string relative = path.starts_with('/') || path.starts_with('.') ? path : "./" + path;
    interpreter_.resolve({code.expression, code.slots}, dhall::file_location(heap_.arena(), relative));
  }
  dhall::Node* infer(const Code& code) override {
    return interpreter_.quote(interpreter_.infer({code.expression, code.slots}), dhall::BinderNames::Kept);
  }
  dhall::Node* normalize(const Code& code) override { return normal(code, dhall::BinderNames::Kept); }
  dhall::Node* normalize_names(const Code& code) override {
    return normal(code, dhall::BinderNames::Underscore);
  }
  dhall::Node* alpha_normalize(const Code& code) override {
    return dhall::rename_bound(heap_, code.expression);
  }

 private:
  dhall::Node* normal(const Code& code, dhall::BinderNames names) {
    return interpreter_.quote(interpreter_.value_of({code.expression, code.slots}), names);
  }
  fs::path cache_folder() const {
    const auto found = surroundings_.environment.find("XDG_CACHE_HOME");
    return found == surroundings_.environment.end() ? fs::path{} : fs::path(found->second) / "dhall";
  }
  dhall::Interpreter::Options options() {
    dhall::Interpreter::Options options;
    if (surroundings_.has_cache) options.imports.cache = &cache_;
    return options;
  }

  dhall::Heap& heap_;
  Surroundings surroundings_;
  TestFetcher fetcher_;
  TestCache cache_;
  dhall::Interpreter interpreter_;
};

} // namespace

std::unique_ptr<Engine> make_engine(dhall::Heap& heap, const Surroundings& surroundings) {
  return std::make_unique<InterpreterEngine>(heap, surroundings);
}

} // namespace sigil::test

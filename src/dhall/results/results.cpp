#include "results/results.hpp"

#include <algorithm>

#include "results/build_digest.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::dhall {

namespace {

/// A hash of several things, none of which can run into the next one.
class KeySink {
 public:
  void number(std::uint64_t value) {
    const u64le bytes(value);
    sink_.write({reinterpret_cast<const std::uint8_t*>(&bytes), sizeof bytes});
  }
  void text(std::string_view text) {
    number(text.size());
    sink_.write(as_bytes(text));
  }
  Sha256Digest finish() { return sink_.finish(); }

 private:
  crypto::Sha256Sink sink_;
};

constexpr std::string_view kVariable = "env:";

/// From to_text().
Location location_from(Arena& arena, const std::string& text) {
  if (!text.starts_with(kVariable)) return file_location(arena, text);
  Location location;
  location.scheme = ImportScheme::Environment;
  const std::string_view name = arena.keep(std::string_view(text).substr(kVariable.size()));
  location.path = {new (arena.take(sizeof name)) std::string_view(name), 1};
  return location;
}

bool holds(const Dependency& dependency, Arena& arena, Gate& gate, ImportCache* cache) {
  if (dependency.content && dependency.location == hash_text(*dependency.content)) {
    const auto cached = cache != nullptr ? cache->get(*dependency.content) : std::nullopt;
    return cached && crypto::sha256(cached->bytes()) == *dependency.content;
  }
  const Location location = location_from(arena, dependency.location);
  if (to_text(location) != dependency.location) return false;
  const auto content = gate.look_up(location);
  if (!content || !dependency.content) return content.has_value() == dependency.content.has_value();
  return crypto::sha256(content->bytes()) == *dependency.content;
}

} // namespace

ResultCache::Key result_key(const Limits& limits, const Policy& policy, const Location& here,
                            std::string_view source) {
  KeySink key;
  key.text("Dhall result 1");
  key.text(kBuildDigest);
  for (const std::uint64_t limit :
       {limits.memory_bytes, limits.steps, limits.depth, std::uint64_t{limits.imports.imports},
        std::uint64_t{limits.imports.depth}, limits.imports.import_bytes, limits.imports.total_bytes})
    key.number(limit);
  for (const bool allowed : {policy.imports, policy.environment, policy.http, policy.only_under.has_value()})
    key.number(allowed ? 1 : 0);
  key.text(policy.only_under.value_or(""));
  key.text(to_text(here));
  key.text(source);
  return key.finish();
}

std::vector<Dependency> dependencies_of(std::span<const Resolver::Asked> asked) {
  std::vector<Dependency> dependencies;
  for (const Resolver::Asked& each : asked) {
    dependencies.push_back({each.location, std::nullopt});
    if (each.content) dependencies.back().content = crypto::sha256(each.content->bytes());
  }
  return dependencies;
}

bool still_holds(std::span<const Dependency> dependencies, Arena& arena, Gate& gate, ImportCache* cache) {
  try {
    return std::ranges::all_of(dependencies,
                               [&](const Dependency& each) { return holds(each, arena, gate, cache); });
  } catch (const Error& error) {
    // Forbidden, too large, not readable: whoever resolves it will say so.
    if (error.kind() == ErrorKind::Interrupted || error.kind() == ErrorKind::Internal) throw;
    return false;
  }
}

} // namespace sigil::dhall

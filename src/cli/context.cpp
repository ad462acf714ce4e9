#include "context.hpp"

namespace sigil::cli {
namespace {

/// For an environment that names no place for a cache.
class NoCache final : public Cache {
 public:
  std::vector<unsigned char> get(const std::string&) override { return {}; }
  void put(const std::string&, const std::vector<unsigned char>&) override {}
};

} // namespace

std::unique_ptr<Cache> Context::open_cache() const {
  if (settings.cache_folder.empty()) return std::make_unique<NoCache>();
  return host::make_cache(settings.cache_folder);
}

} // namespace sigil::cli

// Kept results of Dhall programs, whoever wrote them. An entry that is read is written with the same bytes;
// what is recalled has the type that it should have, and can be normalized and printed within limits.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "results/entry.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/dhall/dhall.hpp"

using namespace sigil;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// Nothing is there but a file and a variable.
class SmallWorld final : public dhall::Fetcher {
 public:
  std::optional<Blob> read_file(const std::string& path, std::uint64_t) override {
    if (path != "./a") return std::nullopt;
    return Blob::of(std::string_view("1"));
  }
  std::string real_path(const std::string& path) override { return path; }
  std::vector<std::string> names_beside(const std::string&) override { return {}; }
  std::optional<std::string> environment(const std::string& name) override {
    if (name != "X") return std::nullopt;
    return "1";
  }
  dhall::HttpResponse get(const dhall::HttpRequest&) override { std::abort(); } // no result depends on one
};

/// Has an entry for every key, with the input behind it.
class OneResult final : public dhall::ResultCache {
 public:
  explicit OneResult(ByteView input) : input_(input) {}

  std::optional<Blob> get(const Key& key) override {
    constexpr std::size_t kDigestAt = 8;
    constexpr std::size_t kKeyAt = kDigestAt + sizeof(Key);
    Bytes entry = dhall::write_entry(key, {});
    entry.resize(kKeyAt + key.size());
    entry.insert(entry.end(), input_.begin(), input_.end());
    std::ranges::copy(crypto::sha256(ByteView(entry).subspan(kKeyAt)), entry.begin() + kDigestAt);
    if (const auto found = dhall::read_entry(key, entry)) require(dhall::write_entry(key, *found) == entry);
    return Blob::of(std::move(entry));
  }
  void put(const Key&, ByteView) noexcept override {}

 private:
  ByteView input_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SmallWorld world;
  OneResult results({data, size});
  dhall::Context::Options options;
  options.results = &results;
  options.limits.memory_bytes = std::uint64_t{64} << 20U;
  options.limits.steps = 20'000;
  options.limits.depth = 200'000;
  dhall::Context context(world, options);
  const Blob source = Blob::of(std::string_view("source"));
  try {
    if (const auto typed = context.recall(source, {}, dhall::Part::TypeAndValue)) {
      context.print(context.normalize(*typed));
      context.print(context.type_of(*typed));
      require(context.value(*typed).position().line == 0);
    } else if (const auto type = context.recall(source, {}, dhall::Part::Type)) {
      context.print(context.type_of(*type));
    }
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::Limit);
  }
  return 0;
}

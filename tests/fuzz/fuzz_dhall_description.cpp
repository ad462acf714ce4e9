// Any expression as a system description: a description, or errors that have a place.
#include <cstdlib>

#include "sigil/dhall/dhall.hpp"
#include "sigil/system/description.hpp"

using namespace sigil;

namespace {

/// Of a policy that allows nothing, nothing is asked.
class Nothing final : public dhall::Fetcher {
 public:
  std::optional<Blob> read_file(const std::string&, std::uint64_t) override { std::abort(); }
  std::string real_path(const std::string&) override { std::abort(); }
  std::vector<std::string> names_beside(const std::string&) override { std::abort(); }
  std::optional<std::string> environment(const std::string&) override { std::abort(); }
  dhall::HttpResponse get(const dhall::HttpRequest&) override { std::abort(); }
};

void require(bool condition) {
  if (!condition) std::abort();
}

void read(const dhall::Value& value) {
  const system::DescriptionReading reading = system::read_description(value, "f.dhall");
  require(!reading.errors.empty() || !reading.description.children.empty());
  for (const Error& error : reading.errors.errors())
    require(error.kind() != ErrorKind::Internal && error.where().file == "f.dhall" &&
            error.where().line != 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Nothing nothing;
  dhall::Limits limits;
  limits.memory_bytes = std::uint64_t{256} << 20U;
  limits.steps = 20'000;
  limits.depth = 200'000;
  try {
    dhall::Context context(nothing, {.limits = limits, .policy = dhall::Policy::nothing()});
    const std::string text(reinterpret_cast<const char*>(data), size);
    read(context.value(context.infer(context.resolve(context.parse("f.dhall", Blob::of(text)), "f.dhall"))));
  } catch (const Error& error) {
    require(error.kind() != ErrorKind::Internal);
    require(error.code().starts_with("dhall.") || error.where().line != 0);
  }
  return 0;
}

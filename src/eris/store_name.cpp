#include "sigil/eris/store_name.hpp"

#include <algorithm>
#include <array>

#include "sigil/base/error.hpp"
#include "sigil/eris/cbor_store.hpp"
#include "sigil/eris/tar_store.hpp"

namespace sigil::eris {
namespace {

constexpr std::array<std::string_view, 6> kSchemes{"dir", "cbor", "tar", "image", "http", "https"};

constexpr std::string_view kExpected =
    "expected 'dir:PATH', 'cbor:FILE', 'tar:FILE', 'image:FILE', 'http:URL', "
    "'https:URL' or a path";

void require_new(const StoreName& name) {
  if (!std::filesystem::exists(std::filesystem::symlink_status(name.rest))) return;
  throw Error(ErrorKind::Io, "store " + in_quotes(name.text()) + " exists, expected a new file")
      .coded("eris.name.exists")
      .hint("only a folder takes further blocks");
}

} // namespace

StoreName parse_store_name(std::string_view text) {
  const std::size_t colon = text.find(':');
  const bool has_scheme = colon != std::string_view::npos && text.find('/') > colon;
  StoreName name{"dir", std::string(text)};
  if (has_scheme) name = {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
  if (std::find(kSchemes.begin(), kSchemes.end(), name.scheme) == kSchemes.end())
    throw Error(ErrorKind::Usage, "store " + in_quotes(text) + " has the scheme " + in_quotes(name.scheme) +
                                      ", " + std::string(kExpected))
        .coded("eris.name.scheme")
        .hint("a folder with a colon in its name is 'dir:" + std::string(text) + "'");
  if (name.rest.empty())
    throw Error(ErrorKind::Usage, "store " + in_quotes(text) + " names nothing, " + std::string(kExpected))
        .coded("eris.name.empty");
  return name;
}

std::unique_ptr<BlockStore> open_store(const StoreName& name, Access access) {
  if (name.scheme == "dir") return std::make_unique<DirectoryStore>(name.rest, access);
  if (name.scheme != "cbor" && name.scheme != "tar") return nullptr;
  const bool is_cbor = name.scheme == "cbor";
  if (access == Access::Read) {
    if (is_cbor) return CborStore::open(name.rest);
    return std::make_unique<TarStore>(name.rest);
  }
  require_new(name);
  if (is_cbor) return std::make_unique<CborStoreWriter>(name.rest);
  return std::make_unique<TarStoreWriter>(name.rest);
}

} // namespace sigil::eris

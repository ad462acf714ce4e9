/// \file
/// Stores by the names that people give them: `dir:PATH` (docs/formats/eris-directory.md), `cbor:FILE`
/// (docs/formats/eris-cbor.md), `tar:FILE` (docs/formats/eris-tar.md), …
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sigil/eris/directory_store.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

/// A name in its two parts.
struct StoreName {
  /// "dir", "cbor", "tar", "image", "http" or "https".
  std::string scheme;
  /// What stands behind the colon: a path, or the rest of a URL.
  std::string rest;

  std::string text() const { return scheme + ":" + rest; }
};

/// A name without a scheme is a folder: it has no colon, or a slash before the first one.
/// \throws Error{Usage} "eris.name.scheme" for an unknown scheme, "eris.name.empty" if nothing is behind it.
StoreName parse_store_name(std::string_view text);

/// Opens a store of this room: dir, cbor, tar. A file that is to be written must not exist; it appears with
/// sync(). \returns null for image, http and https, which others open. \throws Error{Io} "eris.name.exists";
/// what the stores throw.
std::unique_ptr<BlockStore> open_store(const StoreName& name, Access access);

} // namespace sigil::eris

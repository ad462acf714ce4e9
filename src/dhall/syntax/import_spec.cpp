#include "syntax/import_spec.hpp"

#include "sigil/base/text.hpp"

namespace sigil::dhall {

std::string hash_text(const Sha256Digest& digest) {
  return "sha256:" + to_hex(digest);
}

} // namespace sigil::dhall

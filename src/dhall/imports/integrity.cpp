#include "imports/integrity.hpp"

#include <algorithm>

#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::dhall {

std::optional<Blob> Integrity::cached(const Sha256Digest& digest) {
  if (cache_ == nullptr) return std::nullopt;
  auto found = cache_->get(digest);
  if (found && crypto::sha256(found->bytes()) != digest) {
    warn("the cached import " + in_quotes(hash_text(digest)) +
         " has other content than its name says: it is imported anew");
    return std::nullopt;
  }
  return found;
}

void Integrity::verify(const Sha256Digest& expected, ResolvedImport& import) {
  const Bytes encoded = language_.encode_normal(import);
  const Sha256Digest found = crypto::sha256(encoded);
  if (found != expected) {
    throw Error(ErrorKind::Integrity, "import " + in_quotes(import.location) + " has the hash " +
                                          in_quotes(hash_text(found)) + ", expected " +
                                          in_quotes(hash_text(expected)))
        .coded("dhall.import.hash")
        .hint("it is not what was written down: if that is intended, write down the new hash");
  }
  put(expected, encoded);
}

Sha256Digest Integrity::store(ResolvedImport& import) {
  const Bytes encoded = language_.encode_normal(import);
  const Sha256Digest digest = crypto::sha256(encoded);
  put(digest, encoded);
  return digest;
}

void Integrity::put(const Sha256Digest& digest, const Bytes& encoded) {
  if (cache_ == nullptr) return;
  try {
    cache_->put(digest, encoded);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Io) throw;
    warn("imports are not cached: " + error.message());
  }
}

void Integrity::warn(std::string message) {
  if (std::ranges::find(warnings_, message) == warnings_.end()) warnings_.push_back(std::move(message));
}

} // namespace sigil::dhall

// Imports.
#include <cstring>
#include <optional>

#include "binary/decoder.hpp"
#include "binary/encode_literal.hpp"

namespace sigil::dhall {

Node* Decoder::begin_import(EncodedArray array) {
  ImportSpec spec{};
  spec.hash = import_hash(array);
  spec.mode = static_cast<ImportMode>(number(array, 3, "the mode of an import"));
  spec.scheme = static_cast<ImportScheme>(number(array, 7, "the scheme of an import"));
  if (is_remote(spec)) {
    require(array);
    if (!next_is_null()) {
      imports_.push_back(spec);
      push(Label::Import, array, 1, 1);
      return nullptr;
    }
  }
  import_rest(array, spec);
  return heap_.import(spec, position(array.offset));
}

const Sha256Digest* Decoder::import_hash(EncodedArray& array) {
  require(array);
  if (next_is_null()) return nullptr;
  const cbor::Head head = in_.head();
  const ByteView multihash = in_.bytes(head);
  const std::size_t prefix = kMultihashPrefix.size();
  if (multihash.size() != prefix + sizeof(Sha256Digest) ||
      std::memcmp(multihash.data(), kMultihashPrefix.data(), prefix) != 0) {
    throw in_.error(head.offset, "hash", "has an import with a hash that is not SHA-256");
  }
  auto* digest = new (heap_.arena().take(sizeof(Sha256Digest))) Sha256Digest;
  std::memcpy(digest->data(), multihash.data() + prefix, digest->size());
  return digest;
}

void Decoder::import_rest(EncodedArray& array, ImportSpec& spec) {
  if (is_remote(spec)) {
    require(array);
    spec.authority = text();
  }
  std::vector<std::string_view> path;
  bool has_null = false;
  while (in_.more(array.left)) {
    const cbor::Head head = in_.head();
    // Only a query may be absent, and nothing comes behind it.
    if (has_null) throw in_.error(array.offset, "arity", "has an array with too many items");
    has_null = is_remote(spec) && head.is_simple(cbor::kNull);
    if (!has_null) path.push_back(in_.text(head));
  }
  if (is_remote(spec) && !has_null && !path.empty()) {
    spec.has_query = true;
    spec.query = path.back();
    path.pop_back();
  }
  const bool is_missing = spec.scheme == ImportScheme::Missing;
  const bool is_single = spec.scheme == ImportScheme::Environment;
  if (is_missing ? !path.empty() : path.empty() || (is_single && path.size() != 1)) {
    throw in_.error(array.offset, "arity",
                    std::string("has an import with ") + (path.empty() ? "no" : "too long a") + " path");
  }
  spec.path = heap_.keep(std::span<const std::string_view>(path));
}

} // namespace sigil::dhall

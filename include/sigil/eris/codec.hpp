/// \file
/// ERIS 1.0 encoder and decoder.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

/// Splits a byte stream into encrypted blocks and gives its read capability (ERIS 1.0, section 2.3).
/// Memory: O(levels) blocks, whatever the length. One Encoder a stream; not thread-safe.
class Encoder final : public ByteSink {
 public:
  /// \param store gets each block once it is complete, leaves before the nodes over them; null: only
  ///              the capability is wanted. Must outlive the encoder.
  Encoder(BlockSize block_size, const ConvergenceSecret& secret, BlockStore* store);
  ~Encoder() override;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /// \throws Error{Io} if the store does; Error{Internal} after finish().
  void write(ByteView bytes) override;
  /// Pads, closes the tree and returns the capability. Once.
  ReadCapability finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Encodes a whole content.
ReadCapability encode(ByteView content, BlockSize block_size, const ConvergenceSecret& secret = {},
                      BlockStore* store = nullptr);

/// Encodes each of `contents` on all cores, with `block_size` or what ERIS recommends for each. The result
/// depends on nothing but these. The store gets blocks from several threads, in any order but leaves before
/// the nodes over them. Memory: O(cores). \throws what the store throws; Error{Interrupted}.
std::vector<ReadCapability> encode_all(std::span<const ByteView> contents,
                                       std::optional<BlockSize> block_size = {},
                                       const ConvergenceSecret& secret = {}, BlockStore* store = nullptr);

/// Encodes with the recommended block size and the null secret: the name of a content.
ReadCapability name_of(ByteView content);

/// How much a decoder checks beyond what is needed to get the content.
enum class Checks : std::uint8_t {
  Standard, ///< references, root key, padding, null pairs, left-packing, minimal height
  Strict,   ///< and the key of every inner node
};

/// Writes the content of `capability` to `sink`. Memory: O(levels) blocks.
/// On an error `sink` may already have got some of the content; the caller discards it.
/// \throws Error{Missing} if a block is not in the store; Error{Integrity} for everything else that
/// `docs/formats/eris.md` lists, each with its own code "eris.decode.*"; what store and sink throw.
void decode(const ReadCapability& capability, BlockStore& store, ByteSink& sink,
            Checks checks = Checks::Standard);

} // namespace sigil::eris

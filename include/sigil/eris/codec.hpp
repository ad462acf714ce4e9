/// \file
/// ERIS 1.0 encoder and decoder.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/error.hpp"
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

/// Fills a part of `buffer` and returns how many bytes that are; 0 at the end.
using ReadBytes = std::function<std::size_t(MutableBytes buffer)>;

/// encode_all() for one content that comes piece by piece, with `read` called on this thread alone.
/// \throws what `read` and the store throw; Error{Interrupted}.
ReadCapability encode_stream(const ReadBytes& read, std::optional<BlockSize> block_size = {},
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

/// Writes `size_bytes` of the content from `offset` on, or what there is of them. Reads only the blocks that
/// have them, and the nodes over those: that the content is whole is not checked.
/// \throws as decode().
void decode_range(const ReadCapability& capability, BlockStore& store, std::uint64_t offset,
                  std::uint64_t size_bytes, ByteSink& sink, Checks checks = Checks::Standard);

/// The length of the content in bytes. Reads one block a level.
/// \throws as decode(); Error{Integrity} "eris.decode.length" if it has 2^64 bytes or more.
std::uint64_t content_length(const ReadCapability& capability, BlockStore& store,
                             Checks checks = Checks::Standard);

/// A part of a content that cannot be read. If its last block is damaged, `end` is where that could end.
struct Damage {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  Error error; ///< of the block: Error{Missing} or Error{Integrity} as decode() throws them
};

/// Reads the whole content and gives all that is wrong with it, but for what is below damaged nodes; checks
/// are strict. Parts come about from left to right, those of nodes before those of leaves beside them.
/// \throws Error of other kinds, from the store; Error{Integrity} for a level that no content needs.
void find_damage(const ReadCapability& capability, BlockStore& store,
                 const std::function<void(const Damage&)>& on_damage);

/// The references of all blocks of the tree: leaves from left to right, each node behind all that is below
/// it. Opens inner nodes only. \throws as decode(), for inner nodes; what `visit` does.
void for_each_block(const ReadCapability& capability, BlockStore& store,
                    const std::function<void(const Reference&)>& visit);

} // namespace sigil::eris

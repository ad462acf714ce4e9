/// \file
/// Decodes the contents of a store and checks all that can be known of their trees
/// (docs/formats/eris.md). A second decoder, on purpose: it shares no code with the one in `eris`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/line.hpp"
#include "core/contents.hpp"
#include "core/store.hpp"
#include "sigil/crypto/blake2b.hpp"
#include "sigil/eris/block.hpp"

namespace sigil::bootcheck {

/// What a proof works in.
struct ProofMemory {
  /// The path from the root to a leaf: 7 blocks of 32 KiB or 15 of 1 KiB.
  std::uint8_t path[7][32768];
  std::uint8_t reached_blocks[kMaxBlocks / 8];
  std::uint8_t reached_contents[kMaxContents / 8];
};

struct ContentReport {
  std::uint64_t blocks = 0; ///< of its tree; equal ones count each time
  /// Whether all leaves have the keys that the null secret gives; else none has.
  bool has_null_keys = false;
};

/// Decodes contents one after the other, and then knows what nobody has reached.
class StoreProof {
 public:
  /// \param store   open, and as `memory` there as long as the proof.
  StoreProof(const Store& store, ProofMemory& memory);

  /// Decodes one content. It does no more work than the manifest's size asks for: that size gives the whole
  /// shape of the tree, and each node is compared with it. False with the reason.
  bool check_content(const Content& content, ContentReport& report, Line& why);

  /// After the last content: whether every block and every entry of the list belongs to one.
  bool check_rest(Line& why) const;

 private:
  struct Pair {
    const std::uint8_t* reference;
    const std::uint8_t* key;
  };
  enum class Keys : std::uint8_t { Unknown, Null, Other };

  bool start(const Content& content, Line& why);
  bool check_listed(const Content& content, Line& why);
  bool open_node(unsigned level, Line& why);
  bool check_pairs(unsigned level, const Pair& pair, Line& why) const;
  bool take_leaf(Line& why);
  bool check_leaf_key(const Pair& pair, Line& why);
  bool take_last_leaf(const Pair& pair, Line& why);
  bool take_block(const Pair& pair, unsigned level, Line& why);

  std::size_t length() const { return eris::size_bytes(block_size_); }
  /// The decrypted block of `level` on the path.
  std::uint8_t* block(unsigned level) const { return &memory_.path[0][0] + level * length(); }
  /// The pair that leads to the block of `level` above the current leaf.
  Pair pair_to(unsigned level) const;
  /// How many leaves are below a block of `level`, as a power of two.
  unsigned span_log(unsigned level) const { return level * (static_cast<unsigned>(block_size_) - 6); }

  const Store& store_;
  ProofMemory& memory_;

  // Of the current content
  const Content* content_ = nullptr;
  eris::BlockSize block_size_ = eris::BlockSize::k1KiB;
  unsigned height_ = 0;
  std::uint64_t leaf_count_ = 0;
  std::uint64_t leaf_ = 0;
  std::uint64_t block_count_ = 0;
  Keys keys_ = Keys::Unknown;
  crypto::portable::Blake2b256 hash_;
};

} // namespace sigil::bootcheck

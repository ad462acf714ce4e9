/// \file
/// What a decoder checks of blocks, one at a time or several.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/error.hpp"
#include "sigil/crypto/lanes.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/dialect.hpp"

namespace sigil::eris {

/// A block that is to be opened, and where its content begins in the whole.
struct Wanted {
  ReferenceKeyPair pair;
  std::uint64_t first_leaf = 0;
};

/// Leaves below a full block of `level`.
std::uint64_t leaves_below(BlockSize size, unsigned level);

/// Bytes of a content: those up to before `end`.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// What can be below a block, or in it: the content may end within. Cut at 2^64 where a tree goes on behind
/// it.
ByteRange bytes_below(BlockSize size, const Wanted& block, unsigned level);

/// How a tree is read.
struct Reading {
  // Not explicit: nearly all trees are of 1.0, where the checks are all there is to say.
  Reading(Checks checks_) : checks(checks_) {}
  Reading(Checks checks_, Dialect dialect_, const ConvergenceSecret& secret)
      : checks(checks_), dialect(dialect_),
        node_keys(has_keyed_nodes(dialect_) ? crypto::Blake2bStart::keyed(secret)
                                            : crypto::Blake2bStart::unkeyed()) {}

  Checks checks;
  Dialect dialect = Dialect::Eris1;
  crypto::Blake2bStart node_keys = crypto::Blake2bStart::unkeyed(); ///< the hash that they are
};

/// Opens blocks of one tree: fetches, checks, decrypts. One thread at a time.
class BlockOpener {
 public:
  BlockOpener(const ReadCapability& capability, BlockStore& store, const Reading& reading);
  BlockOpener(const BlockOpener&) = delete;
  BlockOpener& operator=(const BlockOpener&) = delete;

  /// Decrypts blocks of `level` one behind the other to `plaintext`, several at a time.
  /// \throws Error for the first of them that is not there or not what it should be.
  void open(std::span<const Wanted> blocks, std::uint8_t level, MutableBytes plaintext);

  /// Checks a decrypted node and returns how many pairs it has. `is_last`: of its level.
  std::size_t check_node(const Wanted& node, std::uint8_t level, ByteView plaintext, bool is_last) const;

  /// \throws Error of the form that all refusals have.
  [[noreturn]] void refuse(std::string_view code, const Wanted& block, std::uint8_t level,
                           std::string_view what) const;

 private:
  std::size_t fetch(std::span<const Wanted> blocks, std::uint8_t level);
  void check_keys(std::span<const Wanted> blocks, std::uint8_t level, MutableBytes plaintext) const;
  Error error(ErrorKind kind, std::string_view code, const Wanted& block, std::uint8_t level,
              std::string_view what) const;

  const ReadCapability& capability_;
  BlockStore& store_;
  const Reading reading_;
  const std::size_t length_;
  std::unique_ptr<std::uint8_t[]> buffer_; ///< for blocks that are not in the store's own memory
  std::size_t room_ = 0;                   ///< in the buffer
  std::vector<ByteView> fetched_;
  std::optional<Error> failure_; ///< of the block behind those fetched
};

/// Whether an error says that a block is not there, or not what it should be; others are of the store.
bool is_damage(const Error& error);

/// The pair with number `index` of a decrypted node.
ReferenceKeyPair pair_at(ByteView node, std::size_t index);

/// \throws Error{Integrity} for a level that no content needs.
void check_level(const ReadCapability& capability);

/// Length of the content in the last leaf. \throws Error{Integrity} if the padding of ISO/IEC 7816-4 is not
/// there.
std::size_t unpadded_length(const BlockOpener& opener, const Wanted& leaf, ByteView plaintext);

} // namespace sigil::eris

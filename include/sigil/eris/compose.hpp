/// \file
/// Stores made of stores. None owns what it is made of: those must outlive it.
#pragma once

#include <vector>

#include "sigil/eris/store.hpp"

namespace sigil::eris {

/// Checks that `block` has the size of a block and hashes to `reference`.
/// \throws Error{Integrity} "eris.block.reference"
void verify_block(const Reference& reference, ByteView block);

/// A store whose blocks are hashed on the way out.
class Verifying final : public BlockStore {
 public:
  explicit Verifying(BlockStore& store) : store_(store) {}

  /// \throws as verify_block().
  ByteView get(const Reference& reference, MutableBytes buffer) override;
  void put(const Reference& reference, ByteView block) override { store_.put(reference, block); }
  bool has(const Reference& reference) override { return store_.has(reference); }
  std::vector<Reference> missing(std::span<const Reference> references) override {
    return store_.missing(references);
  }
  void expect(std::span<const Reference> references) override { store_.expect(references); }
  void for_each(const Visit& visit) override { store_.for_each(visit); }
  void sync() override { store_.sync(); }

 private:
  BlockStore& store_;
};

/// A store nearby that is filled from one far away as it is read.
///
/// Where `near` fails or has a block that is damaged, and says so, `far` is asked as if the block were
/// missing; make it `Verifying` to have all damage found. The error comes through if `far` does not have the
/// block.
class ReadThrough final : public BlockStore {
 public:
  ReadThrough(BlockStore& near, BlockStore& far) : near_(near), far_(far) {}

  /// A block from `far` is verified, then put into `near`. That `near` cannot take it (full disk) is no
  /// error: it is there for speed only. \throws as verify_block(), for a block of `far`.
  ByteView get(const Reference& reference, MutableBytes buffer) override;
  /// Into `near`; `far` is only read.
  void put(const Reference& reference, ByteView block) override { near_.put(reference, block); }
  /// Whether one of the two has it.
  bool has(const Reference& reference) override;
  std::vector<Reference> missing(std::span<const Reference> references) override;
  void expect(std::span<const Reference> references) override;
  /// Blocks of `near`, then those that only `far` has.
  void for_each(const Visit& visit) override;
  void sync() override { near_.sync(); }

 private:
  BlockStore& near_;
  BlockStore& far_;
};

/// The same blocks in several stores.
class Replicate final : public BlockStore {
 public:
  /// \param stores  at least one; the first are asked first.
  explicit Replicate(std::vector<BlockStore*> stores);

  /// Into each of them, also when one fails. \throws what they throw, all together.
  void put(const Reference& reference, ByteView block) override;
  /// From the first that has it. \throws what the others threw, if none has it.
  ByteView get(const Reference& reference, MutableBytes buffer) override;
  /// Whether all of them have it: who asks before a put makes them equal.
  bool has(const Reference& reference) override;
  std::vector<Reference> missing(std::span<const Reference> references) override;
  void expect(std::span<const Reference> references) override { stores_.front()->expect(references); }
  /// Each block once, whoever has it.
  void for_each(const Visit& visit) override;
  /// All of them. \throws as put()
  void sync() override;

 private:
  std::vector<BlockStore*> stores_;
};

} // namespace sigil::eris

/// \file
/// Trees of the versions before ERIS 1.0, which only tests make.
#pragma once

#include <cstdint>

#include "sigil/base/error.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/eris/dialect.hpp"
#include "sigil/eris/old_capability.hpp"
#include "sigil/eris/portable.hpp"
#include "sigil/eris/store.hpp"
#include "sigil/eris/tree_encoder.hpp"

namespace sigil::test {

/// All but the present one.
inline constexpr eris::Dialect kOldDialects[] = {eris::Dialect::Erisx2, eris::Dialect::Erisx3A,
                                                 eris::Dialect::Erisx3B};

template <eris::Dialect kDialect>
class OldEncoder final : public ByteSink {
 public:
  OldEncoder(eris::BlockSize block_size, const eris::ConvergenceSecret& secret, eris::BlockStore& store)
      : block_size_(block_size), workspace_(eris::tree_workspace_size(block_size, kMostLevels)),
        tree_(block_size, secret, workspace_, Put{store}) {}

  void write(ByteView bytes) override { SIGIL_ASSERT(tree_.write(bytes)); }

  eris::OldCapability finish() {
    eris::TreeRoot root;
    SIGIL_ASSERT(tree_.finish(root));
    return {kDialect == eris::Dialect::Erisx2 ? eris::OldCapability::Version::Erisx2
                                              : eris::OldCapability::Version::Erisx3,
            {block_size_, root.level, root.pair}};
  }

 private:
  static constexpr std::uint8_t kMostLevels = 6;
  struct Put {
    eris::BlockStore& store;
    void operator()(const eris::Reference& reference, ByteView block) const { store.put(reference, block); }
  };

  const eris::BlockSize block_size_;
  Bytes workspace_;
  eris::TreeEncoder<eris::PortablePrimitives, Put, kDialect> tree_;
};

/// Calls `use` with an encoder for `dialect`.
template <typename Use>
eris::OldCapability with_old_encoder(eris::Dialect dialect, eris::BlockSize block_size,
                                     const eris::ConvergenceSecret& secret, eris::BlockStore& store,
                                     const Use& use) {
  const auto run = [&](auto&& encoder) {
    use(encoder);
    return encoder.finish();
  };
  using eris::Dialect;
  switch (dialect) {
  case Dialect::Erisx2: return run(OldEncoder<Dialect::Erisx2>(block_size, secret, store));
  case Dialect::Erisx3A: return run(OldEncoder<Dialect::Erisx3A>(block_size, secret, store));
  case Dialect::Erisx3B: return run(OldEncoder<Dialect::Erisx3B>(block_size, secret, store));
  case Dialect::Eris1: break;
  }
  throw Error(ErrorKind::Internal, "dialect is not an old one");
}

inline eris::OldCapability encode_old(eris::Dialect dialect, ByteView content, eris::BlockSize block_size,
                                      const eris::ConvergenceSecret& secret, eris::BlockStore& store) {
  return with_old_encoder(dialect, block_size, secret, store,
                          [&](ByteSink& encoder) { encoder.write(content); });
}

} // namespace sigil::test

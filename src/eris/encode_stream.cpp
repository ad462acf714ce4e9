// A content that comes piece by piece, on all cores. Each batch has a piece.
#include "batch.hpp"
#include "large_tree.hpp"
#include "sigil/base/ordered.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::eris {
namespace {

class StreamRun {
 public:
  StreamRun(const ReadBytes& read, std::optional<BlockSize> size, const ConvergenceSecret& secret,
            BlockStore* store)
      : read_(read), size_(size), secret_(secret), store_(store) {}

  ReadCapability run() {
    ordered_for<Task>([this](Task& task) { return fill(task); }, [this](Task& task) { seal(task); },
                      [this](const Task& task) { take(task); });
    return capability_;
  }

 private:
  struct Task {
    std::unique_ptr<std::uint8_t[]> bytes;
    Batch batch;
    std::unique_ptr<Sealer> sealer;
  };

  bool fill(Task& task) {
    if (is_at_end_) return false;
    constexpr std::size_t kMost = most_leaves(BlockSize::k32KiB) * size_bytes(BlockSize::k32KiB);
    static_assert(kMost == most_leaves(BlockSize::k1KiB) * size_bytes(BlockSize::k1KiB));
    if (!task.bytes) task.bytes = std::make_unique_for_overwrite<std::uint8_t[]>(kMost);
    std::size_t count = 0;
    while (count < kMost) {
      const std::size_t more = read_({task.bytes.get() + count, kMost - count});
      if (more == 0) break;
      count += more;
    }
    is_at_end_ = count < kMost; // with room for the padding
    if (!size_) size_ = recommended_block_size(count);
    task.batch.reset(*size_);
    task.batch.add(0, {task.bytes.get(), count}, is_first_ && is_at_end_, is_at_end_);
    is_first_ = false;
    return true;
  }

  void seal(Task& task) const {
    if (!task.sealer) task.sealer = std::make_unique<Sealer>(*size_, secret_, store_);
    task.batch.seal(*task.sealer);
  }

  void take(const Task& task) {
    const Piece& piece = task.batch.pieces().front();
    if (piece.is_whole) {
      capability_ = {*size_, piece.level, task.batch.pairs(piece).front()};
      return;
    }
    if (!tree_) tree_.emplace(*size_, secret_, store_);
    if (const auto root = tree_->add(task.batch, piece)) capability_ = {*size_, root->level, root->pair};
  }

  const ReadBytes& read_;
  std::optional<BlockSize> size_; ///< known before any work begins
  const ConvergenceSecret& secret_;
  BlockStore* const store_;
  bool is_first_ = true, is_at_end_ = false;
  std::optional<LargeTree> tree_;
  ReadCapability capability_;
};

} // namespace

ReadCapability encode_stream(const ReadBytes& read, std::optional<BlockSize> block_size,
                             const ConvergenceSecret& secret, BlockStore* store) {
  return StreamRun(read, block_size, secret, store).run();
}

} // namespace sigil::eris

// Many contents on all cores. Each batch has blocks of several contents, or a part of a large one.
#include <algorithm>
#include <optional>

#include "batch.hpp"
#include "large_tree.hpp"
#include "sigil/base/ordered.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::eris {
namespace {

/// All contents of one block size.
class Run {
 public:
  Run(std::span<const ByteView> contents, std::vector<std::size_t> chosen, BlockSize size,
      const ConvergenceSecret& secret, BlockStore* store, std::vector<ReadCapability>& capabilities)
      : contents_(contents), chosen_(std::move(chosen)), size_(size), secret_(secret), store_(store),
        capabilities_(capabilities) {}

  void run() {
    ordered_for<Task>([this](Task& task) { return fill(task); }, [this](Task& task) { seal(task); },
                      [this](Task& task) { take(task); });
  }

 private:
  struct Task {
    Batch batch;
    std::unique_ptr<Sealer> sealer;
  };

  bool fill(Task& task) {
    task.batch.reset(size_);
    const std::size_t most_bytes = most_leaves(size_) * size_bytes(size_);
    for (; next_ < chosen_.size(); ++next_) {
      const std::size_t index = chosen_[next_];
      const ByteView content = contents_[index];
      if (content.size() < most_bytes) { // with the padded leaf it fits
        if (!task.batch.add(index, content, true, true)) return true;
        continue;
      }
      if (!task.batch.empty()) return true; // a part fills a batch
      const ByteView rest = content.subspan(done_);
      const bool is_last = rest.size() < most_bytes;
      task.batch.add(index, is_last ? rest : rest.first(most_bytes), false, is_last);
      if (!is_last) {
        done_ += most_bytes;
        return true;
      }
      done_ = 0;
    }
    return !task.batch.empty();
  }

  void seal(Task& task) const {
    if (!task.sealer) task.sealer = std::make_unique<Sealer>(size_, secret_, store_);
    task.batch.seal(*task.sealer);
  }

  void take(const Task& task) {
    for (const Piece& piece : task.batch.pieces()) {
      if (piece.is_whole) {
        capabilities_[piece.content] = {size_, piece.level, task.batch.pairs(piece).front()};
        continue;
      }
      if (!large_) large_.emplace(size_, secret_, store_);
      if (const auto root = large_->add(task.batch, piece)) {
        capabilities_[piece.content] = {size_, root->level, root->pair};
        large_.reset();
      }
    }
  }

  const std::span<const ByteView> contents_;
  const std::vector<std::size_t> chosen_;
  const BlockSize size_;
  const ConvergenceSecret& secret_;
  BlockStore* const store_;
  std::vector<ReadCapability>& capabilities_;
  std::size_t next_ = 0;   ///< among chosen_
  std::uint64_t done_ = 0; ///< bytes of the next content that are in batches
  std::optional<LargeTree> large_;
};

} // namespace

std::vector<ReadCapability> encode_all(std::span<const ByteView> contents,
                                       std::optional<BlockSize> block_size, const ConvergenceSecret& secret,
                                       BlockStore* store) {
  std::vector<ReadCapability> capabilities(contents.size());
  for (const BlockSize size : {BlockSize::k32KiB, BlockSize::k1KiB}) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < contents.size(); ++i)
      if (block_size.value_or(recommended_block_size(contents[i].size())) == size) chosen.push_back(i);
    if (!chosen.empty()) Run(contents, std::move(chosen), size, secret, store, capabilities).run();
  }
  return capabilities;
}

} // namespace sigil::eris

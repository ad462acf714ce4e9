#include "sigil/eris/transfer.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "sealer.hpp"
#include "sigil/base/ordered.hpp"
#include "sigil/crypto/lanes.hpp"
#include "sigil/eris/compose.hpp"

namespace sigil::eris {
namespace {

constexpr std::size_t kMostInTask = 64;

struct Task {
  std::span<const Reference> references;
  std::unique_ptr<std::uint8_t[]> buffer; ///< for blocks that are not in the store's own memory
  std::vector<std::pair<const Reference*, ByteView>> fetched;
  std::vector<std::pair<const Reference*, Error>> faults;
  TransferCount sound;
};

class Transfer {
 public:
  Transfer(std::span<const Reference> references, BlockStore& from, BlockStore* to,
           const TransferEvents& events)
      : references_(references), from_(from), to_(to), events_(events) {}

  TransferCount run() {
    from_.expect(references_);
    ordered_for<Task>([this](Task& task) { return begin(task); }, [this](Task& task) { work(task); },
                      [this](const Task& task) { end(task); });
    return total_;
  }

 private:
  bool begin(Task& task) {
    task.references = references_.subspan(next_, std::min(kMostInTask, references_.size() - next_));
    next_ += task.references.size();
    return !task.references.empty();
  }

  /// On any thread.
  void work(Task& task) const {
    if (!task.buffer)
      task.buffer = std::make_unique_for_overwrite<std::uint8_t[]>(kSealBytes + kLargestBlock);
    task.faults.clear();
    task.sound = {};
    std::size_t used = 0;
    for (const Reference& reference : task.references) {
      if (used > kSealBytes) {
        check(task);
        used = 0;
      }
      const MutableBytes room(task.buffer.get() + used, kSealBytes + kLargestBlock - used);
      try {
        const ByteView block = from_.get(reference, room);
        if (block.empty())
          throw Error(ErrorKind::Missing, "block " + in_quotes(to_text(reference)) + " is not in the store")
              .coded("eris.block.missing");
        if (!is_block_length(block.size())) verify_block(reference, block); // throws
        task.fetched.emplace_back(&reference, block);
        if (block.data() == room.data()) used += block.size();
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::Interrupted) throw;
        task.faults.emplace_back(&reference, error);
      }
    }
    check(task);
    // Those that could not be fetched may precede others that are damaged.
    std::stable_sort(task.faults.begin(), task.faults.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  /// Hashes what was fetched, blocks of one size together, and hands on what is sound.
  void check(Task& task) const {
    std::stable_sort(task.fetched.begin(), task.fetched.end(),
                     [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    std::vector<ByteView> blocks;
    for (const auto& [reference, block] : task.fetched) blocks.push_back(block);
    std::vector<crypto::Hash> hashes(blocks.size());
    for (std::size_t first = 0; first < blocks.size();) {
      std::size_t last = first;
      while (last < blocks.size() && blocks[last].size() == blocks[first].size()) ++last;
      crypto::blake2b_256_lanes(std::span(blocks).subspan(first, last - first),
                                crypto::Blake2bStart::unkeyed(),
                                std::span(hashes).subspan(first, last - first));
      first = last;
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const Reference& reference = *task.fetched[i].first;
      if (hashes[i] != reference) {
        try {
          verify_block(reference, blocks[i]);
        } catch (const Error& error) {
          task.faults.emplace_back(&reference, error);
        }
        continue;
      }
      if (to_ != nullptr) to_->put(reference, blocks[i]);
      ++task.sound.blocks;
      task.sound.bytes += blocks[i].size();
    }
    task.fetched.clear();
  }

  void end(const Task& task) {
    for (const auto& [reference, error] : task.faults) {
      if (!events_.on_fault) throw error;
      events_.on_fault(*reference, error);
    }
    total_.blocks += task.sound.blocks;
    total_.bytes += task.sound.bytes;
    if (events_.on_bytes) events_.on_bytes(task.sound.bytes);
  }

  const std::span<const Reference> references_;
  BlockStore& from_;
  BlockStore* const to_;
  const TransferEvents& events_;
  std::size_t next_ = 0;
  TransferCount total_;
};

} // namespace

TransferCount check_blocks(std::span<const Reference> references, BlockStore& store,
                           const TransferEvents& events) {
  return Transfer(references, store, nullptr, events).run();
}

TransferCount copy_blocks(std::span<const Reference> references, BlockStore& from, BlockStore& to,
                          const TransferEvents& events) {
  return Transfer(references, from, &to, events).run();
}

} // namespace sigil::eris

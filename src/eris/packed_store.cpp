#include "sigil/eris/packed_store.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

#include "block_check.hpp"
#include "sigil/base/error.hpp"

namespace sigil::eris {

void PackedStore::put(const Reference&, ByteView) {
  throw Error(ErrorKind::Io, "store " + in_quotes(name_) + " is opened for reading only")
      .coded("eris.packed.read-only");
}

ByteView PackedStore::get(const Reference& reference, MutableBytes) {
  const Entry* entry = find(reference);
  return entry != nullptr ? block_at(*entry) : ByteView{};
}

void PackedStore::for_each(const Visit& visit) {
  for (const Entry& entry : index_) visit(entry.reference, entry.place.size_bytes());
}

ByteView PackedStore::block_at(const Entry& entry) const {
  return content_.bytes().subspan(entry.place.offset(), entry.place.size_bytes());
}

const PackedStore::Entry* PackedStore::find(const Reference& reference) const {
  const auto found =
      std::lower_bound(index_.begin(), index_.end(), reference,
                       [](const Entry& entry, const Reference& wanted) { return entry.reference < wanted; });
  return found != index_.end() && found->reference == reference ? &*found : nullptr;
}

void PackedStore::sort_index() {
  std::sort(index_.begin(), index_.end(), [](const Entry& a, const Entry& b) {
    return a.reference != b.reference ? a.reference < b.reference : a.place.offset() < b.place.offset();
  });
  const auto same = [](const Entry& a, const Entry& b) { return a.reference == b.reference; };
  index_.erase(std::unique(index_.begin(), index_.end(), same), index_.end());
}

PackedWriter::PackedWriter(const std::filesystem::path& target)
    : target_(target), file_(target), reading_(::open(file_.temporary_path().c_str(), O_RDONLY | O_CLOEXEC)) {
  if (!reading_.is_open())
    throw io_error("cannot read file " + in_quotes(file_.temporary_path().native()), errno);
}

void PackedWriter::put(const Reference& reference, ByteView block) {
  check_block_size(reference, block);
  const std::lock_guard lock(mutex_);
  if (index_.count(reference) != 0) return;
  require_unfinished();
  Bytes record = header(reference, block.size());
  const std::uint64_t offset = position_ + record.size();
  record.insert(record.end(), block.begin(), block.end());
  append(record);
  const bool is_large = block.size() == eris::size_bytes(BlockSize::k32KiB);
  index_.emplace(reference, BlockPlace(offset, is_large ? BlockSize::k32KiB : BlockSize::k1KiB));
}

ByteView PackedWriter::get(const Reference& reference, MutableBytes buffer) {
  BlockPlace place;
  {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(reference);
    if (found == index_.end()) return {};
    place = found->second;
  }
  SIGIL_ASSERT(buffer.size() >= place.size_bytes());
  const MutableBytes block = buffer.first(place.size_bytes());
  if (!read_at(reading_, place.offset(), block))
    throw io_error("cannot read file " + in_quotes(target_.native()), errno);
  return block;
}

bool PackedWriter::has(const Reference& reference) {
  const std::lock_guard lock(mutex_);
  return index_.count(reference) != 0;
}

void PackedWriter::for_each(const Visit& visit) {
  const std::lock_guard lock(mutex_);
  for (const auto& [reference, place] : index_) visit(reference, place.size_bytes());
}

void PackedWriter::sync() {
  const std::lock_guard lock(mutex_);
  if (state_ == State::Finished) return;
  require_unfinished();
  append(trailer());
  state_ = State::Failed; // unless all of this succeeds
  file_.commit_durably();
  state_ = State::Finished;
}

void PackedWriter::append(ByteView bytes) {
  const State before = std::exchange(state_, State::Failed);
  file_.write(bytes);
  state_ = before;
  position_ += bytes.size();
}

void PackedWriter::require_unfinished() const {
  if (state_ == State::Open) return;
  throw Error(ErrorKind::Io,
              "file " + in_quotes(target_.native()) +
                  (state_ == State::Finished ? " is finished, expected no more blocks"
                                             : " could not be written, it cannot be continued"))
      .coded("eris.packed.finished");
}

} // namespace sigil::eris

#include "sigil/eris/cbor_store.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <sys/stat.h>

#include "cbor.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::eris {
namespace {

constexpr std::array<char, 8> kIndexMagic{'E', 'R', 'I', 'S', 'C', 'I', 'D', 'X'};
/// How much of both ends of a file tells it from others of its size and time.
constexpr std::size_t kEnd = 4096;

struct IndexHeader {
  std::array<char, 8> magic;
  u64le version;
  u64le file_size;
  u64le modified_ns;
  crypto::Hash ends;
  u64le blocks_end;
  u64le count;
  crypto::Hash index; ///< of all before it and all behind it
};
static_assert(sizeof(IndexHeader) == 112);

struct IndexEntry {
  Reference reference;
  u64le place;
};
static_assert(sizeof(IndexEntry) == 40);

template <typename T>
ByteView bytes_of(const T& value) {
  return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

std::filesystem::path index_path(const std::filesystem::path& path) {
  return path.native() + ".idx";
}

/// 0 if there is no such file, as after a race with whoever removes it.
std::uint64_t modified_ns(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.st_mtim.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(status.st_mtim.tv_nsec);
}

crypto::Hash hash_of_ends(ByteView file) {
  crypto::HashSink hash;
  hash.write(file.first(std::min(file.size(), kEnd)));
  hash.write(file.last(std::min(file.size(), kEnd)));
  return hash.finish();
}

crypto::Hash hash_of_index(const IndexHeader& header, ByteView entries) {
  crypto::HashSink hash;
  hash.write(bytes_of(header).first(offsetof(IndexHeader, index)));
  hash.write(entries);
  return hash.finish();
}

constexpr const char* kStructure = "an array of a map of blocks and read capabilities";

/// The tags, either of which may be absent, and the head of the array.
cbor::Head read_array(cbor::Cursor& cursor) {
  cbor::Head head = cursor.head();
  for (const std::uint64_t tag : {cbor::kSelfDescribed, cbor::kBlocks})
    if (head.major == cbor::Major::Tag && head.value == tag) head = cursor.head();
  if (head.major != cbor::Major::Array || head.value == 0) throw cursor.wrong("structure", kStructure);
  return head;
}

cbor::Head read_map(cbor::Cursor& cursor) {
  const cbor::Head head = cursor.head();
  if (head.major != cbor::Major::Map) throw cursor.wrong("structure", kStructure);
  return head;
}

/// A reference and its block.
std::pair<Reference, ByteView> read_entry(cbor::Cursor& cursor) {
  constexpr const char* kKey = "a reference: a byte string of 32 bytes";
  constexpr const char* kBlock = "a block: a byte string of 1024 or 32768 bytes";
  const ByteView key = cursor.byte_string(kKey);
  Reference reference;
  if (key.size() != reference.size()) throw cursor.wrong("block", kKey);
  std::copy(key.begin(), key.end(), reference.begin());
  const ByteView block = cursor.byte_string(kBlock);
  if (!is_block_length(block.size())) throw cursor.wrong("block", kBlock);
  return {reference, block};
}

} // namespace

CborStore::CborStore(Blob content, std::string name) : PackedStore(std::move(content), std::move(name)) {
  read();
}

CborStore::CborStore(const std::filesystem::path& path) : PackedStore({}, path.native()) {
  modified_ns_ = modified_ns(path); // before it is mapped: of a file replaced now, no index may be made
  content_ = Blob::map(path);
  if (!load_index(path)) read();
}

std::unique_ptr<CborStore> CborStore::open(const std::filesystem::path& path) {
  return std::unique_ptr<CborStore>(new CborStore(path));
}

/// The index beside the file, if it is about this very file. It only says where to look: what it leads to is
/// checked when a block is asked for.
bool CborStore::load_index(const std::filesystem::path& path) try {
  const Blob file = Blob::map(index_path(path));
  IndexHeader header{};
  if (file.size() < sizeof header) return false;
  std::memcpy(&header, file.bytes().data(), sizeof header);
  const ByteView entries = file.bytes().subspan(sizeof header);
  if (header.magic != kIndexMagic || header.version != 1 || header.file_size != content_.size() ||
      header.modified_ns != modified_ns_ || header.ends != hash_of_ends(content_.bytes()) ||
      entries.size() % sizeof(IndexEntry) != 0 || header.count != entries.size() / sizeof(IndexEntry) ||
      header.index != hash_of_index(header, entries))
    return false;
  index_.reserve(header.count);
  for (std::size_t at = 0; at < entries.size(); at += sizeof(IndexEntry)) {
    IndexEntry entry;
    std::memcpy(&entry, entries.data() + at, sizeof entry);
    index_.push_back({entry.reference, BlockPlace::of(entry.place)});
  }
  read_capabilities(header.blocks_end);
  is_indexed_ = true;
  return true;
} catch (const Error&) { // absent, not readable, or made by somebody who wanted us to look elsewhere
  index_.clear();
  capabilities_.clear();
  return false;
}

void CborStore::save_index(const std::filesystem::path& path) const {
  IndexHeader header{};
  header.magic = kIndexMagic;
  header.version = 1;
  header.file_size = content_.size();
  header.modified_ns = modified_ns_;
  header.ends = hash_of_ends(content_.bytes());
  header.blocks_end = blocks_end_;
  header.count = index_.size();
  std::vector<IndexEntry> entries;
  entries.reserve(index_.size());
  for (const Entry& entry : index_) entries.push_back({entry.reference, entry.place.value()});
  const ByteView bytes{reinterpret_cast<const std::uint8_t*>(entries.data()),
                       entries.size() * sizeof(IndexEntry)};
  header.index = hash_of_index(header, bytes);
  AtomicFile file(index_path(path));
  file.write(bytes_of(header));
  file.write(bytes);
  file.commit();
}

void CborStore::read() {
  cbor::Cursor cursor(content_.bytes(), name_);
  read_array(cursor);
  const cbor::Head map = read_map(cursor);
  std::uint64_t taken = 0;
  while (cursor.has_more(map, taken)) {
    if (index_.size() % 4096 == 0) throw_if_interrupted();
    const std::uint64_t offset = cursor.offset();
    const auto [reference, block] = read_entry(cursor);
    const bool is_large = block.size() == eris::size_bytes(BlockSize::k32KiB);
    index_.push_back({reference, BlockPlace(offset, is_large ? BlockSize::k32KiB : BlockSize::k1KiB)});
  }
  sort_index();
  read_capabilities(cursor.offset());
}

/// \param blocks_end  where the map ends.
void CborStore::read_capabilities(std::uint64_t blocks_end) {
  cbor::Cursor begin(content_.bytes(), name_);
  const cbor::Head array = read_array(begin);
  cbor::Cursor cursor(content_.bytes(), name_, blocks_end);
  std::uint64_t taken = 1; // the map
  while (cursor.has_more(array, taken)) capabilities_.push_back(cbor::read_capability(cursor));
  cursor.require_end();
  blocks_end_ = blocks_end;
}

ByteView CborStore::block_at(const Entry& entry) const {
  try {
    cbor::Cursor cursor(content_.bytes(), name_, entry.place.offset());
    const auto [reference, block] = read_entry(cursor);
    if (reference == entry.reference && block.size() == entry.place.size_bytes()) return block;
  } catch (const Error&) {
  }
  throw Error(ErrorKind::Integrity,
              "index of CBOR file " + in_quotes(name_) + " leads to another place than a block's")
      .coded("eris.cbor.index")
      .hint("remove " + in_quotes(index_path(name_).native()));
}

CborStoreWriter::CborStoreWriter(const std::filesystem::path& target) : PackedWriter(target) {
  // The tag of a file of blocks; array and map without a count.
  append(Bytes{0xda, 0x65, 0x72, 0x69, 0x73, 0x9f, 0xbf});
}

void CborStoreWriter::add_capability(const ReadCapability& capability) {
  const std::lock_guard lock(mutex_);
  require_unfinished();
  if (std::find(capabilities_.begin(), capabilities_.end(), capability) == capabilities_.end())
    capabilities_.push_back(capability);
}

Bytes CborStoreWriter::header(const Reference& reference, std::size_t size_bytes) const {
  Bytes header(2 + reference.size() + 3);
  header[0] = 0x58; // a byte string, its length in one byte
  header[1] = static_cast<std::uint8_t>(reference.size());
  std::copy(reference.begin(), reference.end(), header.begin() + 2);
  header[34] = 0x59; // the same in two bytes
  store<std::uint16_t>(&header[35], static_cast<std::uint16_t>(size_bytes), ByteOrder::Big);
  return header;
}

Bytes CborStoreWriter::trailer() const {
  Bytes trailer{0xff};
  for (const ReadCapability& capability : capabilities_) {
    const auto item = capability.to_cbor();
    trailer.insert(trailer.end(), item.begin(), item.end());
  }
  trailer.push_back(0xff);
  return trailer;
}

} // namespace sigil::eris

#include "dynamic_tables.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "encoding.hpp"
#include "layout.hpp"
#include "sigil/base/error.hpp"
#include "string_table.hpp"

namespace sigil::elf {
namespace {

constexpr std::uint64_t kMaxVersions = std::uint64_t{1} << 20;

Error fault(std::string message, ErrorKind kind = ErrorKind::Invalid) {
  return Error(kind, std::move(message)).coded("elf.rewrite.versions");
}

class Reader {
 public:
  Reader(ByteView bytes, const File& file, std::span<const Section> sections)
      : bytes_(bytes), file_(file), sections_(sections), encoding_{file.is_64_bit, file.byte_order} {}

  std::vector<DynamicTables::LibraryField> libraries() {
    read_versions(abi::DT_VERNEED, abi::DT_VERNEEDNUM, kNeed);
    return std::move(tables_.libraries);
  }

  DynamicTables all() {
    read_symbols();
    // Each refers to strings in records of its own kind.
    for (const std::int64_t tag : {abi::DT_GNU_LIBLIST, abi::DT_MIPS_LIBLIST, abi::DT_MIPS_IVERSION})
      if (value_of(tag)) tables_.is_complete = false;
    read_version_indices();
    read_versions(abi::DT_VERDEF, abi::DT_VERDEFNUM, kDefinition);
    read_versions(abi::DT_VERNEED, abi::DT_VERNEEDNUM, kNeed);
    return std::move(tables_);
  }

 private:
  /// Where the fields are in a record of .gnu.version_d or .gnu.version_r and in its list of names (LSB Core
  /// 5.0, 10.7): the same in both classes.
  struct Form {
    const char* name;
    std::uint64_t size, count, library, list, next;
    std::uint64_t item_size, item_name, item_next;
  };
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};
  static constexpr Form kDefinition{"DT_VERDEF", 20, 6, kNone, 12, 16, 8, 0, 4};
  static constexpr Form kNeed{"DT_VERNEED", 16, 2, 4, 8, 12, 16, 8, 12};

  std::optional<std::uint64_t> value_of(std::int64_t tag) const {
    for (const DynamicEntry& entry : file_.dynamic)
      if (entry.tag == tag) return entry.value;
    return std::nullopt;
  }

  std::uint16_t half(std::uint64_t at) const {
    return load<std::uint16_t>(bytes_.data() + at, file_.byte_order);
  }
  std::uint32_t word(std::uint64_t at) const {
    return load<std::uint32_t>(bytes_.data() + at, file_.byte_order);
  }

  /// The table at `address` if all of it is in the file.
  std::optional<DynamicTable> table(std::int64_t tag, std::uint64_t address, std::uint64_t size_bytes) const {
    const auto offset = file_offset(file_.segments, address, size_bytes);
    if (!offset) return std::nullopt;
    return DynamicTable{tag, address, *offset, size_bytes};
  }

  std::optional<std::uint64_t> read_hash();
  std::optional<std::uint64_t> read_gnu_hash();
  void add_movable(std::int64_t tag, std::uint64_t address, std::uint64_t size_bytes) {
    if (const auto found = table(tag, address, size_bytes)) tables_.movable.push_back(*found);
  }
  void read_symbols();
  void read_version_indices();
  void read_versions(std::int64_t tag, std::int64_t count_tag, const Form& form);
  std::uint64_t read_version(std::uint64_t at, const Form& form);
  void spend() {
    if (++steps_ > kMaxVersions)
      throw fault("version tables have more than " + std::to_string(kMaxVersions) + " entries",
                  ErrorKind::Limit);
  }

  ByteView bytes_;
  const File& file_;
  std::span<const Section> sections_;
  Encoding encoding_;
  DynamicTables tables_;
  std::uint64_t strings_size_ = 0;
  std::uint64_t steps_ = 0;
};

/// How many symbols DT_HASH knows: all.
std::optional<std::uint64_t> Reader::read_hash() {
  const auto address = value_of(abi::DT_HASH);
  // Two machines have 64-bit entries in it.
  const bool is_wide = encoding_.is_64_bit && (file_.machine == 22 || file_.machine == 0x9026);
  const std::uint64_t entry = is_wide ? 8 : 4;
  const auto offset = address ? file_offset(file_.segments, *address, 2 * entry) : std::nullopt;
  if (!offset) return std::nullopt;
  const auto field = [&](std::uint64_t at) {
    return is_wide ? load<std::uint64_t>(bytes_.data() + at, file_.byte_order) : word(at);
  };
  const std::uint64_t buckets = field(*offset);
  const std::uint64_t symbols = field(*offset + entry);
  if (buckets <= bytes_.size() && symbols <= bytes_.size())
    add_movable(abi::DT_HASH, *address, (2 + buckets + symbols) * entry);
  return symbols;
}

/// How many symbols DT_GNU_HASH knows: those before the hashed ones, and these up to the end of the last
/// chain.
std::optional<std::uint64_t> Reader::read_gnu_hash() {
  const auto address = value_of(abi::DT_GNU_HASH);
  const auto header = address ? file_offset(file_.segments, *address, 16) : std::nullopt;
  if (!header) return std::nullopt;
  const std::uint64_t buckets = word(*header);
  const std::uint64_t first = word(*header + 4);
  const std::uint64_t skipped = 16 + std::uint64_t{word(*header + 8)} * (encoding_.is_64_bit ? 8 : 4);
  if (!file_offset(file_.segments, *address, skipped + 4 * buckets)) return std::nullopt;
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < buckets; ++i)
    last = std::max<std::uint64_t>(last, word(*header + skipped + 4 * i));
  if (last < first) {
    add_movable(abi::DT_GNU_HASH, *address, skipped + 4 * buckets);
    return first;
  }
  for (;; ++last) {
    const std::uint64_t chain = skipped + 4 * buckets + 4 * (last - first);
    if (!file_offset(file_.segments, *address, chain + 4)) return std::nullopt;
    if ((word(*header + chain) & 1) == 0) continue;
    add_movable(abi::DT_GNU_HASH, *address, chain + 4);
    return last + 1;
  }
}

void Reader::read_symbols() {
  const auto address = value_of(abi::DT_SYMTAB);
  if (!address) return;
  const std::uint64_t entry = encoding_.is_64_bit ? 24 : 16;
  std::optional<std::uint64_t> count;
  for (const auto& found : {read_hash(), read_gnu_hash()})
    if (found) count = std::max(count.value_or(0), *found);
  for (const Section& section : sections_)
    if (section.type == abi::SHT_DYNSYM && section.address == *address)
      count = std::max(count.value_or(0), section.size_bytes / entry);
  if (count && *count <= bytes_.size() / entry)
    tables_.symbols = table(abi::DT_SYMTAB, *address, *count * entry);
  if (!tables_.symbols) {
    tables_.is_complete = false;
    return;
  }
  for (std::uint64_t at = tables_.symbols->offset; at < tables_.symbols->end(); at += entry)
    tables_.names.push_back(word(at));
}

/// DT_VERSYM has two bytes for each symbol.
void Reader::read_version_indices() {
  const auto address = value_of(abi::DT_VERSYM);
  if (!address || !tables_.symbols) return;
  const std::uint64_t count = tables_.symbols->size_bytes / (encoding_.is_64_bit ? 24 : 16);
  add_movable(abi::DT_VERSYM, *address, 2 * count);
}

/// Reads the names of one record and returns the end of what belongs to it.
std::uint64_t Reader::read_version(std::uint64_t at, const Form& form) {
  std::uint64_t end = at + form.size;
  if (form.library != kNone) {
    const std::uint32_t name = word(at + form.library);
    if (name >= strings_size_)
      throw fault(std::string(form.name) + " names a library at offset " + std::to_string(name) +
                  " of the dynamic string table, which has " + std::to_string(strings_size_) + " bytes");
    tables_.libraries.push_back({at + form.library, name});
  }
  std::uint64_t item = at + word(at + form.list);
  for (std::uint64_t left = half(at + form.count); left != 0; --left) {
    spend();
    if (!in_bounds(item, form.item_size, bytes_.size()))
      throw fault(std::string(form.name) + " has a list of names that is not inside the file");
    end = std::max(end, item + form.item_size);
    tables_.names.push_back(word(item + form.item_name));
    const std::uint32_t next = word(item + form.item_next);
    if (next == 0) break;
    item += next;
  }
  return end;
}

void Reader::read_versions(std::int64_t tag, std::int64_t count_tag, const Form& form) {
  const auto address = value_of(tag);
  const std::uint64_t count = value_of(count_tag).value_or(0);
  if (!address || count == 0) return;
  const auto start = file_offset(file_.segments, *address, form.size);
  if (!start) throw fault(std::string(form.name) + " is not inside the file content of one PT_LOAD");
  strings_size_ = string_table(bytes_, file_).size();
  std::uint64_t end = *start;
  std::uint64_t at = *start;
  for (std::uint64_t i = 0; i < count; ++i) {
    spend();
    if (!in_bounds(at, form.size, bytes_.size()))
      throw fault("entry " + std::to_string(i) + " in " + form.name + " is outside the file");
    end = std::max(end, read_version(at, form));
    const std::uint32_t next = word(at + form.next);
    if (next == 0) break;
    if (next < form.size)
      throw fault("entry " + std::to_string(i) + " in " + form.name + " overlaps the next one");
    at += next;
  }
  add_movable(tag, *address, end - *start);
}

} // namespace

std::vector<DynamicTables::LibraryField> read_library_fields(ByteView bytes, const File& file) {
  return Reader(bytes, file, {}).libraries();
}

DynamicTables read_dynamic_tables(ByteView bytes, const File& file, const std::vector<Section>& sections) {
  return Reader(bytes, file, sections).all();
}

} // namespace sigil::elf

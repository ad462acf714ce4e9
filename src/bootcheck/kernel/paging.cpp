#include "kernel/paging.hpp"

#include "kernel/serial.hpp"
#include "sigil/base/bytes.hpp"

namespace sigil::bootcheck {
namespace {

constexpr std::uint64_t kPresent = 1, kWritable = 2, kUser = 4, kNotExecutable = std::uint64_t{1} << 63;
constexpr std::uint64_t kAddressMask = 0x000ffffffffff000;

struct alignas(kPageSize) Table {
  std::uint64_t entries[512];
};

/// One pointer table, a directory for each GiB, and a table for each 2 MiB of image, information page
/// with working memory, and window.
constexpr std::size_t kMaxTables =
    1 + 3 + (kImageLimit + kPageSize + kWorkSize + kWindowSize) / 0x200000 + 2;
Table tables[kMaxTables];
std::size_t used_tables = 0;

extern "C" Table root_table;

Table& table_behind(std::uint64_t entry) {
  return *at_physical<Table>(entry & kAddressMask);
}

Table& make_table(std::uint64_t& entry) {
  if (used_tables == kMaxTables) {
    Line reason;
    reason << "out of page tables";
    fail(reason);
  }
  Table& table = tables[used_tables++];
  entry = physical(&table) | kPresent | kWritable | kUser;
  return table;
}

/// The entry for the page at `address`; null if there is no table for it and `make` is false.
std::uint64_t* find_entry(std::uint64_t address, bool make) {
  Table* table = &root_table;
  for (unsigned shift = 39; shift > 12; shift -= 9) {
    std::uint64_t& entry = table->entries[address >> shift & 511];
    if ((entry & kPresent) == 0 && !make) return nullptr;
    table = (entry & kPresent) != 0 ? &table_behind(entry) : &make_table(entry);
  }
  return &table->entries[address >> 12 & 511];
}

void flush() {
  std::uint64_t root;
  asm volatile("mov %%cr3, %0; mov %0, %%cr3" : "=r"(root) : : "memory");
}

} // namespace

void clear_lower_half() {
  root_table.entries[0] = 0;
  flush();
}

void map(std::uint64_t begin, std::uint64_t end, std::uint64_t physical_begin, Rights rights) {
  std::uint64_t from = page_begin(physical_begin);
  for (std::uint64_t page = page_begin(begin); page < page_end(end); page += kPageSize, from += kPageSize)
    *find_entry(page, true) = from | kPresent | kUser | (rights.is_writable ? kWritable : 0) |
                              (rights.is_executable ? 0 : kNotExecutable);
  flush();
}

void unmap(std::uint64_t begin, std::uint64_t end) {
  for (std::uint64_t page = page_begin(begin); page < page_end(end); page += kPageSize)
    if (std::uint64_t* const entry = find_entry(page, false)) *entry = 0;
  flush();
}

bool is_mapped(std::uint64_t begin, std::uint64_t size) {
  if (!in_bounds(begin, size, kWindowAddress + kWindowSize)) return false;
  for (std::uint64_t page = page_begin(begin); page < page_end(begin + size); page += kPageSize) {
    const std::uint64_t* const entry = find_entry(page, false);
    if (entry == nullptr || (*entry & kPresent) == 0) return false;
  }
  return true;
}

} // namespace sigil::bootcheck

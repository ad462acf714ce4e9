#include "module_table.hpp"

#include <algorithm>
#include <optional>

#include "layout.hpp"
#include "layout_rules.hpp"
#include "sigil/base/error.hpp"
#include "sigil/rom/name.hpp"

namespace sigil::image {
namespace {

constexpr std::uint64_t kHeaderBytes = sizeof(BootModuleHeader);
constexpr std::uint64_t kWordBytes = 8;
constexpr std::size_t kMaxNameBytes = 255;
/// Places that look like a first entry. Core's own word for the begin of the binaries may be one more;
/// a file with many is made to waste time.
constexpr std::size_t kMaxCandidates = 16;

class TableReader {
 public:
  TableReader(const AddressedBytes& data, const AddressedBytes& binaries)
      : data_(data), binaries_(binaries) {}

  /// Addresses at which the first entry of a table may stand.
  std::vector<std::uint64_t> candidates() const {
    std::vector<std::uint64_t> found;
    const std::uint64_t first = align_up(data_.address, kWordBytes);
    for (std::uint64_t at = first; data_.contains(at, kHeaderBytes); at += kWordBytes) {
      if (word(at + kWordBytes) != binaries_.address) continue;
      const std::uint64_t name = word(at); // the name of the first module ends the table
      if (name <= at || (name - at) % kHeaderBytes != 0 || !data_.contains(name, 1)) continue;
      found.push_back(at);
      if (found.size() > kMaxCandidates) break;
    }
    return found;
  }

  /// Reads the table at a candidate. \throws Error if it is not sound.
  ModuleTable read(std::uint64_t begin) const {
    ModuleTable table;
    table.begin = begin;
    table.end = word(begin);
    std::uint64_t expected_base = binaries_.address;
    std::uint64_t names_from = table.end;
    for (std::uint64_t at = begin; at < table.end; at += kHeaderBytes) {
      const std::size_t number = table.headers.size() + 1;
      ModuleHeader header;
      header.name = read_name(word(at), names_from, number);
      names_from = word(at) + header.name.size() + 1;
      header.base = word(at + kWordBytes);
      header.size_bytes = word(at + 2 * kWordBytes);
      const std::string subject = "boot module " + std::to_string(number) + " " + in_quotes(header.name);
      if (header.base != expected_base)
        throw core_error("table", subject + " begins at " + hex(header.base) + ", expected " +
                                      hex(expected_base) + ", the page after the module before");
      if (!binaries_.contains(header.base, header.size_bytes))
        throw core_error("table", subject + " at " + hex(header.base) + " has " + hex(header.size_bytes) +
                                      " bytes, expected it within the module segment, which ends at " +
                                      hex(binaries_.end()));
      expected_base = align_up(header.base + header.size_bytes, kPageBytes);
      table.headers.push_back(std::move(header));
    }
    if (expected_base != align_up(binaries_.end(), kPageBytes))
      throw core_error("rule-d", "module segment ends at " + hex(binaries_.end()) +
                                     ", expected the end of the page " + "where the last module ends, " +
                                     hex(expected_base));
    return table;
  }

 private:
  std::uint64_t word(std::uint64_t address) const {
    return load<std::uint64_t>(data_.bytes.data() + (address - data_.address), ByteOrder::Little);
  }

  /// The name at `address`, which must not lie before `from`: names stand in the order of the table.
  std::string read_name(std::uint64_t address, std::uint64_t from, std::size_t number) const {
    const std::string subject = "name of boot module " + std::to_string(number);
    if (address < from || !data_.contains(address, 1))
      throw core_error("name", subject + " lies at " + hex(address) + ", expected it between " + hex(from) +
                                   " and " + hex(data_.end()) + ", the end of the RW segment");
    const std::string_view rest =
        as_text(data_.bytes.subspan(static_cast<std::size_t>(address - data_.address)))
            .substr(0, kMaxNameBytes + 1);
    const std::size_t length = rest.find('\0');
    if (length == std::string_view::npos)
      throw core_error("name", subject + " does not end within " + std::to_string(kMaxNameBytes) +
                                   " characters and the RW segment");
    if (rom::check_characters(rest.substr(0, length)) != rom::NameFault::None)
      throw core_error("name",
                       subject + " is " + in_quotes(rest.substr(0, length)) + ", which no ROM can have");
    return std::string(rest.substr(0, length));
  }

  AddressedBytes data_;
  AddressedBytes binaries_;
};

} // namespace

ModuleTable find_module_table(const AddressedBytes& data, const AddressedBytes& binaries) {
  const TableReader reader(data, binaries);
  const std::vector<std::uint64_t> candidates = reader.candidates();
  if (candidates.empty())
    throw core_error("table",
                     "RW segment has no table of boot modules, expected one whose first module begins at " +
                         hex(binaries.address));
  if (candidates.size() > kMaxCandidates)
    throw core_error("table", "RW segment has more than " + std::to_string(kMaxCandidates) +
                                  " places that look like a table of boot modules, expected one");
  std::vector<ModuleTable> tables;
  std::optional<Error> fault;
  for (const std::uint64_t candidate : candidates) {
    try {
      tables.push_back(reader.read(candidate));
    } catch (const Error& error) {
      fault = error; // of the last one: the table stands behind core's own data
    }
  }
  if (tables.empty()) throw *fault;
  if (tables.size() > 1)
    throw core_error("table", "RW segment has tables of boot modules at " + hex(tables[0].begin) + " and " +
                                  hex(tables[1].begin) + ", expected one");
  return std::move(tables.front());
}

} // namespace sigil::image

// How the room for longer names is made, and why so: docs/design/elf-rewriting.md.
#include "sigil/elf/rewrite.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <set>
#include <string_view>

#include "draft.hpp"
#include "dynamic_tables.hpp"
#include "file_map.hpp"
#include "layout.hpp"
#include "placement.hpp"
#include "section_headers.hpp"
#include "sigil/base/error.hpp"
#include "sigil/elf/check.hpp"
#include "sigil/elf/file.hpp"
#include "string_space.hpp"
#include "string_table.hpp"

namespace sigil::elf {
namespace {

/// A file of Genode's shape gets this much .bss as content before it gets a segment more.
constexpr std::uint64_t kFewZeros = std::uint64_t{1} << 20;
/// No file gets more than that.
constexpr std::uint64_t kMostZeros = std::uint64_t{64} << 20;
/// Stands for the interpreter's name among the tables.
constexpr std::int64_t kInterpreter = abi::DT_NULL;

Error fault(std::string_view code, std::string message, ErrorKind kind = ErrorKind::Invalid) {
  return Error(kind, std::move(message)).coded("elf.rewrite." + std::string(code));
}

void check_name(const std::string& name, const std::string& what) {
  if (name.empty() || name.size() > kMaxNameLength || name.find('\0') != std::string::npos)
    throw fault("name",
                "new name " + in_quotes(name) + " of " + what + " has " + std::to_string(name.size()) +
                    " characters, expected 1 to " + std::to_string(kMaxNameLength) + " and no NUL",
                ErrorKind::Usage);
}

void check_edits(const Edits& edits) {
  for (const auto& [from, to] : edits.needed) {
    if (from == kGenodeLinker)
      throw fault("linker", "library " + in_quotes(kGenodeLinker) + " cannot be renamed", ErrorKind::Usage)
          .hint("Genode's dynamic linker knows itself by that name and would be loaded twice under another");
    check_name(to, "library " + in_quotes(from));
  }
  if (edits.soname) check_name(*edits.soname, "the file");
  if (edits.interpreter) check_name(*edits.interpreter, "the interpreter");
}

std::uint64_t value_of(const File& file, std::int64_t tag) {
  for (const DynamicEntry& entry : file.dynamic)
    if (entry.tag == tag) return entry.value;
  return 0;
}

bool is_search_path(std::int64_t tag) {
  return tag == abi::DT_RPATH || tag == abi::DT_RUNPATH;
}

/// Cut behind the longest name that a DT_NEEDED may have.
std::string library_name(std::string_view table, const DynamicTables::LibraryField& field) {
  const std::string_view rest = table.substr(field.name, kMaxNameLength + 1);
  return std::string(rest.substr(0, rest.find('\0')));
}

/// The new name of `name`, or null if it keeps its own.
const std::string* renamed(const Edits& edits, const std::string& name) {
  const auto found = edits.needed.find(name);
  return found == edits.needed.end() || found->second == name ? nullptr : &found->second;
}

/// What of `edits` changes anything in `file`, which has a dynamic section.
struct Due {
  Due(const File& file, const Edits& edits)
      : needed(std::any_of(file.needed.begin(), file.needed.end(),
                           [&edits](const std::string& name) { return renamed(edits, name) != nullptr; })),
        search_paths(edits.remove_search_paths &&
                     std::any_of(file.dynamic.begin(), file.dynamic.end(),
                                 [](const DynamicEntry& entry) { return is_search_path(entry.tag); })),
        soname(edits.soname && *edits.soname != file.soname),
        interpreter(edits.interpreter && !file.interpreter.empty() &&
                    *edits.interpreter != file.interpreter) {}

  bool is_any() const { return needed || search_paths || soname || interpreter; }

  bool needed, search_paths, soname, interpreter;
};

SectionHeaders checked_headers(ByteView bytes) {
  try {
    SectionHeaders headers = read_section_headers(bytes);
    for (std::size_t i = 0; i < headers.sections.size(); ++i) {
      const Section& section = headers.sections[i];
      if (section.is_in_file() && !in_bounds(section.offset, section.size_bytes, bytes.size()))
        throw Error(ErrorKind::Invalid, "section " + std::to_string(i) + " takes " +
                                            std::to_string(section.size_bytes) + " bytes at offset " +
                                            std::to_string(section.offset) + " of the file, which has " +
                                            std::to_string(bytes.size()));
    }
    return headers;
  } catch (Error& error) {
    throw std::move(error).coded("elf.rewrite.sections");
  }
}

/// One rewriting of one file.
class Rewriter {
 public:
  Rewriter(ByteView input, const File& file, const Edits& edits, Due due)
      : input_(input), file_(file), edits_(edits), due_(due), encoding_{file.is_64_bit, file.byte_order},
        headers_(checked_headers(input)), tables_(read_dynamic_tables(input, file, headers_.sections)),
        map_(input, file, headers_, tables_), places_(input, file, headers_, map_), space_(edit_strings()) {}

  Rewritten run() {
    check_tables();
    const Placement placement = place();
    check_rules(placement);
    Draft draft(encoding_);
    move_pieces(draft, placement);
    rename_version_needs(draft, placement);
    write_dynamic(draft, placement);
    write_segments(draft, placement);
    if (!headers_.sections.empty()) write_sections(draft, placement);
    Rewritten result{placement.layout, placement.file_size_bytes, placement.shift_from, placement.shift, {}};
    result.patches = draft.patches(input_, result);
    return result;
  }

 private:
  const Segment& only(std::uint32_t type) const {
    return *std::find_if(file_.segments.begin(), file_.segments.end(),
                         [type](const Segment& segment) { return segment.type == type; });
  }

  DynamicTable strings() const {
    const std::uint64_t address = value_of(file_, abi::DT_STRTAB);
    const std::uint64_t size = value_of(file_, abi::DT_STRSZ);
    return {abi::DT_STRTAB, address, *file_offset(file_.segments, address, size), size};
  }

  /// The string that an entry of the dynamic section gets instead of its own, or null.
  const std::string* new_string(const DynamicEntry& entry, std::size_t needed_ordinal) const {
    if (entry.tag == abi::DT_NEEDED) return renamed(edits_, file_.needed[needed_ordinal]);
    return entry.tag == abi::DT_SONAME && due_.soname ? &*edits_.soname : nullptr;
  }

  StringSpace edit_strings() const;
  std::vector<Cargo> cargoes() const;
  std::vector<Piece> movable_behind_strings() const;
  std::optional<Cargo> cheapest_room() const;
  Placement place() const;
  void check_tables() const;
  void check_rules(const Placement& placement) const;
  void move_pieces(Draft& draft, const Placement& placement) const;
  void write_strings(Draft& draft, const Piece& piece) const;
  void rename_version_needs(Draft& draft, const Placement& placement) const;
  std::vector<DynamicEntry> new_dynamic(const Placement& placement) const;
  void write_dynamic(Draft& draft, const Placement& placement) const;
  void write_segments(Draft& draft, const Placement& placement) const;
  void write_sections(Draft& draft, const Placement& placement) const;
  void move_section_symbols(Draft& draft, const std::vector<Section>& sections) const;

  ByteView input_;
  const File& file_;
  const Edits& edits_;
  Due due_;
  Encoding encoding_;
  SectionHeaders headers_;
  DynamicTables tables_;
  FileMap map_;
  Places places_;
  StringSpace space_;
};

/// Whether the value of such an entry is a place in the string table.
bool names_string(std::int64_t tag) {
  switch (tag) {
  case abi::DT_NEEDED:
  case abi::DT_SONAME:
  case abi::DT_RPATH:
  case abi::DT_RUNPATH:
  case abi::DT_CONFIG:
  case abi::DT_DEPAUDIT:
  case abi::DT_AUDIT:
  case abi::DT_AUXILIARY:
  case abi::DT_USED:
  case abi::DT_FILTER: return true;
  default: return false;
  }
}

StringSpace Rewriter::edit_strings() const {
  const std::string_view table = string_table(input_, file_);
  StringUses uses(table);
  std::vector<std::uint64_t> gone;
  std::set<std::string, std::less<>> wanted;
  std::size_t ordinal = 0;
  for (const DynamicEntry& entry : file_.dynamic) {
    if (!names_string(entry.tag)) continue;
    const std::string* to = new_string(entry, ordinal);
    if (entry.tag == abi::DT_NEEDED) ++ordinal;
    if (to != nullptr) wanted.insert(*to);
    const bool stays = to == nullptr && !(due_.search_paths && is_search_path(entry.tag));
    if (stays)
      uses.mark(entry.value);
    else
      gone.push_back(entry.value);
  }
  if (due_.soname) wanted.insert(*edits_.soname);
  for (const DynamicTables::LibraryField& field : tables_.libraries) {
    const std::string* to = renamed(edits_, library_name(table, field));
    if (to == nullptr)
      uses.mark(field.name);
    else
      wanted.insert(*to);
  }
  for (const std::uint32_t name : tables_.names) uses.mark(name);
  if (!tables_.is_complete || !map_.is_alone(strings())) uses.mark_all();
  return StringSpace(uses, std::move(gone), std::move(wanted));
}

/// The tables that lie one behind the other behind the string table and can be moved.
std::vector<Piece> Rewriter::movable_behind_strings() const {
  const DynamicTable table = strings();
  std::vector<DynamicTable> behind = tables_.movable;
  std::sort(behind.begin(), behind.end(),
            [](const DynamicTable& a, const DynamicTable& b) { return a.offset < b.offset; });
  std::erase_if(behind, [&table](const DynamicTable& other) { return other.offset < table.end(); });
  std::uint64_t end = table.end();
  std::vector<Piece> pieces;
  for (const DynamicTable& next : behind) {
    const std::uint64_t gap = next.offset - end;
    if (gap >= 8 || !map_.is_alone({0, 0, end, gap}) || !map_.is_alone(next) ||
        next.address - table.address != next.offset - table.offset)
      break;
    end = next.end();
    const std::uint64_t natural = next.tag == abi::DT_VERSYM ? 2 : encoding_.is_64_bit ? 8 : 4;
    const std::uint64_t alignment =
        std::min(natural, std::uint64_t{1} << std::countr_zero(next.address | natural));
    pieces.push_back({next, next.size_bytes, alignment, next.offset, next.address});
  }
  return pieces;
}

/// Tables of versions and hashes usually follow the string table. If some of them go elsewhere, and those
/// between move up, the string table has room where it is. The choice with the fewest bytes to go.
std::optional<Cargo> Rewriter::cheapest_room() const {
  const DynamicTable table = strings();
  if (!map_.is_alone(table)) return std::nullopt;
  const std::vector<Piece> behind = movable_behind_strings();
  std::optional<Cargo> best;
  std::uint64_t least = ~std::uint64_t{0};
  for (std::size_t choice = 1; choice < (std::size_t{1} << behind.size()); ++choice) {
    Cargo cargo;
    std::uint64_t loose_bytes = 0;
    std::uint64_t limit = behind.back().from.end();
    for (std::size_t i = behind.size(); i-- > 0;) {
      Piece piece = behind[i];
      if ((choice >> i & 1) != 0) {
        loose_bytes += piece.size_bytes;
        cargo.loose.insert(cargo.loose.begin(), piece);
        continue;
      }
      // It moves up by what is free behind it; alignment may keep a few bytes of that.
      const std::uint64_t up = (limit - piece.from.end()) / piece.alignment * piece.alignment;
      piece.offset += up;
      piece.address += up;
      limit = piece.offset;
      cargo.placed.push_back(piece);
    }
    if (limit < table.offset + space_.bytes().size() || loose_bytes >= least) continue;
    least = loose_bytes;
    best = std::move(cargo);
  }
  if (best) best->placed.push_back({table, space_.bytes().size(), 1, table.offset, table.address});
  return best;
}

/// What may be done to have room for everything, in the order of preference.
std::vector<Cargo> Rewriter::cargoes() const {
  const DynamicTable table = strings();
  const Piece whole{table, space_.bytes().size(), 1, table.offset, table.address};
  std::vector<Cargo> all;
  if (whole.size_bytes == table.size_bytes) {
    all.push_back({{}, {whole}});
  } else {
    all.push_back({{whole}, {}});
    if (auto room = cheapest_room()) all.push_back(std::move(*room));
  }
  if (!due_.interpreter) return all;
  const Segment& segment = only(abi::PT_INTERP);
  const DynamicTable from{kInterpreter, segment.virtual_address, segment.offset, segment.file_size_bytes};
  const std::uint64_t size = edits_.interpreter->size() + 1;
  for (Cargo& cargo : all) {
    if (size <= from.size_bytes)
      cargo.placed.push_back({from, from.size_bytes, 1, from.offset, from.address});
    else
      cargo.loose.push_back({from, size, 1, 0, 0});
  }
  return all;
}

Placement Rewriter::place() const {
  const std::vector<Cargo> choices = cargoes();
  const auto with_placed = [](Placement placement, const Cargo& cargo) {
    placement.pieces.insert(placement.pieces.end(), cargo.placed.begin(), cargo.placed.end());
    return placement;
  };
  if (choices.front().loose.empty()) {
    Placement placement;
    placement.shift_from = placement.file_size_bytes = input_.size();
    placement.segments = file_.segments;
    return with_placed(std::move(placement), choices.front());
  }
  for (const Cargo& cargo : choices)
    if (auto placement = places_.padding(cargo)) return with_placed(std::move(*placement), cargo);
  const auto size = [](const Cargo& cargo) {
    std::uint64_t sum = 0;
    for (const Piece& piece : cargo.loose) sum += piece.size_bytes;
    return sum;
  };
  const Cargo& smallest = *std::min_element(
      choices.begin(), choices.end(), [&size](const Cargo& a, const Cargo& b) { return size(a) < size(b); });
  if (auto placement = places_.extension(smallest, kFewZeros))
    return with_placed(std::move(*placement), smallest);
  if (auto placement = places_.appended(smallest)) return with_placed(std::move(*placement), smallest);
  if (auto placement = places_.extension(smallest, kMostZeros))
    return with_placed(std::move(*placement), smallest);
  throw fault("no-room",
              "file has no place for " + std::to_string(size(smallest)) +
                  " bytes: no padding behind a segment, no last segment that could grow, no room for another "
                  "program header",
              ErrorKind::Limit);
}

/// Tables that overlap would damage each other when one is written.
void Rewriter::check_tables() const {
  std::vector<DynamicTable> tables{
      {0, 0, 0, encoding_.file_header_size()},
      {0, 0, file_.program_headers_offset, file_.segments.size() * encoding_.program_header_size()},
      {0, 0, headers_.offset, headers_.sections.size() * encoding_.section_header_size()},
      strings()};
  for (const Segment& segment : file_.segments)
    if (segment.type == abi::PT_DYNAMIC || (segment.type == abi::PT_INTERP && due_.interpreter))
      tables.push_back({0, 0, segment.offset, segment.file_size_bytes});
  for (const DynamicTables::LibraryField& field : tables_.libraries)
    tables.push_back({0, 0, field.offset, 4});
  std::erase_if(tables, [](const DynamicTable& table) { return table.size_bytes == 0; });
  std::sort(tables.begin(), tables.end(),
            [](const DynamicTable& a, const DynamicTable& b) { return a.offset < b.offset; });
  for (std::size_t i = 1; i < tables.size(); ++i)
    if (tables[i - 1].end() > tables[i].offset)
      throw fault("overlap", "file has tables that overlap at offset " + std::to_string(tables[i].offset) +
                                 ", so that rewriting one damages another");
}

/// That no rule about segments is broken that was not before.
void Rewriter::check_rules(const Placement& placement) const {
  const Loader loader = is_for_genode(file_) ? Loader::Genode : Loader::Glibc;
  File segments; // without a dynamic section only they are looked at
  segments.program_headers_offset = file_.program_headers_offset;
  segments.segments = file_.segments;
  std::multiset<std::string> known;
  for (const Error& violation : check(input_, segments, loader)) known.insert(violation.code());
  segments.segments = placement.segments;
  for (Error& violation : check(input_, segments, loader)) {
    const auto found = known.find(violation.code());
    if (found == known.end()) throw std::move(violation).while_doing("in what the file would become");
    known.erase(found);
  }
}

void Rewriter::move_pieces(Draft& draft, const Placement& placement) const {
  // The old places first: new ones may overlap them. They may hold names of folders of the build machine.
  for (const Piece& piece : placement.pieces)
    if (piece.offset != piece.from.offset && (map_.is_alone(piece.from) || piece.from.tag == kInterpreter))
      draft.clear(piece.from.offset, piece.from.size_bytes);
  for (const Piece& piece : placement.pieces) {
    if (piece.from.tag == abi::DT_STRTAB) {
      write_strings(draft, piece);
    } else if (piece.from.tag == kInterpreter) {
      draft.clear(piece.offset, piece.size_bytes);
      draft.copy(piece.offset, as_bytes(*edits_.interpreter));
    } else if (piece.offset != piece.from.offset) {
      draft.copy(piece.offset, input_.subspan(piece.from.offset, piece.size_bytes));
    }
  }
}

/// A table that stays where it is is mostly as it was, and may have megabytes.
void Rewriter::write_strings(Draft& draft, const Piece& piece) const {
  constexpr std::size_t kStep = 256;
  const ByteView bytes = space_.bytes();
  if (piece.offset != piece.from.offset) return draft.copy(piece.offset, bytes);
  const ByteView before = input_.subspan(piece.offset, piece.from.size_bytes);
  for (std::size_t at = 0; at < bytes.size(); at += kStep) {
    const ByteView part = bytes.subspan(at, std::min(kStep, bytes.size() - at));
    if (at + part.size() > before.size() ||
        !std::equal(part.begin(), part.end(), before.begin() + static_cast<std::ptrdiff_t>(at)))
      draft.copy(piece.offset + at, part);
  }
}

/// `vn_file` repeats the library's name for the versions wanted of it (LSB Core 5.0, 10.7.3): a linker
/// that checks versions looks for it among the names in DT_NEEDED.
void Rewriter::rename_version_needs(Draft& draft, const Placement& placement) const {
  const std::string_view table = string_table(input_, file_);
  for (const DynamicTables::LibraryField& field : tables_.libraries) {
    const std::string* to = renamed(edits_, library_name(table, field));
    if (to == nullptr) continue;
    std::uint64_t at = field.offset;
    for (const Piece& piece : placement.pieces)
      if (piece.from.tag == abi::DT_VERNEED) at = field.offset - piece.from.offset + piece.offset;
    draft.word(at, space_.offset_of(*to));
  }
}

std::vector<DynamicEntry> Rewriter::new_dynamic(const Placement& placement) const {
  std::vector<DynamicEntry> entries;
  std::size_t ordinal = 0;
  const std::uint64_t entry_size = encoding_.dynamic_entry_size();
  for (std::size_t i = 0; i < file_.dynamic.size(); ++i) {
    DynamicEntry entry = file_.dynamic[i];
    if (const std::string* to = new_string(entry, ordinal)) entry.value = space_.offset_of(*to);
    if (entry.tag == abi::DT_NEEDED) ++ordinal;
    if (due_.search_paths && is_search_path(entry.tag)) continue;
    for (const Piece& piece : placement.pieces) {
      if (piece.from.tag == entry.tag) entry.value = piece.address;
      if (piece.from.tag == abi::DT_STRTAB && entry.tag == abi::DT_STRSZ) entry.value = piece.size_bytes;
    }
    // It counts from its own place.
    if (entry.tag == abi::DT_MIPS_RLD_MAP_REL) entry.value += (i - entries.size()) * entry_size;
    entries.push_back(entry);
  }
  if (due_.soname && file_.soname.empty() &&
      std::none_of(entries.begin(), entries.end(),
                   [](const auto& entry) { return entry.tag == abi::DT_SONAME; }))
    entries.push_back({abi::DT_SONAME, space_.offset_of(*edits_.soname)});
  return entries;
}

void Rewriter::write_dynamic(Draft& draft, const Placement& placement) const {
  const std::vector<DynamicEntry> entries = new_dynamic(placement);
  const Segment& segment = only(abi::PT_DYNAMIC);
  const std::uint64_t size = encoding_.dynamic_entry_size();
  // An entry more takes one of the empty ones at the end, but for the last, which ends the section.
  if (entries.size() > file_.dynamic.size()) {
    const std::uint64_t used = file_.dynamic.size() * size;
    const ByteView rest = input_.subspan(segment.offset + used, segment.file_size_bytes - used);
    if (rest.size() < 2 * size || !all_zero(rest.first(2 * size)))
      throw fault("dynamic-full", "dynamic section has no empty entry left for DT_SONAME", ErrorKind::Limit)
          .hint("link the library with -soname");
  }
  std::uint64_t at = segment.offset;
  for (const DynamicEntry& entry : entries) {
    draft.dynamic_entry(at, entry);
    at += size;
  }
  for (std::size_t i = entries.size(); i < file_.dynamic.size(); ++i, at += size) draft.clear(at, size);
}

void Rewriter::write_segments(Draft& draft, const Placement& placement) const {
  std::uint64_t at = file_.program_headers_offset;
  for (Segment segment : placement.segments) {
    if (segment.type == abi::PT_INTERP)
      for (const Piece& piece : placement.pieces)
        if (piece.from.tag == kInterpreter) {
          segment.offset = piece.offset;
          segment.virtual_address = segment.physical_address = piece.address;
          segment.file_size_bytes = segment.memory_size_bytes = piece.size_bytes;
        }
    if (segment.type == abi::PT_PHDR && placement.segments.size() != file_.segments.size()) {
      segment.file_size_bytes = placement.segments.size() * encoding_.program_header_size();
      segment.memory_size_bytes = segment.file_size_bytes;
    }
    draft.program_header(at, segment);
    at += encoding_.program_header_size();
  }
  draft.program_header_count(placement.segments.size());
}

void Rewriter::write_sections(Draft& draft, const Placement& placement) const {
  std::vector<Section> sections = headers_.sections;
  for (std::size_t i = 1; i < sections.size(); ++i) { // that of index 0 may hold counts
    Section& section = sections[i];
    const std::uint64_t address = section.address;
    if (section.is_in_file() && section.offset >= placement.shift_from) section.offset += placement.shift;
    if (!section.has_address()) continue;
    // Zeros are in the file now where it was .bss, which it still is by its type.
    if (section.type == abi::SHT_NOBITS && !section.is_thread_local() && address >= placement.filled_from &&
        address < placement.filled_until)
      section.offset = placement.filled_offset + (address - placement.filled_from);
    for (const Piece& piece : placement.pieces) {
      if (section.type == abi::SHT_NOBITS || address != piece.from.address ||
          section.offset != piece.from.offset || section.size_bytes == 0)
        continue;
      section.address = piece.address;
      section.offset = piece.offset;
      section.size_bytes = piece.size_bytes;
    }
  }
  const std::uint64_t table =
      headers_.offset + (headers_.offset >= placement.shift_from ? placement.shift : 0);
  draft.section_headers_offset(table);
  for (std::size_t i = 1; i < sections.size(); ++i)
    draft.section_place(table + i * encoding_.section_header_size(), sections[i]);
  move_section_symbols(draft, sections);
}

/// The symbol of a section has its address.
void Rewriter::move_section_symbols(Draft& draft, const std::vector<Section>& sections) const {
  const std::uint64_t entry = encoding_.is_64_bit ? 24 : 16;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section& table = headers_.sections[i];
    if (table.type != abi::SHT_SYMTAB || table.link >= sections.size()) continue;
    for (std::uint64_t at = 0; at + entry <= table.size_bytes; at += entry) {
      const std::uint8_t* symbol = input_.data() + table.offset + at;
      const std::uint16_t section =
          load<std::uint16_t>(symbol + (encoding_.is_64_bit ? 6 : 14), encoding_.order);
      if ((symbol[encoding_.is_64_bit ? 4 : 12] & 0xf) != abi::STT_SECTION || section >= sections.size() ||
          sections[section].address == headers_.sections[section].address)
        continue;
      draft.address(sections[i].offset + at + (encoding_.is_64_bit ? 8 : 4), sections[section].address);
    }
    return; // gABI: a file has at most one
  }
}

/// A static position-independent executable has a dynamic section only to relocate itself.
bool is_static(const File& file) {
  return !file.is_dynamic() || (file.interpreter.empty() && file.needed.empty() &&
                                (value_of(file, abi::DT_FLAGS_1) & abi::DF_1_PIE) != 0);
}

} // namespace

Bytes Rewritten::applied_to(ByteView file) const {
  Bytes bytes;
  applied_to(file, bytes);
  return bytes;
}

void Rewritten::applied_to(ByteView file, Bytes& into) const {
  into.clear();
  into.reserve(size_bytes);
  for (const ByteView piece : pieces(file)) into.insert(into.end(), piece.begin(), piece.end());
}

std::vector<ByteView> Rewritten::pieces(ByteView file) const {
  static constexpr std::array<std::uint8_t, 4096> kZeros{};
  std::vector<ByteView> pieces;
  std::uint64_t at = 0;
  const auto add = [&](ByteView piece) {
    if (!piece.empty()) pieces.push_back(piece);
    at += piece.size();
  };
  /// What no patch changes, up to `end`: content before the shift, zeros in it, content behind it.
  const auto add_unchanged = [&](std::uint64_t end) {
    if (at < shift_from) add(file.subspan(at, std::min(end, shift_from) - at));
    while (at < std::min(end, shift_from + shift))
      add(ByteView(kZeros).first(
          std::min<std::uint64_t>(kZeros.size(), std::min(end, shift_from + shift) - at)));
    if (at < end) add(file.subspan(at - shift, end - at));
  };
  for (const Patch& patch : patches) {
    add_unchanged(patch.offset);
    add(patch.bytes);
  }
  add_unchanged(file.size() + shift);
  return pieces;
}

Rewritten rewrite(ByteView bytes, const Edits& edits) {
  check_edits(edits);
  const File file = parse(bytes);
  const Due due(file, edits);
  if (is_static(file) || !due.is_any()) return {Layout::Unchanged, bytes.size(), bytes.size(), 0, {}};
  return Rewriter(bytes, file, edits, due).run();
}

} // namespace sigil::elf

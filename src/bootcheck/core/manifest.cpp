#include "core/manifest.hpp"

#include "common/text.hpp"
#include "sigil/eris/capability_bytes.hpp"
#include "sigil/rom/name.hpp"
#include "sigil/rom/set_name.hpp"

namespace sigil::bootcheck {
namespace {

constexpr std::string_view kFirstLine = "sigil-manifest 2";
constexpr std::size_t kMaxEntries = 65536;

bool read_placement(std::string_view word, Placement& into) {
  into = word == "store" ? Placement::Store : Placement::Module;
  return word == "store" || word == "module";
}

} // namespace

/// False if there is no line end; `line` is then what is there.
bool ManifestReader::take_line(std::string_view& line) {
  const std::size_t end = rest_.find('\n');
  ++line_;
  if (end == std::string_view::npos) return false;
  line = take_until(rest_, '\n');
  return true;
}

ManifestReader::Step ManifestReader::next(ManifestEntry& into) {
  std::string_view line;
  if (line_ == 0 && (!take_line(line) || line != kFirstLine)) return fail("expected 'sigil-manifest 2'");
  if (rest_.empty()) return Step::End;
  if (!take_line(line)) return fail("no line end");
  if (line_ - 1 > kMaxEntries) return fail("more than 65536 entries");
  return read_fields(line, into);
}

ManifestReader::Step ManifestReader::read_fields(std::string_view line, ManifestEntry& into) {
  if (!read_placement(take_until(line, ' '), into.placement))
    return fail("the placement is neither 'module' nor 'store'");
  if (!read_decimal(take_until(line, ' '), into.size)) return fail("the size is not a decimal number");
  if (into.size == 0) return fail("the size is zero");
  if (!read_hash(take_until(line, ' '), into.hash))
    return fail("the hash is not 64 lower-case hexadecimal digits");
  into.capability = take_until(line, ' ');
  eris::CapabilityBytes bytes;
  if (into.capability == "-")
    into.capability = {};
  else if (!eris::read_urn(into.capability, bytes))
    return fail("the capability is neither an ERIS URN nor '-'");
  into.name = line;
  if (line.empty() || line.front() == ' ') return fail("no name, or a second blank before it");
  if (rom::check_characters(line) != rom::NameFault::None) return fail("no ROM can have this name");
  if (line == "sigil-manifest") return fail("an entry for sigil-manifest itself");
  return into.placement == Placement::Store ? read_content(into) : read_module(into);
}

ManifestReader::Step ManifestReader::read_module(const ManifestEntry& entry) {
  if (in_store_) return fail("a module behind a content of the store");
  if (rom::SetNameView set; rom::has_set_prefix(entry.name)) {
    if (!rom::read_set_name(entry.name, set))
      return fail("a name that starts like that of a set's member, but is none");
    if (entry.capability.empty()) return fail("a member of a set without a capability");
  }
  return Step::Entry;
}

ManifestReader::Step ManifestReader::read_content(const ManifestEntry& entry) {
  in_store_ = true;
  if (entry.capability.empty()) return fail("a content of the store without a capability");
  if (begins_with(entry.name, eris::kUrnPrefix)) return fail("a content of the store named like a URN");
  if (rom::has_set_prefix(entry.name)) return fail("a content of the store named like a set's member");
  return Step::Entry;
}

} // namespace sigil::bootcheck

#include "sigil/image/manifest.hpp"

#include <set>

#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/rom/name.hpp"
#include "sigil/rom/set_name.hpp"

namespace sigil::image {
namespace {

constexpr std::string_view kFirstLine = "sigil-manifest 2";
constexpr std::string_view kOwnName = "sigil-manifest";
constexpr std::string_view kNoCapability = "-";
constexpr std::string_view kModuleWord = "module", kStoreWord = "store";
constexpr std::string_view kUrnPrefix = "urn:eris:";
constexpr std::size_t kUrnLength = 115;
constexpr std::size_t kMaxEntries = 65'536;

/// A URN of the only form that a read capability of ERIS 1.0 has: 66 bytes in unpadded base32.
bool is_capability(std::string_view text) {
  if (text.size() != kUrnLength || !text.starts_with(kUrnPrefix)) return false;
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", kUrnPrefix.size()) ==
         std::string_view::npos;
}

/// What is wrong with `entry` by itself, as the rest of a sentence; empty if nothing is.
std::string fault_of(const ManifestEntry& entry) {
  if (rom::check_characters(entry.name) != rom::NameFault::None)
    return "has the name " + in_quotes(entry.name) + ", which no ROM can have";
  if (entry.name == kOwnName) return "is for " + in_quotes(kOwnName) + ", which cannot contain its own hash";
  if (entry.size_bytes == 0) return "has size 0 for " + in_quotes(entry.name) + ", expected at least 1";
  // Not quoted: a capability holds a key, and messages are read by many.
  if (!entry.capability.empty() && !is_capability(entry.capability))
    return "has a malformed capability for " + in_quotes(entry.name) + ", expected '" +
           std::string(kUrnPrefix) + "' and 106 base32 characters, or '-'";
  const bool is_stored = entry.placement == Placement::Store;
  if (is_stored && entry.capability.empty())
    return "has no capability for " + in_quotes(entry.name) + ", which nothing else can read from the store";
  if (is_stored && entry.name.starts_with("urn:"))
    return "names a content of the store by a URN, expected a name of another form";
  if (rom::SetNameView set; rom::has_set_prefix(entry.name)) {
    if (is_stored)
      return "names a content of the store like a member of a set, expected a name of another form";
    if (!rom::read_set_name(entry.name, set))
      return "has the name " + in_quotes(entry.name) + ", expected '" + std::string(rom::kSetPrefix) +
             "', 48 base32 characters, ':' and a number below 65536";
    if (entry.capability.empty())
      return "has no capability for " + in_quotes(entry.name) + ", a member of a set";
  }
  if (entry.name.starts_with("urn:") && entry.name != entry.capability)
    return "names a module by another URN than its capability, expected the same";
  return {};
}

Error bad_line(std::size_t line, const std::string& fault) {
  return Error(ErrorKind::Invalid, "line " + std::to_string(line) + " of the manifest " + fault)
      .coded("image.manifest.line");
}

Error too_many_entries() {
  return Error(ErrorKind::Limit, "manifest has more than " + std::to_string(kMaxEntries) + " entries")
      .coded("image.manifest.limit");
}

/// Takes the text before the next blank off `rest`; empty if there is no blank.
std::string_view take_field(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  if (end == std::string_view::npos) return {};
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return field;
}

ManifestEntry parse_line(std::string_view text, std::size_t line) {
  std::string_view rest = text;
  ManifestEntry entry;
  const std::string_view placement = take_field(rest);
  if (placement != kModuleWord && placement != kStoreWord)
    throw bad_line(line, "does not begin with 'module' or 'store' and a blank");
  if (placement == kStoreWord) entry.placement = Placement::Store;
  const std::string_view digits_of_size = take_field(rest);
  const auto size = parse_decimal(digits_of_size);
  if (!size)
    throw bad_line(line, "has the size " + in_quotes(digits_of_size) + ", expected a decimal number");
  entry.size_bytes = *size;
  if (const std::string_view digits = take_field(rest); !from_hex(digits, entry.hash))
    throw bad_line(line, "has the hash " + in_quotes(digits) + ", expected 64 lower-case hexadecimal digits");
  const std::string_view capability = take_field(rest);
  if (capability.empty()) throw bad_line(line, "has no capability, expected a URN or '-'");
  if (capability != kNoCapability) entry.capability = capability;
  entry.name = rest;
  return entry;
}

/// Entries that are sound by themselves, have names of their own, and stand in order.
class Entries {
 public:
  void check(const ManifestEntry& entry, std::size_t line) {
    if (const std::string fault = fault_of(entry); !fault.empty()) throw bad_line(line, fault);
    if (!seen_.insert(entry.name).second) throw bad_line(line, "repeats the name " + in_quotes(entry.name));
    if (entry.placement < last_placement_)
      throw bad_line(line, "has the module " + in_quotes(entry.name) +
                               " behind contents of the store, expected modules first");
    last_placement_ = entry.placement;
  }

 private:
  std::set<std::string> seen_;
  Placement last_placement_ = Placement::Module;
};

} // namespace

std::string write_manifest(const std::vector<ManifestEntry>& entries) {
  if (entries.size() > kMaxEntries) throw too_many_entries();
  Entries checked;
  std::string text = std::string(kFirstLine) + "\n";
  std::size_t line = 1;
  for (const ManifestEntry& entry : entries) {
    checked.check(entry, ++line);
    text += entry.placement == Placement::Store ? kStoreWord : kModuleWord;
    text += " " + std::to_string(entry.size_bytes) + " " + to_hex(entry.hash) + " ";
    text += entry.capability.empty() ? kNoCapability : std::string_view(entry.capability);
    text += " " + entry.name + "\n";
  }
  return text;
}

std::vector<ManifestEntry> parse_manifest(std::string_view text) {
  std::vector<ManifestEntry> entries;
  Entries checked;
  for (std::size_t line = 1; line == 1 || !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) throw bad_line(line, "does not end with a line feed");
    const std::string_view content = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line == 1) {
      if (content != kFirstLine)
        throw bad_line(line, "is " + in_quotes(content) + ", expected " + in_quotes(kFirstLine));
      continue;
    }
    if (entries.size() == kMaxEntries) throw too_many_entries();
    entries.push_back(parse_line(content, line));
    checked.check(entries.back(), line);
  }
  return entries;
}

} // namespace sigil::image

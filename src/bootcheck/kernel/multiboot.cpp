#include "kernel/multiboot.hpp"

#include <string_view>

#include "common/abi.hpp"
#include "common/text.hpp"

namespace sigil::bootcheck {
namespace {

enum Tag : std::uint32_t { kEnd = 0, kCommandLine = 1, kModule = 3 };

struct TagHeader {
  u32le type;
  u32le size;
};

struct ModuleTag {
  TagHeader header;
  u32le begin;
  u32le end;
};

constexpr std::string_view kManifestWord = "sigil-manifest=";

bool read_command_line(std::string_view words, BootInformation& into, Line& why) {
  while (!words.empty()) {
    const std::string_view word = take_until(words, ' ');
    if (!begins_with(word, kManifestWord)) continue;
    if (into.has_manifest_hash) return refuse(why) << "sigil-manifest word is given twice";
    if (!read_hash(word.substr(kManifestWord.size()), into.manifest_hash))
      return refuse(why) << "sigil-manifest word is not 64 lower-case hexadecimal digits";
    into.has_manifest_hash = true;
  }
  return true;
}

bool check_module(const BootInformation& information, Line& why) {
  if (information.module_end == 0) return refuse(why) << "no boot module";
  if (information.module_begin % kPageSize != 0) return refuse(why) << "module is not page-aligned";
  return true;
}

} // namespace

bool read_boot_information(ByteView information, BootInformation& into, Line& why) {
  constexpr std::string_view kDamaged = "boot information is damaged";
  std::size_t at = 8;
  for (;;) {
    if (!in_bounds(at, sizeof(TagHeader), information.size())) return refuse(why) << kDamaged;
    const auto* const tag = reinterpret_cast<const TagHeader*>(information.data() + at);
    if (tag->type == kEnd) return check_module(into, why);
    if (tag->size < sizeof(TagHeader) || !in_bounds(at, tag->size, information.size()))
      return refuse(why) << kDamaged;
    if (tag->type == kCommandLine) {
      std::string_view text =
          as_text(information.subspan(at + sizeof(TagHeader), tag->size - sizeof(TagHeader)));
      if (!read_command_line(take_until(text, '\0'), into, why)) return false;
    } else if (tag->type == kModule) {
      if (tag->size < sizeof(ModuleTag)) return refuse(why) << kDamaged;
      const auto* const module = reinterpret_cast<const ModuleTag*>(tag);
      if (into.module_end != 0) return refuse(why) << "a second module";
      into.module_begin = module->begin;
      into.module_end = module->end;
      if (into.module_end < into.module_begin) return refuse(why) << kDamaged;
    }
    at = align_up(at + tag->size, 8);
  }
}

} // namespace sigil::bootcheck

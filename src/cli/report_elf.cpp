#include "report_elf.hpp"

#include "json_text.hpp"
#include "screen_text.hpp"
#include "sigil/elf/abi.hpp"
#include "sigil/elf/words.hpp"
#include "table.hpp"

namespace sigil::cli {
namespace {

std::string section_flags(const elf::Section& section) {
  return {section.has_address() ? 'a' : '-', section.is_writable() ? 'w' : '-',
          section.is_code() ? 'x' : '-'};
}

std::string type_of(const elf::File& file) {
  switch (file.type) {
  case elf::FileType::Relocatable: return "relocatable object";
  case elf::FileType::Executable: return "executable";
  case elf::FileType::Shared: return "shared object";
  case elf::FileType::Core: return "core dump";
  case elf::FileType::Other: break;
  }
  return "file of another type";
}

std::string kind_of(const elf::File& file) {
  return std::string(file.is_64_bit ? "64" : "32") + "-bit " +
         (file.byte_order == ByteOrder::Little ? "little-endian " : "big-endian ") + type_of(file) + " for " +
         elf::machine_name(file.machine);
}

/// The sections whose addresses a segment has in memory.
std::string sections_in(const elf::Segment& segment, const std::vector<elf::Section>& sections) {
  std::string names;
  for (const elf::Section& section : sections) {
    if (!section.has_address() || section.size_bytes == 0 || section.address < segment.virtual_address)
      continue;
    // .tbss has addresses of its thread's own, which other segments have for something else.
    const bool has_memory =
        section.is_in_file() || !section.is_thread_local() || segment.type == elf::abi::PT_TLS;
    const std::uint64_t distance = section.address - segment.virtual_address;
    if (has_memory && in_bounds(distance, section.size_bytes, segment.memory_size_bytes))
      names += (names.empty() ? "" : " ") + printable(section.name);
  }
  return names;
}

/// What each dynamic entry refers to, if that is a name.
std::vector<std::string> dynamic_texts(const elf::File& file) {
  std::vector<std::string> texts;
  std::size_t needed = 0;
  for (const elf::DynamicEntry& entry : file.dynamic) {
    const std::string tag = elf::dynamic_tag_name(entry.tag);
    texts.push_back(tag == "NEEDED"    ? file.needed.at(needed++)
                    : tag == "SONAME"  ? file.soname
                    : tag == "RPATH"   ? file.rpath
                    : tag == "RUNPATH" ? file.runpath
                                       : std::string());
  }
  return texts;
}

std::string segments_text(const ElfReport& report) {
  Table table({">#", "TYPE", "FLAGS", ">OFFSET", ">ADDRESS", ">IN FILE", ">IN MEMORY", ">ALIGN", "SECTIONS"});
  for (std::size_t i = 0; i < report.file.segments.size(); ++i) {
    const elf::Segment& segment = report.file.segments[i];
    table.add({std::to_string(i), elf::segment_type_name(segment.type), rights(segment.flags),
               hex(segment.offset), hex(segment.virtual_address), std::to_string(segment.stated_size_bytes),
               std::to_string(segment.memory_size_bytes), hex(segment.alignment),
               sections_in(segment, report.sections)});
  }
  return "\nsegments:\n" + table.text();
}

std::string sections_text(const std::vector<elf::Section>& sections) {
  if (sections.empty()) return "\nno section headers\n";
  Table table({">#", "TYPE", "FLAGS", ">OFFSET", ">ADDRESS", ">SIZE", ">ALIGN", "NAME"});
  for (std::size_t i = 1; i < sections.size(); ++i) {
    const elf::Section& section = sections[i];
    table.add({std::to_string(i), elf::section_type_name(section.type), section_flags(section),
               hex(section.offset), hex(section.address), std::to_string(section.size_bytes),
               std::to_string(section.alignment), printable(section.name)});
  }
  return "\nsections:\n" + table.text();
}

std::string dynamic_text(const elf::File& file) {
  if (!file.is_dynamic()) return "\nno dynamic section\n";
  Table table({"TAG", ">VALUE", "NAME"});
  const std::vector<std::string> texts = dynamic_texts(file);
  for (std::size_t i = 0; i < file.dynamic.size(); ++i)
    table.add({elf::dynamic_tag_name(file.dynamic[i].tag), hex(file.dynamic[i].value), printable(texts[i])});
  return "\ndynamic entries:\n" + table.text();
}

Json segments_json(const elf::File& file) {
  Json list = Json::array();
  for (const elf::Segment& segment : file.segments)
    list.push_back({{"type", elf::segment_type_name(segment.type)},
                    {"flags", rights(segment.flags)},
                    {"offset", segment.offset},
                    {"address", segment.virtual_address},
                    {"file_size_bytes", segment.stated_size_bytes},
                    {"memory_size_bytes", segment.memory_size_bytes},
                    {"alignment", segment.alignment}});
  return list;
}

Json sections_json(const std::vector<elf::Section>& sections) {
  Json list = Json::array();
  for (const elf::Section& section : sections)
    list.push_back({{"name", section.name},
                    {"type", elf::section_type_name(section.type)},
                    {"flags", section.flags},
                    {"offset", section.offset},
                    {"address", section.address},
                    {"size_bytes", section.size_bytes},
                    {"link", section.link},
                    {"info", section.info},
                    {"alignment", section.alignment},
                    {"entry_size_bytes", section.entry_size_bytes}});
  return list;
}

Json dynamic_json(const elf::File& file) {
  Json list = Json::array();
  const std::vector<std::string> texts = dynamic_texts(file);
  for (std::size_t i = 0; i < file.dynamic.size(); ++i)
    list.push_back({{"tag", elf::dynamic_tag_name(file.dynamic[i].tag)},
                    {"value", file.dynamic[i].value},
                    {"name", text_or_null(texts[i])}});
  return list;
}

/// What both reports say of a file.
Json names_json(const ElfReport& report) {
  return {{"path", report.path.native()},
          {"needed", report.file.needed},
          {"soname", text_or_null(report.file.soname)},
          {"rpath", text_or_null(report.file.rpath)},
          {"runpath", text_or_null(report.file.runpath)},
          {"interpreter", text_or_null(report.file.interpreter)}};
}

} // namespace

ElfReport read_elf_names(const std::filesystem::path& path, ByteView content) {
  return {path, elf::parse(content), {}};
}

ElfReport read_elf_tables(const std::filesystem::path& path, ByteView content) {
  return {path, elf::parse(content), elf::read_sections(content)};
}

std::string needed_text(const std::vector<ElfReport>& reports, std::size_t files) {
  std::string text;
  for (const ElfReport& report : reports)
    for (const std::string& name : report.file.needed)
      text += (files > 1 ? printable(report.path.native()) + ": " : "") + printable(name) + '\n';
  return text;
}

std::string needed_json(const std::vector<ElfReport>& reports) {
  Json root = root_of("elf-needed");
  root["files"] = Json::array();
  for (const ElfReport& report : reports) root["files"].push_back(names_json(report));
  return to_text(root);
}

std::string explanation_text(const std::vector<ElfReport>& reports) {
  std::string text;
  for (const ElfReport& report : reports) {
    const elf::File& file = report.file;
    text += (text.empty() ? "" : "\n") + printable(report.path.native()) + ": " + kind_of(file) + ", entry " +
            hex(file.entry) +
            (file.interpreter.empty() ? "" : ", interpreter " + in_quotes(file.interpreter)) + '\n';
    text += file.segments.empty() ? "\nno segments\n" : segments_text(report);
    text += sections_text(report.sections) + dynamic_text(file);
  }
  return text;
}

std::string explanation_json(const std::vector<ElfReport>& reports) {
  Json root = root_of("elf-explanation");
  root["files"] = Json::array();
  for (const ElfReport& report : reports) {
    Json json = names_json(report);
    json["bits"] = report.file.is_64_bit ? 64 : 32;
    json["byte_order"] = report.file.byte_order == ByteOrder::Little ? "little" : "big";
    json["type"] = type_of(report.file);
    json["machine"] = elf::machine_name(report.file.machine);
    json["entry"] = report.file.entry;
    json["segments"] = segments_json(report.file);
    json["sections"] = sections_json(report.sections);
    json["dynamic"] = dynamic_json(report.file);
    root["files"].push_back(std::move(json));
  }
  return to_text(root);
}

std::string elf_check_text(const std::vector<ElfCheck>& checks) {
  std::string text;
  for (const ElfCheck& check : checks) {
    const std::string path = printable(check.path.native());
    if (check.violations.empty()) text += path + ": ok\n";
    for (const Error& violation : check.violations) {
      text += path + ": " + violation.message() + " [" + violation.code() + "]\n";
      for (const std::string& hint : violation.hints()) text += "  hint: " + hint + '\n';
    }
  }
  return text;
}

std::string elf_check_json(const std::vector<ElfCheck>& checks, const std::string& loader) {
  Json root = root_of("elf-check");
  root["loader"] = loader;
  root["files"] = Json::array();
  for (const ElfCheck& check : checks) {
    Json violations = Json::array();
    for (const Error& violation : check.violations)
      violations.push_back({{"rule", violation.code()}, {"message", violation.message()}});
    root["files"].push_back({{"path", check.path.native()}, {"violations", std::move(violations)}});
  }
  return to_text(root);
}

namespace {

const char* layout_word(elf::Layout layout) {
  switch (layout) {
  case elf::Layout::Unchanged: return "unchanged";
  case elf::Layout::InPlace: return "in-place";
  case elf::Layout::Padding: return "padding";
  case elf::Layout::Extended: return "extended";
  case elf::Layout::Appended: return "appended";
  }
  return "";
}

} // namespace

std::string rewriting_text(const std::vector<ElfRewriting>& files) {
  std::string text;
  for (const ElfRewriting& file : files)
    text += printable(file.path.native()) + ": " + layout_word(file.layout) +
            (file.size_after_bytes == file.size_before_bytes
                 ? ""
                 : ", +" + std::to_string(file.size_after_bytes - file.size_before_bytes) + " bytes") +
            '\n';
  return text;
}

std::string rewriting_json(const std::vector<ElfRewriting>& files) {
  Json root = root_of("elf-rewrite");
  root["files"] = Json::array();
  for (const ElfRewriting& file : files)
    root["files"].push_back({{"path", file.path.native()},
                             {"target", file.target.native()},
                             {"layout", layout_word(file.layout)},
                             {"size_before_bytes", file.size_before_bytes},
                             {"size_after_bytes", file.size_after_bytes}});
  return to_text(root);
}

} // namespace sigil::cli

#include "report_package.hpp"

#include <map>
#include <set>

#include "json_text.hpp"
#include "screen_text.hpp"
#include "sigil/base/text.hpp"
#include "sigil/rom/name.hpp"
#include "table.hpp"

namespace sigil::cli {
namespace {

std::string layout_word(elf::Layout layout) {
  switch (layout) {
  case elf::Layout::Unchanged: return "unchanged";
  case elf::Layout::InPlace: return "in place";
  case elf::Layout::Padding: return "padding";
  case elf::Layout::Extended: return "extended";
  case elf::Layout::Appended: return "appended";
  }
  return "changed";
}

const std::string& name_of(const package::ManifestFile& entry, std::string& urn) {
  urn = entry.capability.to_urn();
  return entry.set_name.empty() ? urn : entry.set_name;
}

/// A string of the DOT language, in which a backslash begins an escape.
std::string dot_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char character : printable(text)) {
    if (character == '"' || character == '\\') quoted += '\\';
    quoted += character;
  }
  return quoted + '"';
}

Json names_json(const std::vector<package::ManifestNeed>& needs) {
  Json list = Json::array();
  for (const package::ManifestNeed& need : needs) list.push_back(need.name);
  return list;
}

} // namespace

std::string fixup_text(const package::FixupResult& result) {
  Table table({"CHANGE", ">GROWTH", ">NEEDS", "NAME", "FILE"});
  for (const package::FixedFile& file : result.files) {
    std::string urn;
    const std::string& name = name_of(file.entry, urn);
    const auto growth =
        static_cast<std::int64_t>(file.entry.size_bytes) - static_cast<std::int64_t>(file.size_before_bytes);
    table.add({layout_word(file.layout), std::to_string(growth),
               std::to_string(file.entry.needs.size() + file.entry.declared.size()),
               std::string(rom::label_of(name)),
               printable(file.output + (file.path.empty() ? "" : ": " + file.path))});
  }
  return result.files.empty() ? std::string() : table.text();
}

std::string fixup_json(const package::FixupResult& result, bool is_dry_run) {
  Json root = root_of("package-fixup");
  root["dry_run"] = is_dry_run;
  root["files"] = Json::array();
  for (const package::FixedFile& file : result.files)
    root["files"].push_back({{"output", file.output},
                             {"path", text_or_null(file.path)},
                             {"is_changed", file.is_changed},
                             {"layout", layout_word(file.layout)},
                             {"size_before_bytes", file.size_before_bytes},
                             {"size_bytes", file.entry.size_bytes},
                             {"capability", file.entry.capability.to_urn()},
                             {"set", text_or_null(file.entry.set_name)},
                             {"needs", names_json(file.entry.needs)},
                             {"declared", names_json(file.entry.declared)},
                             {"missing", file.entry.missing}});
  root["manifests"] = Json::array();
  for (const std::filesystem::path& path : result.manifests) root["manifests"].push_back(path.native());
  root["notes"] = result.notes;
  return to_text(root);
}

std::string closure_text(const package::MergedClosure& closure) {
  Table table({">SIZE", "NAME", "FILE"});
  std::uint64_t size_bytes = 0;
  std::set<std::string> counted; // one content may lie in several places
  for (const package::MergedFile& file : closure.files) {
    const std::string name = file.name();
    table.add(
        {std::to_string(file.size_bytes), std::string(rom::label_of(name)), printable(file.path.native())});
    if (counted.insert(name).second) size_bytes += file.size_bytes;
  }
  return table.text() + std::to_string(counted.size()) + " contents, " + human_size(size_bytes) + '\n';
}

std::string closure_json(const package::MergedClosure& closure) {
  Json root = root_of("package-closure");
  root["files"] = Json::array();
  for (const package::MergedFile& file : closure.files) {
    Json needs = Json::array();
    for (const package::MergedFile::Need& need : file.needs)
      needs.push_back({{"name", need.name},
                       {"path", closure.files[need.file].path.native()},
                       {"is_declared", need.is_declared}});
    root["files"].push_back({{"path", file.path.native()},
                             {"package", text_or_null(file.package.native())},
                             {"is_asked_for", file.is_asked_for},
                             {"name", file.name()},
                             {"capability", file.capability.to_urn()},
                             {"size_bytes", file.size_bytes},
                             {"soname", text_or_null(file.soname)},
                             {"needs", std::move(needs)}});
  }
  return to_text(root);
}

std::string closure_dot(const package::MergedClosure& closure) {
  std::string text = "digraph closure {\n  rankdir=LR;\n  node [shape=box];\n";
  for (std::size_t i = 0; i < closure.files.size(); ++i) {
    const package::MergedFile& file = closure.files[i];
    text += "  n" + std::to_string(i) + " [label=" + dot_string(file.path.filename().native()) +
            ", tooltip=" + dot_string(file.path.native()) + (file.is_asked_for ? ", style=bold" : "") +
            "];\n";
  }
  for (std::size_t i = 0; i < closure.files.size(); ++i)
    for (const package::MergedFile::Need& need : closure.files[i].needs)
      text += "  n" + std::to_string(i) + " -> n" + std::to_string(need.file) +
              (need.is_declared ? " [style=dashed, label=" + dot_string(need.name) + "]" : "") + ";\n";
  return text + "}\n";
}

} // namespace sigil::cli

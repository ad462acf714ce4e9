
#include "report.hpp"
#include "report_firmware.hpp"
#include "screen_text.hpp"
#include "sigil/base/text.hpp"
#include "sigil/genode/release.hpp"
#include "sigil/rom/name.hpp"
#include "table.hpp"

namespace sigil::cli {
namespace {

constexpr std::uint32_t kLoad = 1; // PT_LOAD

std::string printable_lines(std::string_view value) {
  std::string text;
  for (std::size_t begin = 0; begin < value.size();) {
    const std::size_t end = std::min(value.find('\n', begin), value.size());
    text += "  " + printable(value.substr(begin, end - begin)) + '\n';
    begin = end + 1;
  }
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + printable(word);
  return text;
}

std::string count_of(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

std::string store_text(const system::StoreReport& store) {
  std::string text = "\nstore, " + count_of(store.large_blocks, "block", "blocks") + " of 32 KiB and " +
                     count_of(store.small_blocks, "block", "blocks") + " of 1 KiB:\n";
  Table contents({">SIZE", ">BLOCKS OF", ">LEVEL", "USED BY", "NAME", "READ CAPABILITY"});
  for (const system::StoredReport& content : store.contents)
    contents.add({std::to_string(content.size_bytes), human_size(content.block_size_bytes),
                  std::to_string(content.level), joined(content.users),
                  content.name.empty() ? "-" : printable(content.name),
                  content.urn.empty() ? "-" : content.urn});
  return text + contents.text();
}

} // namespace

std::string plan_text(const system::Plan& plan) {
  std::string text =
      "system " + in_quotes(plan.name) + ", configuration in " + std::string(genode::to_text(plan.syntax)) +
      ", kernel: " + (plan.kernel ? plan.kernel->hypervisor.path.native() : std::string("bootcheck")) + '\n';
  text += "\nmodules:\n";
  Table modules({">SIZE", "NAME"});
  std::uint64_t total = 0;
  for (const rom::Rom& rom : plan.modules) {
    modules.add({std::to_string(rom.size_bytes()), std::string(rom.name.label())});
    total += rom.size_bytes();
  }
  text += modules.text();
  text += "  " + count_of(plan.modules.size(), "module", "modules") + ", " + human_size(total) + '\n';
  if (!plan.stored.empty()) {
    text += "\nin the store:\n";
    Table stored({">SIZE", "NAME"});
    for (const system::StoredRom& rom : plan.stored)
      stored.add({std::to_string(rom.size_bytes), printable(rom.name)});
    text += stored.text();
  }
  text += "\nchildren:\n";
  Table children({"NAME", ">CAPS", ">RAM", "BINARY"});
  for (const genode::Child& child : plan.init.children)
    children.add({child.name, std::to_string(child.caps), human_size(child.ram_bytes),
                  std::string(child.binary.label())});
  return text + children.text() + "\nconfiguration:\n" + printable_lines(plan.config_text);
}

std::string image_text(const system::ImageReport& report) {
  std::string text = report.format + ", " + human_size(report.size_bytes) + '\n';
  if (!report.files.empty()) {
    text += "\nfiles:\n";
    Table files({">OFFSET", ">SIZE", "PATH"});
    for (const image::IsoEntry& file : report.files)
      files.add({hex(file.offset), std::to_string(file.size_bytes), printable(file.path)});
    text += files.text();
  }
  if (report.boot) {
    text += "\nboot:\n  " + printable(report.boot->kernel_path);
    for (const std::string& argument : report.boot->kernel_arguments) text += ' ' + printable(argument);
    text += '\n';
    for (const image::BootEntry::Module& module : report.boot->modules) {
      text += "  " + printable(module.path);
      for (const std::string& argument : module.arguments) text += ' ' + printable(argument);
      text += '\n';
    }
  }
  if (report.firmware) text += firmware_text(*report.firmware);
  text += "\nsegments of the core image:\n";
  Table segments({">ADDRESS", ">OFFSET", ">FILE SIZE", ">MEMORY SIZE", "RIGHTS"});
  for (const elf::Segment& segment : report.segments)
    if (segment.type == kLoad)
      segments.add({hex(segment.virtual_address), hex(segment.offset),
                    std::to_string(segment.file_size_bytes), std::to_string(segment.memory_size_bytes),
                    rights(segment.flags)});
  text += segments.text();
  text += "\nmodules:\n";
  Table modules({">OFFSET", ">SIZE", "USED BY", "NAME"});
  for (const system::ModuleReport& module : report.modules)
    modules.add({hex(module.file_offset), std::to_string(module.size_bytes), joined(module.users),
                 printable(module.name)});
  text += modules.text();
  if (report.store) text += store_text(*report.store);
  return text + "\nconfiguration:\n" + printable_lines(report.config_text);
}

std::string verification_text(const system::VerifyReport& report) {
  if (report.problems.empty()) {
    std::string text = "ok: " + count_of(report.modules, "module", "modules") + ", " +
                       count_of(report.children, "child", "children") + ", " +
                       count_of(report.urns_checked, "URN", "URNs") + " encoded again and equal";
    if (report.contents > 0)
      text += ", " + count_of(report.contents, "content", "contents") + " of the store proven (" +
              std::to_string(report.proven_bytes) + " bytes)";
    return text + '\n';
  }
  std::string text;
  for (const Error& problem : report.problems) text += problem.render("problem");
  return text + count_of(report.problems.size(), "problem", "problems") + '\n';
}

} // namespace sigil::cli

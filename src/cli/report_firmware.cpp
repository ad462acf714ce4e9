#include "report_firmware.hpp"

#include <nlohmann/json.hpp>

#include "screen_text.hpp"
#include "table.hpp"

namespace sigil::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string platform_of(const image::ElToritoEntry& entry) {
  if (entry.platform == image::kPlatformBios) return "bios";
  if (entry.platform == image::kPlatformUefi) return "uefi";
  return hex(entry.platform, 2);
}

std::uint64_t last_block(const image::MbrPartition& partition) {
  return std::uint64_t{partition.first_block} + partition.blocks - 1; // one in use has blocks
}

} // namespace

std::string firmware_text(const system::FirmwareReport& report) {
  std::string text = "\nfirmware:\n  boots:";
  for (const std::string& way : report.boots) text += ' ' + way;
  text += report.boots.empty() ? " nothing\n" : "\n";
  if (!report.el_torito.empty()) {
    text += "\nboot catalog of the CD:\n";
    Table entries({"PLATFORM", ">OFFSET", ">SIZE"});
    for (const image::ElToritoEntry& entry : report.el_torito)
      entries.add({platform_of(entry), hex(entry.offset), std::to_string(entry.size_bytes)});
    text += entries.text();
  }
  if (!report.mbr.empty() || !report.gpt.empty()) {
    text += "\npartitions:\n";
    Table partitions({"TABLE", ">NUMBER", ">FIRST BLOCK", ">LAST BLOCK", "TYPE", "NAME"});
    for (const image::MbrPartition& partition : report.mbr)
      partitions.add({"mbr", std::to_string(partition.number), std::to_string(partition.first_block),
                      std::to_string(last_block(partition)), hex(partition.type, 2),
                      partition.is_active ? "(active)" : ""});
    for (const image::GptPartition& partition : report.gpt)
      partitions.add({"gpt", std::to_string(partition.number), std::to_string(partition.first_block),
                      std::to_string(partition.last_block), partition.type_guid, printable(partition.name)});
    text += partitions.text();
  }
  if (report.efi_files.empty()) return text;
  text += "\nfiles of the EFI system partition:\n";
  Table files({">SIZE", "PATH"});
  for (const system::EfiFile& file : report.efi_files)
    files.add({std::to_string(file.size_bytes), printable(file.path)});
  return text + files.text();
}

nlohmann::ordered_json firmware_json(const system::FirmwareReport& report) {
  Json json{{"boots", report.boots},
            {"el_torito", Json::array()},
            {"partitions", Json::array()},
            {"efi_files", Json::array()}};
  for (const image::ElToritoEntry& entry : report.el_torito)
    json["el_torito"].push_back({{"platform", platform_of(entry)},
                                 {"is_bootable", entry.is_bootable},
                                 {"offset", entry.offset},
                                 {"size_bytes", entry.size_bytes}});
  for (const image::MbrPartition& partition : report.mbr)
    json["partitions"].push_back({{"table", "mbr"},
                                  {"number", partition.number},
                                  {"type", hex(partition.type, 2)},
                                  {"guid", nullptr},
                                  {"first_block", partition.first_block},
                                  {"last_block", last_block(partition)},
                                  {"name", nullptr}});
  for (const image::GptPartition& partition : report.gpt)
    json["partitions"].push_back({{"table", "gpt"},
                                  {"number", partition.number},
                                  {"type", partition.type_guid},
                                  {"guid", partition.guid},
                                  {"first_block", partition.first_block},
                                  {"last_block", partition.last_block},
                                  {"name", partition.name}});
  for (const system::EfiFile& file : report.efi_files)
    json["efi_files"].push_back({{"path", file.path}, {"size_bytes", file.size_bytes}});
  return json;
}

} // namespace sigil::cli

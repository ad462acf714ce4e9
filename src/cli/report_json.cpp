#include "json_text.hpp"
#include "report.hpp"
#include "report_firmware.hpp"
#include "sigil/base/text.hpp"
#include "sigil/genode/release.hpp"

namespace sigil::cli {
namespace {

std::string_view to_text(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::Failed: return "failed";
  case ErrorKind::Usage: return "usage";
  case ErrorKind::Io: return "io";
  case ErrorKind::Invalid: return "invalid";
  case ErrorKind::Integrity: return "integrity";
  case ErrorKind::Missing: return "missing";
  case ErrorKind::Limit: return "limit";
  case ErrorKind::Interrupted: return "interrupted";
  case ErrorKind::Internal: break;
  }
  return "internal";
}

Json names_of(const std::vector<rom::RomName>& names) {
  Json list = Json::array();
  for (const rom::RomName& name : names) list.push_back(name.full());
  return list;
}

Json boot_of(const std::optional<image::BootEntry>& boot) {
  if (!boot) return nullptr;
  Json modules = Json::array();
  for (const image::BootEntry::Module& module : boot->modules)
    modules.push_back({{"path", module.path}, {"arguments", module.arguments}});
  return {{"title", boot->title},
          {"kernel", {{"path", boot->kernel_path}, {"arguments", boot->kernel_arguments}}},
          {"modules", std::move(modules)}};
}

Json store_of(const std::optional<system::StoreReport>& store) {
  if (!store) return nullptr;
  Json contents = Json::array();
  for (const system::StoredReport& content : store->contents)
    contents.push_back({{"name", text_or_null(content.name)},
                        {"size_bytes", content.size_bytes},
                        {"block_size_bytes", content.block_size_bytes},
                        {"level", content.level},
                        {"urn", text_or_null(content.urn)},
                        {"users", content.users}});
  return {{"size_bytes", store->size_bytes},
          {"blocks_32k", store->large_blocks},
          {"blocks_1k", store->small_blocks},
          {"contents", std::move(contents)}};
}

} // namespace

std::string plan_json(const system::Plan& plan) {
  Json json = root_of("plan");
  json["name"] = plan.name;
  json["description"] = plan.description.native();
  json["config_syntax"] = genode::to_text(plan.syntax);
  json["kernel"] = plan.kernel ? Json{{"bender", plan.kernel->bender.path.native()},
                                      {"hypervisor", plan.kernel->hypervisor.path.native()},
                                      {"arguments", plan.kernel->arguments}}
                               : Json(nullptr);
  json["core"] = plan.core ? Json(plan.core->path.native()) : Json(nullptr);
  json["modules"] = Json::array();
  for (const rom::Rom& rom : plan.modules) {
    const auto known = plan.capabilities.find(rom.name.full());
    json["modules"].push_back(
        {{"name", rom.name.full()},
         {"label", rom.name.label()},
         {"urn", known == plan.capabilities.end() ? Json(nullptr) : Json(known->second.to_urn())},
         {"size_bytes", rom.size_bytes()}});
  }
  json["stored"] = Json::array();
  for (const system::StoredRom& stored : plan.stored)
    json["stored"].push_back(
        {{"name", stored.name}, {"size_bytes", stored.size_bytes}, {"urn", stored.capability.to_urn()}});
  json["children"] = Json::array();
  for (const genode::Child& child : plan.init.children)
    json["children"].push_back({{"name", child.name},
                                {"binary", child.binary.full()},
                                {"libraries", names_of(child.libraries)},
                                {"caps", child.caps},
                                {"ram_bytes", child.ram_bytes}});
  json["config"] = plan.config_text;
  return to_text(json);
}

std::string image_json(const system::ImageReport& report) {
  Json json = root_of("image");
  json["format"] = report.format;
  json["size_bytes"] = report.size_bytes;
  json["files"] = Json::array();
  for (const image::IsoEntry& file : report.files)
    json["files"].push_back({{"path", file.path}, {"offset", file.offset}, {"size_bytes", file.size_bytes}});
  json["firmware"] = report.firmware ? firmware_json(*report.firmware) : Json(nullptr);
  json["boot"] = boot_of(report.boot);
  json["manifest_hash"] = report.manifest_hash ? Json(to_hex(*report.manifest_hash)) : Json(nullptr);
  json["segments"] = Json::array();
  for (const elf::Segment& segment : report.segments)
    json["segments"].push_back({{"type", segment.type},
                                {"flags", segment.flags},
                                {"offset", segment.offset},
                                {"virtual_address", segment.virtual_address},
                                {"physical_address", segment.physical_address},
                                {"file_size_bytes", segment.file_size_bytes},
                                {"memory_size_bytes", segment.memory_size_bytes}});
  json["modules"] = Json::array();
  for (const system::ModuleReport& module : report.modules)
    json["modules"].push_back({{"name", module.name},
                               {"size_bytes", module.size_bytes},
                               {"file_offset", module.file_offset},
                               {"urn", text_or_null(module.urn)},
                               {"blake2b_256", to_hex(module.hash)},
                               {"users", module.users}});
  json["store"] = store_of(report.store);
  json["config"] = report.config_text;
  return to_text(json);
}

std::string verification_json(const system::VerifyReport& report) {
  Json json = root_of("verification");
  json["is_sound"] = report.problems.empty();
  json["modules"] = report.modules;
  json["children"] = report.children;
  json["urns_checked"] = report.urns_checked;
  json["contents_proven"] = report.contents;
  json["bytes_proven"] = report.proven_bytes;
  json["problems"] = Json::array();
  for (const Error& problem : report.problems)
    json["problems"].push_back({{"kind", to_text(problem.kind())},
                                {"code", text_or_null(problem.code())},
                                {"message", problem.message()},
                                {"context", problem.context()},
                                {"hints", problem.hints()}});
  return to_text(json);
}

} // namespace sigil::cli

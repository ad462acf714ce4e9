#include "sigil/system/inspect.hpp"

#include <algorithm>
#include <map>

#include "opened_image.hpp"
#include "stored.hpp"

namespace sigil::system {
namespace {

ByteView content_of(const OpenedImage& opened, const Blob& image, std::string_view path) {
  for (const image::IsoEntry& entry : opened.files)
    if (entry.path == path) return image.bytes().subspan(entry.offset, entry.size_bytes);
  throw Error(ErrorKind::Invalid, "the ISO has no file " + in_quotes(path));
}

/// The one module that is the core image. NOVA takes the first module as its root task and core takes
/// the last as itself, so there must be no other; bender has used up its own by then.
const image::BootEntry::Module& core_module(const image::BootEntry& boot) {
  std::vector<const image::BootEntry::Module*> found;
  for (const image::BootEntry::Module& module : boot.modules) {
    const std::string name = module.arguments.empty() ? std::string() : module.arguments.front();
    if (name != "hypervisor" && name != "micro.code") found.push_back(&module);
  }
  if (found.size() != 1)
    throw Error(ErrorKind::Invalid, "GRUB's configuration loads " + std::to_string(found.size()) +
                                        " modules beside the kernel's own, expected the core image alone");
  return *found.front();
}

void open_iso(OpenedImage& opened, const Blob& image) {
  opened.format = "iso";
  opened.files = image::read_iso(image.bytes());
  opened.boot = image::parse_grub_config(as_text(content_of(opened, image, "/boot/grub/grub.cfg")));
  opened.manifest_hash = image::find_manifest_hash(*opened.boot);
  opened.core_bytes = content_of(opened, image, core_module(*opened.boot).path);
}

/// What can be read is shown; verify reports what is wrong with the rest.
template <typename Read>
void if_readable(Read read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Internal) throw;
  }
}

void add_users(const OpenedImage& opened, const genode::Node& config, ImageReport& report) {
  for (const Reach& reach : walk_system(opened, config))
    for (const image::BootModule* module : reach.modules)
      report.modules[static_cast<std::size_t>(module - opened.core.modules.data())].users.push_back(
          reach.child);
}

void add_store(const OpenedImage& opened, const std::vector<CapabilityUse>& uses, ImageReport& report) {
  const image::BootModule* module = opened.module(eris::kStoreName);
  if (module == nullptr) return;
  eris::StoreView store = eris::StoreView::open(module->content);
  std::vector<image::ManifestEntry> manifest;
  if_readable([&] { manifest = opened.manifest(); });
  report.store = report_store(store, module->size_bytes, manifest, uses);
}

} // namespace

std::vector<image::ManifestEntry> OpenedImage::manifest() const {
  const image::BootModule* found = module(kManifestName);
  if (found == nullptr) throw Error(ErrorKind::Missing, "the image has no boot module 'sigil-manifest'");
  return image::parse_manifest(as_text(found->content));
}

const image::BootModule* OpenedImage::module(std::string_view name) const {
  const auto found = std::find_if(core.modules.begin(), core.modules.end(),
                                  [name](const image::BootModule& m) { return m.name == name; });
  return found == core.modules.end() ? nullptr : &*found;
}

genode::Node OpenedImage::config() const {
  const image::BootModule* found = module("config");
  if (found == nullptr) throw Error(ErrorKind::Missing, "the image has no boot module 'config'");
  return genode::parse(found->content);
}

OpenedImage open_image(const Blob& image) {
  OpenedImage opened;
  if (image::is_iso(image.bytes())) {
    open_iso(opened, image);
  } else if (elf::has_magic(image.bytes())) {
    opened.format = "core-image";
    opened.core_bytes = image.bytes();
  } else {
    throw Error(ErrorKind::Invalid, "neither an ISO 9660 image nor an ELF file found, expected an image");
  }
  opened.core = image::read_core_image(opened.core_bytes);
  return opened;
}

std::vector<Reach> walk_system(const OpenedImage& image, const genode::Node& config) {
  const ModuleTable modules(image.core.modules);
  std::vector<Reach> reaches{walk_init(modules)};
  for (const genode::Node& node : config.children)
    if (node.type == "start") reaches.push_back(walk_child(node, modules));
  return reaches;
}

ImageReport inspect_image(const Blob& image) {
  const OpenedImage opened = open_image(image);
  ImageReport report{.format = opened.format,
                     .size_bytes = image.size(),
                     .files = opened.files,
                     .firmware = {},
                     .boot = opened.boot,
                     .manifest_hash = opened.manifest_hash,
                     .segments = opened.core.elf.segments,
                     .modules = {},
                     .store = {},
                     .config_text = {}};
  if (report.format == "iso") report.firmware = inspect_firmware(image.bytes());
  std::map<std::string, std::string> capabilities;
  if_readable([&] {
    for (const image::ManifestEntry& entry : opened.manifest())
      if (entry.placement == image::Placement::Module) capabilities[entry.name] = entry.capability;
  });
  for (const image::BootModule& module : opened.core.modules) {
    const bool is_urn = module.name.starts_with("urn:");
    report.modules.push_back({.name = module.name,
                              .size_bytes = module.size_bytes,
                              .file_offset = module.file_offset,
                              .urn = is_urn ? module.name : capabilities[module.name],
                              .hash = crypto::blake2b_256(module.content),
                              .users = {}});
  }
  std::vector<CapabilityUse> uses;
  if (const image::BootModule* module = opened.module("config")) {
    report.config_text = as_text(module->content);
    if_readable([&] {
      const genode::Node config = opened.config();
      uses = find_capabilities(config);
      add_users(opened, config, report);
    });
  }
  if_readable([&] { add_store(opened, uses, report); });
  return report;
}

eris::StoreView open_store(const Blob& file) {
  if (eris::StoreView::has_magic(file.bytes())) return eris::StoreView::open(file.bytes());
  const OpenedImage opened = open_image(file);
  const image::BootModule* module = opened.module(eris::kStoreName);
  if (module == nullptr)
    throw Error(ErrorKind::Missing, "the image has no boot module 'eris-store'")
        .hint("a description places a ROM there with \"placement\": \"store\"");
  return eris::StoreView::open(module->content);
}

} // namespace sigil::system

#include <algorithm>
#include <map>

#include "opened_image.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/image/manifest.hpp"
#include "sigil/package/set_name.hpp"
#include "sigil/system/inspect.hpp"
#include "stored.hpp"

namespace sigil::system {
namespace {

class Verifier {
 public:
  Verifier(const OpenedImage& image, std::span<const eris::ConvergenceSecret> secrets)
      : image_(image), secrets_(secrets) {}

  /// `bytes` are those of the whole image.
  VerifyReport run(ByteView bytes) {
    report_.modules = image_.core.modules.size();
    if (image_.format == "iso") check_firmware(bytes, image_.files, problems_);
    problems_.collect([this] { image::check_core_words(image_.core, image_.core_bytes); });
    check_table();
    problems_.collect([this] { check_manifest(); });
    problems_.collect([this] { config_ = image_.config(); });
    problems_.collect([this] { check_store(); });
    check_capabilities();
    check_sets();
    if (config_) problems_.collect([this] { check_children(*config_); });
    report_.problems = problems_.errors();
    return std::move(report_);
  }

 private:
  void problem(ErrorKind kind, std::string message) { problems_.add(Error(kind, std::move(message))); }

  /// What core's table makes of the modules: it cuts names at 63 characters and skips empty ones.
  void check_table() {
    std::map<std::string_view, std::string_view> seen;
    for (const image::BootModule& module : image_.core.modules) {
      const rom::NameFault fault = rom::check_characters(module.name);
      rom::SetNameView set;
      if (rom::has_set_prefix(module.name) && !rom::read_set_name(module.name, set))
        problem(ErrorKind::Invalid, "boot module name " + in_quotes(module.name) +
                                        " starts like that of a set's member, but is none");
      else if (fault != rom::NameFault::None)
        problems_.add(rom::name_error("boot module name", module.name, fault));
      else if (module.name.size() > rom::kLabelLength && !module.name.starts_with("urn:"))
        problems_.add(rom::name_error("boot module name", module.name, rom::NameFault::TooLong));
      else if (rom::is_core_rom(module.name))
        problems_.add(rom::name_error("boot module name", module.name, rom::NameFault::Reserved));
      if (module.size_bytes == 0)
        problem(ErrorKind::Invalid,
                "boot module " + in_quotes(module.name) + " is empty, core skips such modules");
      const auto [other, fresh] = seen.emplace(rom::label_of(module.name), module.name);
      if (!fresh)
        problem(ErrorKind::Invalid, "boot modules " + in_quotes(other->second) + " and " +
                                        in_quotes(module.name) + " are equal in their first 63 characters");
    }
  }

  void check_manifest() {
    const image::BootModule* module = image_.module(kManifestName);
    if (module != nullptr && image_.boot) check_manifest_hash(*module);
    manifest_ = image_.manifest();
    std::map<std::string_view, image::ManifestEntry> entries;
    for (const image::ManifestEntry& entry : manifest_)
      if (entry.placement == image::Placement::Module) entries.emplace(entry.name, entry);
    for (const image::BootModule& other : image_.core.modules) {
      if (other.name == kManifestName) continue;
      const auto entry = entries.find(other.name);
      if (entry == entries.end()) {
        problem(ErrorKind::Integrity, "module " + in_quotes(other.name) + " is not in the manifest");
        continue;
      }
      compare(other, entry->second);
      entries.erase(entry);
    }
    for (const auto& [name, entry] : entries)
      problem(ErrorKind::Integrity, "module " + in_quotes(name) + " of the manifest is not in the image");
  }

  void check_manifest_hash(const image::BootModule& manifest) {
    if (!image_.manifest_hash) {
      problem(ErrorKind::Integrity, "GRUB's configuration has no word 'sigil-manifest=…'");
      return;
    }
    const crypto::Hash found = crypto::blake2b_256(manifest.content);
    if (found != *image_.manifest_hash)
      problem(ErrorKind::Integrity, "the manifest has hash " + to_hex(found) +
                                        ", GRUB's configuration says " + to_hex(*image_.manifest_hash));
  }

  void compare(const image::BootModule& module, const image::ManifestEntry& entry) {
    if (module.size_bytes != entry.size_bytes)
      problem(ErrorKind::Integrity, "module " + in_quotes(module.name) + " has " +
                                        std::to_string(module.size_bytes) + " bytes, the manifest says " +
                                        std::to_string(entry.size_bytes));
    else if (const crypto::Hash found = crypto::blake2b_256(module.content); found != entry.hash)
      problem(ErrorKind::Integrity, "module " + in_quotes(module.name) + " has hash " + to_hex(found) +
                                        ", the manifest says " + to_hex(entry.hash));
    if (module.name.starts_with("urn:") && entry.capability != module.name)
      problem(ErrorKind::Integrity,
              "module " + in_quotes(module.name) +
                  " has another capability in the manifest: " + in_quotes(entry.capability));
  }

  void check_store() {
    const bool is_listed = std::any_of(manifest_.begin(), manifest_.end(), [](const auto& entry) {
      return entry.placement == image::Placement::Store;
    });
    const image::BootModule* module = image_.module(eris::kStoreName);
    if (module == nullptr) {
      if (is_listed)
        throw Error(ErrorKind::Missing,
                    "the manifest has contents of a store, but the image has no boot module 'eris-store'");
      return;
    }
    eris::StoreView store = eris::StoreView::open(module->content);
    const std::vector<CapabilityUse> uses =
        config_ ? find_capabilities(*config_) : std::vector<CapabilityUse>();
    for (const Error& fault : prove_store(store, manifest_, uses, report_)) problems_.add(fault);
  }

  /// By their names if they are URNs, else by the manifest.
  void check_capabilities() {
    std::map<std::string_view, std::string_view> capabilities;
    for (const image::ManifestEntry& entry : manifest_)
      if (entry.placement == image::Placement::Module) capabilities[entry.name] = entry.capability;
    for (const image::BootModule& module : image_.core.modules) {
      const bool is_urn = module.name.starts_with("urn:");
      const std::string_view capability = is_urn ? module.name : capabilities[module.name];
      if (!capability.empty()) problems_.collect([&] { check_capability(module, capability); });
    }
  }

  void check_capability(const image::BootModule& module, std::string_view urn) {
    const eris::ReadCapability named = eris::ReadCapability::parse_urn(urn);
    const eris::ReadCapability found = eris::encode(module.content, named.block_size);
    const auto is_of = [&](const eris::ConvergenceSecret& secret) {
      return eris::encode(module.content, named.block_size, secret) == named;
    };
    if (found != named && std::none_of(secrets_.begin(), secrets_.end(), is_of))
      throw Error(ErrorKind::Integrity, "module " + in_quotes(module.name) + " has content with the URN " +
                                            in_quotes(found.to_urn()) +
                                            (urn == module.name ? "" : ", the manifest has another"))
          .coded("system.urn.mismatch")
          .hint("a package with a convergence secret of its own is proven with '--convergence-secret-file'");
    ++report_.urns_checked;
  }

  /// Libraries that need each other have the hash over all of them in their names.
  void check_sets() {
    std::map<std::string_view, std::map<std::uint32_t, const image::BootModule*>> sets;
    for (const image::BootModule& module : image_.core.modules)
      if (rom::SetNameView name; rom::read_set_name(module.name, name))
        sets[name.hash].emplace(name.index, &module);
    for (const auto& [hash, members] : sets)
      problems_.collect([&, &set_hash = hash, &set_members = members] { check_set(set_hash, set_members); });
  }

  static void check_set(std::string_view hash,
                        const std::map<std::uint32_t, const image::BootModule*>& members) {
    std::vector<ByteView> contents;
    for (const auto& [index, module] : members) {
      if (index != contents.size())
        throw Error(ErrorKind::Integrity, "module " + in_quotes(members.begin()->second->name) +
                                              ": its set has no member " + std::to_string(contents.size()))
            .coded("system.set.member");
      contents.push_back(module->content);
    }
    if (package::recompute_set_hash(contents, std::string(hash)) != hash)
      throw Error(ErrorKind::Integrity, "module " + in_quotes(members.begin()->second->name) +
                                            ": its set has another hash than its name")
          .coded("system.set.hash");
  }

  void check_children(const genode::Node& config) {
    for (const Error& fault : genode::check_config(config)) problems_.add(fault);
    const std::vector<Reach> reaches = walk_system(image_, config);
    report_.children = reaches.size() - 1;
    for (const Reach& reach : reaches)
      for (const Error& problem : reach.problems) problems_.add(problem);
  }

  const OpenedImage& image_;
  const std::span<const eris::ConvergenceSecret> secrets_;
  std::vector<image::ManifestEntry> manifest_; ///< empty if it cannot be read
  std::optional<genode::Node> config_;         ///< likewise
  ErrorList problems_;
  VerifyReport report_;
};

} // namespace

VerifyReport verify_image(const Blob& image, std::span<const eris::ConvergenceSecret> secrets) {
  const OpenedImage opened = open_image(image);
  return Verifier(opened, secrets).run(image.bytes());
}

} // namespace sigil::system

#include "sigil/system/build.hpp"

#include <algorithm>

#include "sigil/base/text.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/image/boot.hpp"
#include "sigil/image/efi_program.hpp"
#include "sigil/image/fat.hpp"
#include "sigil/image/iso.hpp"

namespace sigil::system {
namespace {

/// Of every EFI system partition: its label, and its volume id, which is that date.
constexpr std::string_view kEfiLabel = "SIGIL-EFI";
constexpr std::uint32_t kEfiVolumeId = 0x20000101;
/// Every image has the same dates: 2000-01-01, midnight. ISO 9660 derives its identifiers from it.
constexpr std::string_view kVolumeDate = "2000010100000000";

/// Part of a cache key: a length-prefixed piece cannot run into the next.
void add_key(Bytes& key, ByteView piece) {
  const std::string length = std::to_string(piece.size()) + ':';
  for (const ByteView part : {as_bytes(length), piece}) key.insert(key.end(), part.begin(), part.end());
}

std::string cache_name(std::string_view prefix, const Bytes& key) {
  return std::string(prefix) + "-" + to_hex(crypto::blake2b_256(key));
}

Bytes to_bytes(const Blob& blob) {
  return {blob.bytes().begin(), blob.bytes().end()};
}

/// The result of a tool, from the cache or freshly made and then cached.
template <typename Make>
Blob cached(Cache& cache, const std::string& name, Make make) {
  Bytes found = cache.get(name);
  if (!found.empty()) return Blob::of(std::move(found));
  const Blob made = make();
  cache.put(name, to_bytes(made));
  return made;
}

/// A file that comes with sigil-build.
Blob installed(const std::filesystem::path& path) {
  try {
    return Blob::map(path);
  } catch (Error& error) {
    error.hint("it is installed with sigil-build; --data-dir names its folder");
    throw;
  }
}

/// A file of GRUB's folder for a platform.
std::filesystem::path grub_path(const BuildEnvironment& environment, const image::GrubImage& grub,
                                std::string_view name) {
  return std::filesystem::absolute(environment.grub_folder) / grub.folder / name;
}

Blob grub_file(const BuildEnvironment& environment, const image::GrubImage& grub, std::string_view name) {
  try {
    return Blob::map(grub_path(environment, grub, name));
  } catch (Error& error) {
    error.hint("install the package " + in_quotes(grub.package) + ", or name GRUB's folder with --grub-dir");
    throw;
  }
}

/// GRUB's own image for a firmware: depends on GRUB alone.
Blob make_grub_image(const BuildEnvironment& environment, image::Firmware firmware) {
  const image::GrubImage& grub = image::grub_image(firmware);
  Bytes key;
  add_key(key, as_bytes(environment.tools.version(Tool::GrubMkimage)));
  add_key(key, as_bytes(grub.config));
  add_key(key, grub_file(environment, grub, "kernel.img").bytes());
  for (const std::string& module : grub.modules)
    add_key(key, grub_file(environment, grub, module + ".mod").bytes());
  const char* const prefix = firmware == image::Firmware::Bios ? "grub-bios" : "grub-uefi";
  return cached(environment.cache, cache_name(prefix, key), [&] {
    environment.progress.stage("make GRUB image");
    const auto folder = environment.tools.make_work_folder();
    write_file(folder->path() / "early.cfg", as_bytes(grub.config));
    std::vector<std::string> arguments{"-d", grub_path(environment, grub, "").native(),
                                       "-O", std::string(grub.format),
                                       "-o", "grub.img",
                                       "-p", "/boot/grub",
                                       "-c", "early.cfg"};
    arguments.insert(arguments.end(), grub.modules.begin(), grub.modules.end());
    environment.tools.run({Tool::GrubMkimage, arguments, folder->path(), {}});
    return Blob::of(to_bytes(Blob::map(folder->path() / "grub.img")));
  });
}

/// The files of the image and what GRUB does with them.
class ImageFiles {
 public:
  ImageFiles(const Plan& plan, const BuildEnvironment& environment, std::filesystem::path folder)
      : plan_(plan), environment_(environment), folder_(std::move(folder)) {}

  image::IsoPlan plan(const std::filesystem::path& output) {
    add_core_image();
    add_kernel();
    add_written("/boot/grub/grub.cfg", "grub.cfg", as_bytes(image::write_grub_config(entry_)));
    const std::string eltorito = "/boot/grub/eltorito.img";
    add_written(eltorito, "eltorito.img", make_grub_image(environment_, image::Firmware::Bios).bytes());
    write_efi_partition();
    return {.volume_id = volume_id(),
            .files = std::move(files_),
            .eltorito_path = eltorito,
            .hybrid_mbr =
                grub_path(environment_, image::grub_image(image::Firmware::Bios), "boot_hybrid.img"),
            .output = output,
            .uuid = std::string(kVolumeDate),
            .efi_partition = efi_partition()};
  }

 private:
  void add_written(const std::string& image_path, const std::string& name, ByteView content) {
    write_file(folder_ / name, content);
    files_.push_back({image_path, folder_ / name});
  }

  std::filesystem::path efi_partition() const { return folder_ / "efi.img"; }

  void write_efi_partition() const {
    const Blob grub = make_grub_image(environment_, image::Firmware::Uefi);
    write_file(efi_partition(), image::write_fat({std::string(kEfiLabel),
                                                  kEfiVolumeId,
                                                  {{std::string(image::kEfiDefaultProgram), grub.bytes()}}}));
  }

  void add_core_image() {
    const std::filesystem::path core =
        plan_.core ? plan_.core->path : environment_.data_folder / "bootcheck-core.a";
    const image::CoreTemplate core_template = link_core_template(core, environment_);
    environment_.progress.stage("write core image");
    AtomicFile file(folder_ / "image.elf");
    image::write_core_image(core_template, plan_.modules, file);
    file.commit();
    files_.push_back({"/boot/image.elf", folder_ / "image.elf"});
    entry_.modules.push_back({"/boot/image.elf", {"image.elf"}});
  }

  void add_kernel() {
    const std::string word = image::manifest_word(crypto::blake2b_256(as_bytes(plan_.manifest_text)));
    entry_.title = plan_.name;
    if (!plan_.kernel) {
      const std::filesystem::path kernel = environment_.data_folder / "bootcheck-kernel";
      installed(kernel);
      files_.push_back({"/boot/bootcheck-kernel", std::filesystem::absolute(kernel)});
      entry_.kernel_path = "/boot/bootcheck-kernel";
      entry_.kernel_arguments = {"serial", word};
      return;
    }
    // Absolute: xorriso runs in a folder of its own.
    files_.push_back({"/boot/bender", std::filesystem::absolute(plan_.kernel->bender.path)});
    files_.push_back({"/boot/hypervisor", std::filesystem::absolute(plan_.kernel->hypervisor.path)});
    entry_.kernel_path = "/boot/bender";
    entry_.kernel_arguments = {"serial", "intel_hwp_performance", "serial_fallback"};
    entry_.has_video_mode = true;
    std::vector<std::string> arguments{"hypervisor"};
    arguments.insert(arguments.end(), plan_.kernel->arguments.begin(), plan_.kernel->arguments.end());
    arguments.push_back(word);
    entry_.modules.insert(entry_.modules.begin(), {"/boot/hypervisor", std::move(arguments)});
  }

  /// ISO 9660 d-characters: capital letters, digits and '_'.
  std::string volume_id() const {
    std::string id;
    for (const char c : plan_.name.substr(0, 32)) {
      const bool lower = c >= 'a' && c <= 'z';
      const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      id += lower ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_';
    }
    return id;
  }

  const Plan& plan_;
  const BuildEnvironment& environment_;
  std::filesystem::path folder_;
  std::vector<image::IsoFile> files_;
  image::BootEntry entry_;
};

} // namespace

image::CoreTemplate link_core_template(const std::filesystem::path& core,
                                       const BuildEnvironment& environment) {
  const Blob core_bytes = installed(core);
  const Blob script = installed(environment.data_folder / "core.ld");
  const bool has_libgcc = !environment.libgcc.empty();
  Bytes key;
  add_key(key, as_bytes(environment.tools.version(Tool::Ld)));
  add_key(key, script.bytes());
  add_key(key, core_bytes.bytes());
  if (has_libgcc) add_key(key, Blob::map(environment.libgcc).bytes());
  return image::CoreTemplate::parse(cached(environment.cache, cache_name("core", key), [&] {
    environment.progress.stage("link core template");
    const auto folder = environment.tools.make_work_folder();
    write_file(folder->path() / "core.ld", script.bytes());
    std::vector<std::string> arguments{"-m",
                                       "elf_x86_64",
                                       "-nostdlib",
                                       "-static",
                                       "-z",
                                       "max-page-size=0x1000",
                                       "-z",
                                       "noexecstack",
                                       "--no-relax",
                                       "--gc-sections",
                                       "--strip-all",
                                       "-T",
                                       "core.ld",
                                       "--whole-archive",
                                       std::filesystem::absolute(core).native(),
                                       "--no-whole-archive"};
    if (has_libgcc) arguments.push_back(std::filesystem::absolute(environment.libgcc).native());
    arguments.insert(arguments.end(), {"-o", "core.elf"});
    try {
      environment.tools.run({Tool::Ld, arguments, folder->path(), {}});
    } catch (Error& error) {
      error.while_doing("while linking " + in_quotes(core.native()));
      if (!has_libgcc) error.hint("core may need helpers of its compiler, name libgcc.a with --libgcc");
      throw;
    }
    return Blob::of(to_bytes(Blob::map(folder->path() / "core.elf")));
  }));
}

void build_iso(const Plan& plan, const BuildEnvironment& environment, const std::filesystem::path& output) {
  for (const std::filesystem::path& input : plan.inputs)
    if (same_file(input, output))
      throw Error(ErrorKind::Usage, "output " + in_quotes(output.native()) + " is an input of the build");
  AtomicFile file(output);
  const auto folder = environment.tools.make_work_folder();
  const image::IsoPlan iso =
      ImageFiles(plan, environment, folder->path()).plan(std::filesystem::absolute(file.temporary_path()));
  environment.progress.stage("write ISO");
  try {
    environment.tools.run({Tool::Xorriso, image::xorriso_arguments(iso), folder->path(), {}});
  } catch (Error& error) {
    error.while_doing("while writing " + in_quotes(output.native()));
    throw;
  }
  file.commit();
}

} // namespace sigil::system

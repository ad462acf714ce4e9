/// \file
/// From a plan to an image file.
#pragma once

#include <filesystem>

#include "sigil/base/progress.hpp"
#include "sigil/base/tool.hpp"
#include "sigil/image/core_image.hpp"
#include "sigil/system/plan.hpp"

namespace sigil::system {

/// What a build needs of the world. All references must outlive the call.
struct BuildEnvironment {
  ToolRunner& tools;
  Cache& cache;
  Progress& progress;
  /// Folder of installed data: bootcheck-kernel, bootcheck-core.a, core.ld.
  std::filesystem::path data_folder;
  /// GRUB's platform folders (i386-pc, x86_64-efi), on Debian /usr/lib/grub.
  std::filesystem::path grub_folder;
  /// The compiler's own library, for helpers that core may call; empty: none.
  std::filesystem::path libgcc;
};

/// Links core with our script and the sentinels of image/core_image.hpp, or takes the result from the
/// cache (keyed by the bytes of core, script and libgcc and the linker's version).
/// \throws Error{Missing}; Error{Failed} with ld's message; Error{Invalid} if the result is no template.
image::CoreTemplate link_core_template(const std::filesystem::path& core,
                                       const BuildEnvironment& environment);

/// Builds a hybrid ISO for BIOS and UEFI. The same plan gives the same bytes, wherever and whenever.
/// \throws Error{Usage} if `output` is one of the inputs; what the steps throw. Nothing is left behind.
void build_iso(const Plan& plan, const BuildEnvironment& environment, const std::filesystem::path& output);

} // namespace sigil::system

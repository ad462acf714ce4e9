/// \file
/// The store of a finished image: who has which read capability, and whether all of it can be proven.
#pragma once

#include <string>
#include <vector>

#include "sigil/eris/capability.hpp"
#include "sigil/eris/store_view.hpp"
#include "sigil/genode/node.hpp"
#include "sigil/image/manifest.hpp"
#include "sigil/system/inspect.hpp"

namespace sigil::system {

/// An attribute of init's configuration that is a read capability.
struct CapabilityUse {
  std::string child; ///< the start node it stands in, or empty
  std::string attribute;
  eris::ReadCapability capability;
};

/// All of them, in the order of the document.
std::vector<CapabilityUse> find_capabilities(const genode::Node& config);

/// What inspect tells. Entries and uses that do not fit the store are left out.
StoreReport report_store(eris::StoreView& store, std::uint64_t size_bytes,
                         const std::vector<image::ManifestEntry>& manifest,
                         const std::vector<CapabilityUse>& uses);

/// Decodes each content with the capability of the manifest and counts into `report` what was proven.
/// \returns what is wrong: with contents, with blocks that belong to none, with the store's list, with
/// capabilities of the configuration. Never shows a capability.
std::vector<Error> prove_store(eris::StoreView& store, const std::vector<image::ManifestEntry>& manifest,
                               const std::vector<CapabilityUse>& uses, VerifyReport& report);

} // namespace sigil::system

/// \file
/// What an ISO has for firmware, as a part of the reports on images.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sigil/system/firmware.hpp"

namespace sigil::cli {

std::string firmware_text(const system::FirmwareReport& report);
nlohmann::ordered_json firmware_json(const system::FirmwareReport& report);

} // namespace sigil::cli

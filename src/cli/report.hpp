/// \file
/// Plans, images and verifications as text for people and as JSON.
///
/// JSON roots are objects with "version" (1) and "kind"; the fields are in docs/cli/<command>.md. Sizes
/// are bytes. Bytes that are not UTF-8 become U+FFFD.
#pragma once

#include <string>

#include "sigil/system/inspect.hpp"
#include "sigil/system/plan.hpp"

namespace sigil::cli {

std::string plan_text(const system::Plan& plan);
std::string plan_json(const system::Plan& plan);

std::string image_text(const system::ImageReport& report);
std::string image_json(const system::ImageReport& report);

std::string verification_text(const system::VerifyReport& report);
std::string verification_json(const system::VerifyReport& report);

} // namespace sigil::cli

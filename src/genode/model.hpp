/// \file
/// The rules of an init model. Private to the room.
#pragma once

#include <string>
#include <string_view>

#include "sigil/genode/init.hpp"

namespace sigil::genode {

/// Reports everything that is wrong with `model` (compile() says what).
void check_model(const InitModel& model);

/// Whether every session of `service` that reaches this route takes it.
bool takes_all(const Route& route, std::string_view service);

/// The arguments of a ROM session as its server gets them, which is the form in which the limit of label
/// lengths was measured.
std::string session_arguments(std::string_view label);

} // namespace sigil::genode

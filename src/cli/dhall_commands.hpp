/// \file
/// The commands below `dhall`. Each function adds one or two.
#pragma once

#include "commands.hpp"
#include "dhall_run.hpp"

namespace sigil::cli {

using SharedDhallOptions = std::shared_ptr<DhallOptions>;

void add_dhall_binary(Command& dhall, Context& context,
                      const SharedDhallOptions& options);                                 ///< encode, decode
void add_dhall_data(Command& dhall, Context& context, const SharedDhallOptions& options); ///< text, to-json
void add_dhall_files(Command& dhall, Context& context,
                     const SharedDhallOptions& options); ///< format, freeze
void add_dhall_resolve(Command& dhall, Context& context, const SharedDhallOptions& options);

} // namespace sigil::cli

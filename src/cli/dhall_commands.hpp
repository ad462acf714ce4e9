/// \file
/// The commands below `dhall`. Each function adds one or two.
#pragma once

#include "commands.hpp"
#include "dhall_run.hpp"

namespace sigil::cli {

using SharedDhallOptions = std::shared_ptr<DhallOptions>;

void add_dhall_binary(CLI::App& dhall, Context& context,
                      const SharedDhallOptions& options);                                  ///< encode, decode
void add_dhall_data(CLI::App& dhall, Context& context, const SharedDhallOptions& options); ///< text, to-json
void add_dhall_files(CLI::App& dhall, Context& context,
                     const SharedDhallOptions& options); ///< format, freeze
void add_dhall_resolve(CLI::App& dhall, Context& context, const SharedDhallOptions& options);

} // namespace sigil::cli

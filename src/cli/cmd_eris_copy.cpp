#include "commands.hpp"
#include "eris_blocks.hpp"
#include "eris_store.hpp"
#include "json_text.hpp"
#include "meter.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/transfer.hpp"

namespace sigil::cli {
namespace {

struct CopyOptions : ContentOptions {
  std::string from, to;
  bool repairs = false;
  bool is_json = false;
};

struct CopyCount {
  std::uint64_t blocks = 0; ///< that were asked for
  eris::TransferCount copied;
};

/// Those that `to` does not have, or has damaged if that is asked for.
std::vector<eris::Reference> wanted(const std::vector<eris::Reference>& references, eris::BlockStore& to,
                                    bool repairs) {
  if (!repairs) return to.missing(references);
  std::vector<eris::Reference> faulty;
  eris::check_blocks(references, to,
                     {[&](const eris::Reference& reference, const Error& error) {
                        if (error.kind() == ErrorKind::Io) throw error;
                        faulty.push_back(reference);
                      },
                      nullptr});
  return faulty;
}

/// What is not there yet. What is damaged is left out, and an error each.
CopyCount copy_missing(const CopyOptions& options, const NamedStore& from, const NamedStore& to, Meter& meter,
                       ErrorList& errors) {
  CopyCount count;
  const eris::TransferEvents events{[&](const eris::Reference&, const Error& error) { errors.add(error); },
                                    [&](std::uint64_t bytes) { meter.add(bytes); }};
  Portions portions([&](const std::vector<eris::Reference>& references) {
    count.blocks += references.size();
    const eris::TransferCount copied =
        eris::copy_blocks(wanted(references, *to, options.repairs), *from, *to, events);
    count.copied.blocks += copied.blocks;
    count.copied.bytes += copied.bytes;
  });
  const std::vector<NamedCapability> contents = named_capabilities(options.urns, options.lists);
  const auto add = [&](const eris::Reference& reference) { portions.add(reference); };
  if (contents.empty() && options.lists.empty())
    errors.collect(
        [&] { from->for_each([&](const eris::Reference& reference, std::size_t) { add(reference); }); });
  for (const NamedCapability& content : contents)
    errors.collect([&] {
      try {
        eris::for_each_block(content.capability, *from, add);
      } catch (Error& error) {
        throw std::move(error).while_doing("while copying " + in_quotes(content.name));
      }
    });
  portions.flush();
  to.finish();
  return count;
}

ExitCode copy(Context& context, const CopyOptions& options) {
  const NamedStore from = open_named_store(options.from, eris::Access::Read);
  const NamedStore to = open_named_store(options.to, eris::Access::Write);
  Meter meter(context.terminal, "copying");
  ErrorList errors;
  const CopyCount count = copy_missing(options, from, to, meter, errors);
  if (options.is_json) {
    Json root = root_of("eris-copy");
    root["blocks"] = count.blocks;
    root["copied_blocks"] = count.copied.blocks;
    root["copied_bytes"] = count.copied.bytes;
    context.terminal.data(to_text(root));
  } else {
    context.terminal.data(std::to_string(count.copied.blocks) + " of " + std::to_string(count.blocks) +
                          " blocks copied, " + human_size(count.copied.bytes) + '\n');
  }
  errors.throw_if_any();
  return ExitCode::Done;
}

} // namespace

void add_eris_copy(Command& eris, Context& context) {
  Command& command =
      eris.add_command("copy", "Copy blocks that are missing from one store to another",
                       "sigil-build eris copy --from blocks --to cbor:backup.eris\n"
                       "sigil-build eris copy --from https://blocks.example.org --to blocks URN\n"
                       "sigil-build eris copy --from system.iso --to blocks --list sums.txt");
  const auto options = std::make_shared<CopyOptions>();
  add_content_options(command, *options, "only blocks of these contents");
  add_store_option(command, "--from", options->from, "where blocks are").required();
  add_store_option(command, "--to", options->to, "where they go").required();
  command.add_option("--repair", &options->repairs,
                     "read what is there already, and copy what is damaged again");
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] { return copy(context, *options); });
}

} // namespace sigil::cli

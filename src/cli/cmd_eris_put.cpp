#include "commands.hpp"
#include "eris_encode.hpp"
#include "eris_store.hpp"

namespace sigil::cli {
namespace {

struct PutOptions : EncodeOptions {
  std::string store;
};

ExitCode put(Context& context, const PutOptions& options) {
  const NamedStore store = open_named_store(options.store, eris::Access::Write);
  ErrorList errors;
  std::vector<Encoded> all;
  try {
    encode_files(context, options, store.store.get(), errors,
                 [&](const Encoded& encoded) { all.push_back(encoded); });
    // What is printed is there, whatever comes.
    store.finish();
  } catch (Error& error) {
    throw std::move(error).while_doing(store.frame("writing"));
  }
  std::string text;
  for (const Encoded& encoded : all) text += sum_line(encoded.capability, encoded.path);
  context.terminal.data(options.is_json ? encoded_json("eris-put", all) : text);
  errors.throw_if_any();
  return ExitCode::Done;
}

} // namespace

void add_eris_put(Command& eris, Context& context) {
  Command& command =
      eris.add_command("put", "Encode files into a store, and print their URNs",
                       "sigil-build eris put --store blocks system.iso\n"
                       "sigil-build eris put --store cbor:system.eris system.iso\n"
                       "tar -c folder | sigil-build eris put --store https://blocks.example.org");
  const auto options = std::make_shared<PutOptions>();
  add_encode_options(command, *options);
  add_store_option(command, "--store", options->store, "where blocks go").required();
  command.set_action([&context, options] { return put(context, *options); });
}

} // namespace sigil::cli

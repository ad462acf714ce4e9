#include "commands.hpp"
#include "eris_store.hpp"
#include "json_text.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::cli {
namespace {

struct InfoOptions {
  std::string urn;
  std::string store;
  bool is_json = false;
};

ExitCode info(Context& context, const InfoOptions& options) {
  const eris::ReadCapability capability = read_capability(options.urn);
  std::optional<std::uint64_t> size;
  if (!options.store.empty()) {
    const NamedStore store = open_named_store(options.store, eris::Access::Read);
    try {
      size = eris::content_length(capability, *store, eris::Checks::Strict);
    } catch (Error& error) {
      throw std::move(error).while_doing(store.frame("reading"));
    }
  }
  const std::string reference = urn_of(capability.root.reference);
  if (options.is_json) {
    Json root = root_of("eris-info");
    root["urn"] = capability.to_urn();
    root["qr_text"] = capability.to_qr_text();
    root["cbor_hex"] = to_hex(capability.to_cbor());
    root["block_size_bytes"] = size_bytes(capability.block_size);
    root["level"] = capability.level;
    root["root_reference"] = reference;
    root["size_bytes"] = size ? Json(*size) : Json(nullptr);
    context.terminal.data(to_text(root));
    return ExitCode::Done;
  }
  std::string text = "block size  " + human_size(size_bytes(capability.block_size)) + '\n';
  text += "level       " + std::to_string(capability.level) + '\n';
  text += "root        " + reference + '\n';
  if (size) text += "size        " + std::to_string(*size) + " bytes\n";
  context.terminal.data(text);
  return ExitCode::Done;
}

} // namespace

void add_eris_info(Command& eris, Context& context) {
  Command& command = eris.add_command("info", "Show what a read capability says, but for its key",
                                      "sigil-build eris info URN\n"
                                      "sigil-build eris info --store blocks URN");
  const auto options = std::make_shared<InfoOptions>();
  command.add_option("URN", &options->urn, "the read capability; '-': a line of standard input").required();
  add_store_option(command, "--store", options->store, "look up the size of the content in this store");
  command.add_option("--json", &options->is_json,
                     "print JSON, with other forms of the capability, which have its key");
  command.set_action([&context, options] { return info(context, *options); });
}

} // namespace sigil::cli

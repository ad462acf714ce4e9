#include <algorithm>

#include "commands.hpp"
#include "eris_store.hpp"
#include "json_text.hpp"

namespace sigil::cli {
namespace {

struct ListOptions {
  std::string store;
  bool is_json = false;
};

ExitCode list(Context& context, const ListOptions& options) {
  const NamedStore store = open_named_store(options.store, eris::Access::Read);
  std::vector<std::pair<std::string, std::size_t>> blocks;
  ErrorList errors;
  errors.collect([&] {
    store->for_each([&](const eris::Reference& reference, std::size_t size) {
      blocks.emplace_back(urn_of(reference), size);
    });
  });
  std::sort(blocks.begin(), blocks.end()); // by text, as `sort` and `comm` want it
  if (options.is_json) {
    Json root = root_of("eris-ls");
    root["blocks"] = Json::array();
    for (const auto& [urn, size] : blocks)
      root["blocks"].push_back({{"reference", urn}, {"size_bytes", size}});
    context.terminal.data(to_text(root));
  } else {
    std::string text;
    for (const auto& [urn, size] : blocks) text += urn + "  " + std::to_string(size) + '\n';
    context.terminal.data(text);
  }
  errors.throw_if_any();
  return ExitCode::Done;
}

} // namespace

void add_eris_ls(Command& eris, Context& context) {
  Command& command = eris.add_command("ls", "List the blocks of a store: reference and size",
                                      "sigil-build eris ls blocks\n"
                                      "sigil-build eris ls system.iso | wc -l");
  const auto options = std::make_shared<ListOptions>();
  add_store_option(command, "STORE,--store", options->store, "what to list").required();
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] { return list(context, *options); });
}

} // namespace sigil::cli

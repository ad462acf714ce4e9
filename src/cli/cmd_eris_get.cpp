#include "commands.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/system/inspect.hpp"

namespace sigil::cli {
namespace {

struct GetOptions {
  std::filesystem::path store;
  std::string urn;
  std::filesystem::path output;
};

/// Standard output. What was written before an error stays written.
class OutputSink final : public ByteSink {
 public:
  explicit OutputSink(Terminal& terminal) : terminal_(terminal) {}
  void write(ByteView bytes) override { terminal_.data(as_text(bytes)); }

 private:
  Terminal& terminal_;
};

ExitCode get(Context& context, const GetOptions& options) {
  const eris::ReadCapability capability = eris::ReadCapability::parse_urn(options.urn);
  if (same_file(options.store, options.output))
    throw Error(ErrorKind::Usage, "output " + in_quotes(options.output.native()) + " is the store");
  const Blob file = Blob::map(options.store);
  try {
    eris::StoreView store = system::open_store(file);
    if (options.output.empty() || options.output == "-") {
      OutputSink sink(context.terminal);
      eris::decode(capability, store, sink, eris::Checks::Strict);
      return ExitCode::Done;
    }
    AtomicFile sink(options.output);
    eris::decode(capability, store, sink, eris::Checks::Strict);
    sink.commit();
  } catch (Error& error) {
    throw std::move(error).while_doing("while reading " + in_quotes(options.store.native()));
  }
  return ExitCode::Done;
}

} // namespace

void add_eris_get(CLI::App& eris, Context& context) {
  CLI::App* command = add_command(eris, "get", "Decode a content from the store of an image",
                                  "sigil-build eris get --store system.iso URN > FILE\n"
                                  "sigil-build eris get --store system.iso URN -o FILE");
  const auto options = std::make_shared<GetOptions>();
  command->add_option("URN", options->urn, "the read capability: urn:eris:…")->required();
  command->add_option("--store", options->store, "an ISO or core image, or the module eris-store by itself")
      ->option_text("FILE")
      ->required();
  command->add_option("-o,--output", options->output, "where the content goes; default: standard output")
      ->option_text("FILE");
  command->callback(
      [&context, options] { context.action = [&context, options] { return get(context, *options); }; });
}

} // namespace sigil::cli

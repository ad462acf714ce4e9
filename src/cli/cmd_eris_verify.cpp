#include "commands.hpp"
#include "convergence_secret.hpp"
#include "eris_store.hpp"
#include "json_text.hpp"
#include "meter.hpp"
#include "screen_text.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::cli {
namespace {

struct VerifyOptions : ContentOptions {
  std::string store;
  std::filesystem::path secret_file;
  bool is_json = false;
};

/// Counts what it gets, and encodes it again if there is a secret to do so with.
class VerifyingSink final : public ByteSink {
 public:
  VerifyingSink(Meter& meter, eris::BlockSize block_size, const eris::ConvergenceSecret* secret)
      : meter_(meter) {
    if (secret != nullptr) encoder_ = std::make_unique<eris::Encoder>(block_size, *secret, nullptr);
  }
  void write(ByteView bytes) override {
    size_bytes_ += bytes.size();
    meter_.add(bytes.size());
    if (encoder_) encoder_->write(bytes);
  }
  std::uint64_t size_bytes() const noexcept { return size_bytes_; }
  /// Whether it encodes to `capability`, as far as that can be told.
  bool is(const eris::ReadCapability& capability) { return !encoder_ || encoder_->finish() == capability; }

 private:
  Meter& meter_;
  std::unique_ptr<eris::Encoder> encoder_;
  std::uint64_t size_bytes_ = 0;
};

ExitCode verify(Context& context, const VerifyOptions& options) {
  const std::vector<NamedCapability> contents = named_capabilities(options.urns, options.lists);
  if (contents.empty())
    throw Error(ErrorKind::Usage, "no content is named").hint("give URNs, or --list FILE");
  eris::ConvergenceSecret secret{};
  const SecretGuard guard(secret);
  if (!options.secret_file.empty()) secret = read_convergence_secret(options.secret_file);
  const NamedStore store = open_named_store(options.store, eris::Access::Read);
  Meter meter(context.terminal, "verifying");
  ErrorList errors;
  Json root = root_of("eris-verify");
  root["contents"] = Json::array();
  for (const NamedCapability& content : contents) {
    VerifyingSink sink(meter, content.capability.block_size, options.secret_file.empty() ? nullptr : &secret);
    const std::size_t before = errors.size();
    errors.collect([&] {
      try {
        eris::decode(content.capability, *store, sink, eris::Checks::Strict);
        if (!sink.is(content.capability))
          throw Error(ErrorKind::Integrity,
                      "content encodes to another capability with this convergence secret")
              .coded("eris.verify.capability");
      } catch (Error& error) {
        throw std::move(error).while_doing("while verifying " + in_quotes(content.name));
      }
    });
    const bool is_good = errors.size() == before;
    root["contents"].push_back({{"name", content.name},
                                {"is_good", is_good},
                                {"size_bytes", is_good ? Json(sink.size_bytes()) : Json(nullptr)}});
    if (!options.is_json)
      context.terminal.data(printable(content.name) + (is_good ? ": OK\n" : ": FAILED\n"));
  }
  if (options.is_json) context.terminal.data(to_text(root));
  errors.throw_if_any();
  return ExitCode::Done;
}

} // namespace

void add_eris_verify(Command& eris, Context& context) {
  Command& command = eris.add_command("verify", "Check that contents are whole in a store",
                                      "sigil-build eris verify --store blocks URN\n"
                                      "sigil-build eris verify --store blocks --list sums.txt");
  const auto options = std::make_shared<VerifyOptions>();
  add_content_options(command, *options, "read capabilities of contents");
  add_store_option(command, "--store", options->store, "where blocks are").required();
  command
      .add_option("--secret-file", &options->secret_file,
                  "convergence secret they were encoded with: encode them again and compare, leaf keys too")
      .shown_as("FILE");
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] { return verify(context, *options); });
}

} // namespace sigil::cli

#include <nlohmann/json.hpp>

#include "dhall_commands.hpp"

namespace sigil::cli {
namespace {

/// What the encoding says, as JSON: numbers that JSON has no form for become null or objects.
std::string as_json(const Bytes& encoded) {
  using nlohmann::json;
  const json value = json::from_cbor(encoded, true, false, json::cbor_tag_handler_t::ignore);
  if (value.is_discarded())
    throw Error(ErrorKind::Failed, "encoding holds what JSON cannot express")
        .hint("leave '--json' away to get the encoding itself");
  return value.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace

void add_dhall_binary(Command& dhall, Context& context, const SharedDhallOptions& options) {
  Command& encode = dhall.add_command("encode", "Convert an expression to the binary encoding",
                                      "sigil-build dhall encode --file config.dhall > config.dhallb\n"
                                      "sigil-build dhall encode --json <<< '1 + 1'");
  const auto is_json = std::make_shared<bool>(false);
  encode.add_option("--json", is_json.get(), "print the encoding as JSON");
  act(encode, context, options, [is_json](DhallRun& run) {
    const dhall::ParsedExpression expression = run.parse();
    const Bytes encoded = run.timed("encode", [&] { return dhall::Context::encode(expression); });
    run.write(*is_json ? as_json(encoded) : std::string(as_text(encoded)));
    return ExitCode::Done;
  });

  Command& decode = dhall.add_command("decode", "Convert the binary encoding to an expression",
                                      "sigil-build dhall decode --file config.dhallb\n"
                                      "sigil-build dhall encode <<< '1 + 1' | sigil-build dhall decode");
  const auto is_quiet = std::make_shared<bool>(false);
  decode.add_option("--quiet", is_quiet.get(), "print nothing, check only");
  act(decode, context, options, [is_quiet](DhallRun& run) {
    const dhall::ParsedExpression expression = run.decode();
    if (!*is_quiet) run.print(expression);
    return ExitCode::Done;
  });
}

} // namespace sigil::cli

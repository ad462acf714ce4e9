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

void add_dhall_binary(CLI::App& dhall, Context& context, const SharedDhallOptions& options) {
  CLI::App* encode = add_command(dhall, "encode", "Convert an expression to the binary encoding",
                                 "sigil-build dhall encode --file config.dhall > config.dhallb\n"
                                 "sigil-build dhall encode --json <<< '1 + 1'");
  const auto is_json = std::make_shared<bool>(false);
  encode->add_flag("--json", *is_json, "print the encoding as JSON");
  act(*encode, context, options, [is_json](DhallRun& run) {
    const dhall::ParsedExpression expression = run.parse();
    const Bytes encoded = run.timed("encode", [&] { return run.context().encode(expression); });
    run.write(*is_json ? as_json(encoded) : std::string(as_text(encoded)));
    return ExitCode::Done;
  });

  CLI::App* decode = add_command(dhall, "decode", "Convert the binary encoding to an expression",
                                 "sigil-build dhall decode --file config.dhallb\n"
                                 "sigil-build dhall encode <<< '1 + 1' | sigil-build dhall decode");
  const auto is_quiet = std::make_shared<bool>(false);
  decode->add_flag("--quiet", *is_quiet, "print nothing, check only");
  act(*decode, context, options, [is_quiet](DhallRun& run) {
    const dhall::ParsedExpression expression = run.decode();
    if (!*is_quiet) run.print(expression);
    return ExitCode::Done;
  });
}

} // namespace sigil::cli

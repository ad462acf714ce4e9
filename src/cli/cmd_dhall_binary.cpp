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

/// The encoding that JSON shows.
Blob from_json(const Blob& text) {
  using nlohmann::json;
  constexpr int kMostDepth = 100'000; // writing it recurses
  const auto check_depth = [](int depth, json::parse_event_t, json&) {
    if (depth > kMostDepth)
      throw Error(ErrorKind::Limit, "JSON nests more than " + std::to_string(kMostDepth) + " levels deep")
          .coded("dhall.limit.depth");
    return true;
  };
  const json value = json::parse(text.text(), check_depth, false);
  if (value.is_discarded())
    throw Error(ErrorKind::Invalid, "input is not JSON, expected what 'encode --json' prints")
        .coded("dhall.binary.json");
  return Blob::of(json::to_cbor(value));
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
    const Bytes encoded = run.timed("encode", [&] { return run.context().encode(expression); });
    run.write(*is_json ? as_json(encoded) : std::string(as_text(encoded)));
    return ExitCode::Done;
  });

  Command& decode = dhall.add_command("decode", "Convert the binary encoding to an expression",
                                      "sigil-build dhall decode --file config.dhallb\n"
                                      "sigil-build dhall decode --json --file config.json\n"
                                      "sigil-build dhall encode <<< '1 + 1' | sigil-build dhall decode");
  const auto is_quiet = std::make_shared<bool>(false);
  decode.add_option("--quiet", is_quiet.get(), "print nothing, check only");
  const auto is_from_json = std::make_shared<bool>(false);
  decode.add_option("--json", is_from_json.get(), "read the encoding as JSON, as 'encode --json' prints it");
  act(decode, context, options, [is_quiet, is_from_json](DhallRun& run) {
    const dhall::ParsedExpression expression = *is_from_json ? run.decode(from_json) : run.decode();
    if (!*is_quiet) run.print(expression);
    return ExitCode::Done;
  });
}

} // namespace sigil::cli

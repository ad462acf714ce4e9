// The commands that give what an expression describes to other programs.
#include "dhall_commands.hpp"
#include "dhall_json.hpp"

namespace sigil::cli {
namespace {

struct DataOptions {
  JsonOptions json;
  bool preserve_null = false, omit_empty = false;
  bool no_maps = false;
  bool compact = false;
};

void add_text(Command& dhall, Context& context, const SharedDhallOptions& options) {
  Command& command = dhall.add_command("text", "Print the Text that an expression is",
                                       "sigil-build dhall text --file config.dhall --output config.ini\n"
                                       "sigil-build dhall text <<< '\"Hello ${\"world\"}\"'");
  act(command, context, options, [](DhallRun& run) {
    const dhall::Value value = run.context().value(run.infer(dhall::Part::TypeAndValue));
    run.timed("evaluate", [&] {
      if (value.kind() != dhall::Value::Kind::Text)
        throw Error(ErrorKind::Invalid, "expression is no Text")
            .at(value.position())
            .coded("dhall.text.kind")
            .hint("'dhall type' prints its type");
      run.write(value.as_text());
    });
    return ExitCode::Done;
  });
}

JsonOptions json_options(const DataOptions& options) {
  if (options.preserve_null && options.omit_empty)
    throw Error(ErrorKind::Usage,
                "both '--preserve-null' and '--omit-empty' are given, expected one of them");
  if (options.json.pretty && options.compact)
    throw Error(ErrorKind::Usage, "both '--pretty' and '--compact' are given, expected one of them");
  JsonOptions json = options.json;
  if (options.preserve_null) json.omit = JsonOptions::Omit::Nothing;
  if (options.omit_empty) json.omit = JsonOptions::Omit::Empty;
  json.maps = !options.no_maps;
  return json;
}

void add_to_json(Command& dhall, Context& context, const SharedDhallOptions& options) {
  Command& command = dhall.add_command("to-json", "Print the value as JSON",
                                       "sigil-build dhall to-json --file config.dhall\n"
                                       "sigil-build dhall to-json --pretty --omit-empty < config.dhall");
  const auto own = std::make_shared<DataOptions>();
  command.add_option("--pretty", &own->json.pretty, "several lines, indented");
  command.add_option("--compact", &own->compact, "one line, as is the default");
  command.add_option("--preserve-null", &own->preserve_null, "keep fields that are null; default: omit them");
  command.add_option("--omit-empty", &own->omit_empty, "omit fields that are null or have no contents");
  command.add_option("--no-maps", &own->no_maps, "lists of keys and values stay lists");
  command
      .add_option("--key", &own->json.key, "the field of a list's records that has the key; default: mapKey")
      .shown_as("NAME");
  command.add_option("--value", &own->json.value, "likewise the value; default: mapValue").shown_as("NAME");
  command.add_option("--approximate-special-doubles", &own->json.approximate,
                     "NaN as null, infinity as the largest number");
  act(command, context, options, [own](DhallRun& run) {
    const JsonOptions json = json_options(*own);
    const dhall::Value value = run.context().value(run.infer(dhall::Part::TypeAndValue));
    run.write_line(run.timed("evaluate", [&] { return to_json(run.context(), value, json); }));
    return ExitCode::Done;
  });
}

} // namespace

void add_dhall_data(Command& dhall, Context& context, const SharedDhallOptions& options) {
  add_text(dhall, context, options);
  add_to_json(dhall, context, options);
}

} // namespace sigil::cli

#include <map>

#include "commands.hpp"
#include "eris_encode.hpp"
#include "eris_store.hpp"
#include "screen_text.hpp"

namespace sigil::cli {
namespace {

struct SumOptions : EncodeOptions {
  bool checks = false;
};

ExitCode sum(Context& context, const SumOptions& options) {
  ErrorList errors;
  std::vector<Encoded> all;
  std::string lines;
  const auto print = [&](std::size_t most) {
    if (lines.size() <= most) return;
    context.terminal.data(lines);
    lines.clear();
  };
  // Who looks sees each line at once.
  const std::size_t most = context.terminal.output_is_terminal() ? 0 : 4096;
  encode_files(context, options, nullptr, errors, [&](const Encoded& encoded) {
    if (options.is_json)
      all.push_back(encoded);
    else
      lines += sum_line(encoded.capability, encoded.path);
    print(most);
  });
  if (options.is_json) lines = encoded_json("eris-sum", all);
  print(0);
  errors.throw_if_any();
  return ExitCode::Done;
}

/// Encodes the files of lists again, each with the block size that its URN tells.
ExitCode check(Context& context, const SumOptions& options) {
  const std::vector<NamedCapability> expected = named_capabilities({}, options.files);
  ErrorList errors;
  std::map<std::pair<std::string, eris::BlockSize>, eris::ReadCapability> found;
  for (const char* const word : {"1k", "32k"}) {
    EncodeOptions some;
    some.block_size = word;
    some.secret_file = options.secret_file;
    for (const NamedCapability& one : expected)
      if (one.capability.block_size == block_size_of(word)) some.files.push_back(one.name);
    if (some.files.empty()) continue;
    encode_files(context, some, nullptr, errors, [&](const Encoded& encoded) {
      found[{encoded.path, encoded.capability.block_size}] = encoded.capability;
    });
  }
  std::size_t differing = 0;
  for (const NamedCapability& one : expected) {
    const auto place = found.find({one.name, one.capability.block_size});
    const bool is_same = place != found.end() && place->second == one.capability;
    differing += is_same ? 0 : 1;
    context.terminal.data(printable(one.name) + (is_same ? ": OK\n" : ": FAILED\n"));
  }
  if (differing != 0)
    errors.add(Error(ErrorKind::Integrity, std::to_string(differing) + " of " +
                                               std::to_string(expected.size()) +
                                               " files are not what the list says")
                   .coded("eris.sum.differs"));
  errors.throw_if_any();
  return ExitCode::Done;
}

} // namespace

void add_eris_sum(Command& eris, Context& context) {
  Command& command =
      eris.add_command("sum", "Print the ERIS URN of each file, as sha256sum does its hash",
                       "sigil-build eris sum *.iso\n"
                       "sigil-build eris sum *.iso > sums.txt && sigil-build eris sum --check sums.txt\n"
                       "tar -c folder | sigil-build eris sum");
  const auto options = std::make_shared<SumOptions>();
  add_encode_options(command, *options);
  command
      .add_option("--check", &options->checks,
                  "FILEs are lists that were printed: encode what they name again")
      .excludes({"--json", "--block-size"});
  command.set_action([&context, options] {
    if (options->checks && options->files.empty())
      throw Error(ErrorKind::Usage, "no list is given, expected one with --check");
    return options->checks ? check(context, *options) : sum(context, *options);
  });
}

} // namespace sigil::cli

#include <optional>

#include "commands.hpp"
#include "eris_store.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/old_capability.hpp"

namespace sigil::cli {
namespace {

struct GetOptions {
  std::string store;
  std::string urn;
  std::filesystem::path output;
  std::string range;
};

/// Standard output. What was written before an error stays written.
class OutputSink final : public ByteSink {
 public:
  explicit OutputSink(Terminal& terminal) : terminal_(terminal) {}
  void write(ByteView bytes) override { terminal_.data(as_text(bytes)); }

 private:
  Terminal& terminal_;
};

/// Bytes of a content, as HTTP writes them (RFC 9110, section 14.1.2): "0-99", "100-", "-100".
struct Range {
  std::optional<std::uint64_t> first, last; ///< without `first`, `last` counts from the end

  static Range parse(const std::string& text) {
    const std::size_t dash = text.find('-');
    Range range;
    bool is_good = dash != std::string::npos && text.size() > 1;
    const auto number = [&](const std::string& digits) {
      const auto value = digits.empty() ? std::nullopt : parse_decimal(digits);
      is_good = is_good && (value || digits.empty());
      return value;
    };
    if (is_good) range = {number(text.substr(0, dash)), number(text.substr(dash + 1))};
    if (is_good && range.first && range.last && *range.first > *range.last) is_good = false;
    if (!is_good)
      throw Error(ErrorKind::Usage,
                  "range " + in_quotes(text) + " is none, expected FIRST-LAST, FIRST- or -COUNT")
          .hint("bytes count from 0, and LAST is one of them: '0-99' are the first 100");
    return range;
  }
};

void decode_part(const eris::ReadCapability& capability, eris::BlockStore& store, const std::string& text,
                 ByteSink& sink) {
  if (text.empty()) return eris::decode(capability, store, sink, eris::Checks::Strict);
  const Range range = Range::parse(text);
  const std::uint64_t length = eris::content_length(capability, store, eris::Checks::Strict);
  const std::uint64_t first = range.first ? *range.first : length - std::min(length, *range.last);
  if (first >= length)
    throw Error(ErrorKind::Usage, "range " + in_quotes(text) + " begins behind the content, which has " +
                                      std::to_string(length) + " bytes");
  const std::uint64_t last = range.first && range.last ? std::min(*range.last, length - 1) : length - 1;
  eris::decode_range(capability, store, first, last - first + 1, sink, eris::Checks::Strict);
}

void decode_any(const GetOptions& options, eris::BlockStore& store, ByteSink& sink) {
  if (!options.urn.starts_with("urn:erisx"))
    return decode_part(read_capability(options.urn), store, options.range, sink);
  const eris::OldCapability capability = eris::OldCapability::parse_urn(options.urn);
  if (!options.range.empty())
    throw Error(ErrorKind::Usage,
                "a range of a content of an older version of ERIS is asked for, expected all of it");
  eris::decode(capability, store, sink);
}

ExitCode get(Context& context, const GetOptions& options) {
  if (!options.range.empty()) Range::parse(options.range); // before anything is opened
  const NamedStore store = open_named_store(options.store, eris::Access::Read);
  if (same_file(store.file, options.output))
    throw Error(ErrorKind::Usage, "output " + in_quotes(options.output.native()) + " is the store");
  try {
    if (options.output.empty() || options.output == "-") {
      OutputSink sink(context.terminal);
      decode_any(options, *store, sink);
      return ExitCode::Done;
    }
    AtomicFile sink(options.output);
    decode_any(options, *store, sink);
    sink.commit();
  } catch (Error& error) {
    throw std::move(error).while_doing(store.frame("reading"));
  }
  return ExitCode::Done;
}

} // namespace

void add_eris_get(Command& eris, Context& context) {
  Command& command =
      eris.add_command("get", "Decode a content",
                       "sigil-build eris get --store system.iso URN > FILE\n"
                       "sigil-build eris get --store blocks URN -o FILE\n"
                       "sigil-build eris get --store https://blocks.example.org --range 0-99 URN");
  const auto options = std::make_shared<GetOptions>();
  command.add_option("URN", &options->urn, "the read capability: urn:eris:…; '-': a line of standard input")
      .required();
  add_store_option(command, "--store", options->store, "where its blocks are").required();
  command.add_option("-o,--output", &options->output, "where the content goes; default: standard output")
      .shown_as("FILE");
  command
      .add_option("--range", &options->range,
                  "only these bytes, from 0 on, both included; or FIRST-, or -COUNT")
      .shown_as("FIRST-LAST");
  command.set_action([&context, options] { return get(context, *options); });
}

} // namespace sigil::cli

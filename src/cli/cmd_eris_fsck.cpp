#include "commands.hpp"
#include "eris_blocks.hpp"
#include "eris_store.hpp"
#include "json_text.hpp"
#include "meter.hpp"
#include "screen_text.hpp"
#include "sigil/eris/transfer.hpp"

namespace sigil::cli {
namespace {

struct FsckOptions : ContentOptions {
  std::string store;
  bool is_json = false;
};

/// One thing that is wrong: a block of the store, or a part of a content.
struct Finding {
  std::string name;                                             ///< of the content, or the block's reference
  std::optional<std::pair<std::uint64_t, std::uint64_t>> bytes; ///< first, and behind the last
  Error error;
};

std::string text_of(const Finding& finding) {
  std::string text = printable(finding.name) + ": ";
  if (finding.bytes)
    text += "bytes " + std::to_string(finding.bytes->first) + " to " +
            std::to_string(finding.bytes->second - 1) + ": ";
  return text + finding.error.message() + '\n';
}

std::string json_of(const std::vector<Finding>& findings, const eris::TransferCount* checked) {
  Json root = root_of("eris-fsck");
  root["checked_blocks"] = checked == nullptr ? Json(nullptr) : Json(checked->blocks);
  root["checked_bytes"] = checked == nullptr ? Json(nullptr) : Json(checked->bytes);
  root["findings"] = Json::array();
  for (const Finding& finding : findings) {
    Json bytes = nullptr;
    if (finding.bytes) bytes = Json::array({finding.bytes->first, finding.bytes->second});
    root["findings"].push_back({{"name", finding.name},
                                {"bytes", bytes},
                                {"code", finding.error.code()},
                                {"message", finding.error.message()}});
  }
  return to_text(root);
}

class Fsck {
 public:
  Fsck(Context& context, const FsckOptions& options)
      : options_(options), terminal_(context.terminal),
        store_(open_named_store(options.store, eris::Access::Read)), meter_(context.terminal, "checking") {}

  ExitCode run() {
    const std::vector<NamedCapability> contents = named_capabilities(options_.urns, options_.lists);
    const bool is_whole = contents.empty() && options_.lists.empty();
    if (is_whole) check_store();
    for (const NamedCapability& content : contents) check_content(content);
    if (options_.is_json) terminal_.data(json_of(findings_, is_whole ? &checked_ : nullptr));
    if (count_ != 0)
      errors_.add(Error(ErrorKind::Integrity, "store " + in_quotes(store_.name) +
                                                  " is damaged: " + std::to_string(count_) +
                                                  (count_ == 1 ? " finding" : " findings"))
                      .coded("eris.fsck.damaged"));
    errors_.throw_if_any();
    return ExitCode::Done;
  }

 private:
  void add(Finding finding) {
    ++count_;
    if (options_.is_json)
      findings_.push_back(std::move(finding));
    else
      terminal_.data(text_of(finding));
  }

  void check_store() {
    const eris::TransferEvents events{[this](const eris::Reference& reference, const Error& error) {
                                        add({urn_of(reference), std::nullopt, error});
                                      },
                                      [this](std::uint64_t bytes) { meter_.add(bytes); }};
    Portions portions([&](const std::vector<eris::Reference>& references) {
      const eris::TransferCount count = eris::check_blocks(references, *store_, events);
      checked_.blocks += count.blocks;
      checked_.bytes += count.bytes;
    });
    errors_.collect([&] {
      store_->for_each([&](const eris::Reference& reference, std::size_t) { portions.add(reference); });
    });
    portions.flush();
  }

  void check_content(const NamedCapability& content) {
    try {
      eris::find_damage(content.capability, *store_, [&](const eris::Damage& damage) {
        add({content.name, {{damage.begin, damage.end}}, damage.error});
      });
    } catch (Error& error) {
      throw std::move(error).while_doing("while checking " + in_quotes(content.name));
    }
  }

  const FsckOptions& options_;
  Terminal& terminal_;
  const NamedStore store_;
  Meter meter_;
  ErrorList errors_;
  std::vector<Finding> findings_;
  std::size_t count_ = 0;
  eris::TransferCount checked_;
};

} // namespace

void add_eris_fsck(Command& eris, Context& context) {
  Command& command = eris.add_command("fsck", "Find damaged blocks of a store, or damaged bytes of contents",
                                      "sigil-build eris fsck --store blocks\n"
                                      "sigil-build eris fsck --store blocks --list sums.txt");
  const auto options = std::make_shared<FsckOptions>();
  add_content_options(command, *options, "contents to look at; none: all blocks of the store");
  add_store_option(command, "--store", options->store, "what to check").required();
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] { return Fsck(context, *options).run(); });
}

} // namespace sigil::cli

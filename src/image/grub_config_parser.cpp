// The part of GRUB's shell language that its boot entries use: words, quotes, comments, blocks.
#include <tuple>
#include <utility>

#include "sigil/base/error.hpp"
#include "sigil/image/boot.hpp"

namespace sigil::image {
namespace {

constexpr std::size_t kMaxConfigBytes = std::size_t{1} << 20;

Error invalid(std::size_t line, const std::string& fault) {
  return Error(ErrorKind::Invalid, "line " + std::to_string(line) + " of GRUB's configuration " + fault)
      .coded("image.grub.syntax");
}

/// The words of one command, up to a line end, ';', '{' or '}'.
struct Command {
  std::size_t line = 0;
  std::vector<std::string> words;
  bool has_variable = false; ///< a '$' that GRUB would expand
};

class CommandReader {
 public:
  explicit CommandReader(std::string_view text) : rest_(text) {}

  /// The next command that has a word; false at the end.
  bool next(Command& command) {
    command = {};
    while (!rest_.empty() && (command.words.empty() || !ended_)) read_token(command);
    ended_ = false;
    return !command.words.empty();
  }

 private:
  void read_token(Command& command) {
    ended_ = false;
    const char character = rest_.front();
    if (character == '\n' || character == ';' || character == '{' || character == '}') {
      take();
      ended_ = true;
    } else if (character == ' ' || character == '\t' || character == '\r') {
      take();
    } else if (rest_.starts_with("\\\n")) {
      take();
      take();
    } else if (character == '#') {
      while (!rest_.empty() && rest_.front() != '\n') take();
    } else {
      if (command.words.empty()) command.line = line_;
      command.words.push_back(read_word(command.has_variable));
    }
  }

  std::string read_word(bool& has_variable) {
    std::string word;
    while (!rest_.empty() && std::string_view(" \t\r\n;{}").find(rest_.front()) == std::string_view::npos) {
      const char character = take();
      if (character == '\'') {
        read_single_quoted(word);
      } else if (character == '"') {
        read_double_quoted(word, has_variable);
      } else if (character == '\\') {
        if (rest_.empty()) throw invalid(line_, "ends in a backslash");
        if (const char escaped = take(); escaped != '\n') word += escaped;
      } else {
        word += character;
        if (character == '$') has_variable = take_variable(word);
      }
    }
    return word;
  }

  /// Takes what follows a '$', so that the braces of '${name}' are no block. Always true.
  bool take_variable(std::string& word) {
    if (!rest_.starts_with('{')) return true;
    for (char character = 0; !rest_.empty() && character != '}' && rest_.front() != '\n'; word += character)
      character = take();
    return true;
  }

  void read_single_quoted(std::string& word) {
    const std::size_t line = line_;
    for (;;) {
      if (rest_.empty()) throw invalid(line, "has a quote ' that is not closed");
      const char character = take();
      if (character == '\'') return;
      word += character;
    }
  }

  void read_double_quoted(std::string& word, bool& has_variable) {
    const std::size_t line = line_;
    for (;;) {
      if (rest_.empty()) throw invalid(line, "has a quote \" that is not closed");
      const char character = take();
      if (character == '"') return;
      has_variable = has_variable || character == '$';
      const bool escape = character == '\\' && !rest_.empty() &&
                          std::string_view("$\"\\\n").find(rest_.front()) != std::string_view::npos;
      const char meant = escape ? take() : character;
      if (!escape || meant != '\n') word += meant;
    }
  }

  char take() {
    const char character = rest_.front();
    rest_.remove_prefix(1);
    if (character == '\n') ++line_;
    return character;
  }

  std::string_view rest_;
  std::size_t line_ = 1;
  bool ended_ = false;
};

/// Path and arguments of a `multiboot2` or `module2` command.
std::pair<std::string, std::vector<std::string>> parse_load(const Command& command) {
  if (command.has_variable) throw invalid(command.line, "uses a variable, expected plain words");
  if (command.words.size() < 2) throw invalid(command.line, "loads nothing, expected a path");
  if (!command.words[1].starts_with('/'))
    throw invalid(command.line, "loads " + in_quotes(command.words[1]) + ", expected an absolute path");
  return {command.words[1], {command.words.begin() + 2, command.words.end()}};
}

} // namespace

BootEntry parse_grub_config(std::string_view text) {
  if (text.size() > kMaxConfigBytes)
    throw Error(ErrorKind::Limit, "GRUB's configuration has " + std::to_string(text.size()) +
                                      " bytes, expected at most " + std::to_string(kMaxConfigBytes))
        .coded("image.grub.limit");
  BootEntry entry;
  bool found = false;
  CommandReader reader(text);
  for (Command command; reader.next(command);) {
    const std::string& name = command.words.front();
    if (name == "menuentry" && !found) {
      entry.title = command.words.size() > 1 ? command.words[1] : std::string();
    } else if (name == "menuentry" || (name == "multiboot2" && found)) {
      break;
    } else if (name == "multiboot2") {
      std::tie(entry.kernel_path, entry.kernel_arguments) = parse_load(command);
      found = true;
    } else if (name == "set" && command.words.size() == 2 && command.words[1] == "gfxpayload=auto") {
      entry.has_video_mode = true;
    } else if (name == "module2" && found) {
      auto [path, arguments] = parse_load(command);
      entry.modules.push_back({std::move(path), std::move(arguments)});
    }
  }
  if (!found)
    throw Error(ErrorKind::Invalid, "GRUB's configuration has no line 'multiboot2', expected one")
        .coded("image.grub.no-kernel");
  return entry;
}

} // namespace sigil::image

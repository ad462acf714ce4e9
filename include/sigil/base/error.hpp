/// \file
/// The one error type of the project, and a list that collects several before throwing.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace sigil {

/// What went wrong, as coarse as a caller can act on. The command line maps each to an exit code
/// (docs/cli/exit-status.md).
enum class ErrorKind : std::uint8_t {
  Failed,      ///< an operation or an outside tool failed for a reason of its own
  Usage,       ///< the caller asked for something that makes no sense
  Io,          ///< reading or writing a file failed
  Invalid,     ///< a description, configuration or file format is not what it must be
  Integrity,   ///< content does not match its hash, reference or name
  Missing,     ///< a file, block, library or outside tool is not there
  Limit,       ///< a size, depth, count or length limit is exceeded
  Interrupted, ///< the user asked to stop
  Internal,    ///< a broken invariant: a bug in sigil-build
};

/// A place in a text file. `line` and `column` count from 1; 0 means unknown.
/// `pointer` says where in the document: a JSON pointer (RFC 6901), "attribute a.b.0", "field a.b.0", or
/// nothing.
struct SourcePosition {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string pointer;
};

/// Message grammar: lower case, no final stop, subject first, values in '…', what was found and
/// what was expected. `what()` is the message alone; `render()` is everything.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message);

  const char* what() const noexcept override { return message_.c_str(); }
  ErrorKind kind() const noexcept { return kind_; }
  const std::string& message() const noexcept { return message_; }
  const SourcePosition& where() const noexcept { return where_; }
  const std::vector<std::string>& details() const noexcept { return details_; }
  const std::vector<std::string>& context() const noexcept { return context_; }
  const std::vector<std::string>& hints() const noexcept { return hints_; }
  /// Stable name such as "elf.needed.unresolved"; empty if nothing needs to tell it apart.
  const std::string& code() const noexcept { return code_; }
  /// Independent errors found in the same run, after this one.
  const std::vector<Error>& siblings() const noexcept { return siblings_; }

  Error& at(SourcePosition where) &;
  Error&& at(SourcePosition where) &&;
  /// Adds a line that says more than fits into the message, such as one difference of two large types.
  Error& detail(std::string line) &;
  Error&& detail(std::string line) &&;
  Error& hint(std::string text) &;
  Error&& hint(std::string text) &&;
  Error& coded(std::string code) &;
  Error&& coded(std::string code) &&;
  /// Adds a frame, innermost first: "while reading 'x'".
  Error& while_doing(std::string frame) &;
  Error&& while_doing(std::string frame) &&;
  Error& also(Error sibling);

  /// This error and all its siblings, none of which has siblings any more.
  std::vector<Error> separated() const;

  /// Several lines for a person, each error starting with "<program>: error: ", ending in newline.
  std::string render(std::string_view program) const;

 private:
  ErrorKind kind_;
  std::string message_;
  SourcePosition where_;
  std::vector<std::string> details_;
  std::vector<std::string> context_;
  std::vector<std::string> hints_;
  std::string code_;
  std::vector<Error> siblings_;
};

/// Collects independent errors so that one run reports them all. Not thread-safe.
class ErrorList {
 public:
  /// An error with siblings counts as all of them.
  void add(const Error& error);
  /// Runs `step` and adds the error it throws. Interrupted and Internal pass through: nothing goes on
  /// after them.
  template <typename Step>
  void collect(Step step) {
    try {
      step();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Interrupted || error.kind() == ErrorKind::Internal) throw;
      add(error);
    }
  }
  bool empty() const noexcept { return errors_.empty(); }
  std::size_t size() const noexcept { return errors_.size(); }
  const std::vector<Error>& errors() const noexcept { return errors_; }
  /// Throws the first error with all later ones as siblings; returns if there is none.
  void throw_if_any();

 private:
  std::vector<Error> errors_;
};

/// Text for a message: `value` in quotes, control characters escaped, of over 160 characters both ends.
std::string in_quotes(std::string_view value);

/// Reports a broken invariant as an Internal error. Never for input.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

} // namespace sigil

/// Checks an invariant of our own code, in every build.
#define SIGIL_ASSERT(expression)                                                                             \
  (static_cast<bool>(expression) ? void(0) : ::sigil::assertion_failed(#expression, __FILE__, __LINE__))

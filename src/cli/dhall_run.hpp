/// \file
/// What the commands of `dhall` have in common: options, input and output, phases, and how errors are shown.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "context.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::cli {

struct EvaluateOptions {
  bool alpha = false;
  bool annotate = false;
};

struct DhallOptions {
  std::string file; ///< empty or "-": standard input
  std::string output;
  bool ascii = false, unicode = false;
  bool plain = false, explain = false, censor = false;
  bool no_cache = false, no_imports = false;
  bool time = false;
  std::string only_under;
  // Limits; 0 and empty: the default.
  std::uint64_t steps = 0;
  std::uint64_t depth = 0;
  std::uint64_t imports = 0;
  std::string memory, timeout, output_size, import_size;
  EvaluateOptions own; ///< of `dhall` itself: its commands refuse them
};

class DhallRun;
using DhallWork = std::function<ExitCode(DhallRun&)>;

/// One run. What it gives is written when all of it is there.
class DhallRun {
 public:
  /// \param fetcher  must outlive it
  /// \param results  the folder of results of earlier runs; empty: none
  /// \throws Error{Usage}
  DhallRun(const DhallOptions& options, dhall::Fetcher& fetcher, const std::filesystem::path& results);

  dhall::Context& context() { return *context_; }

  /// The expression of `--file` or standard input.
  dhall::ParsedExpression parse();
  /// \param unpack  gives the encoding, of what is read
  dhall::ParsedExpression decode(const std::function<Blob(const Blob&)>& unpack = {});
  dhall::ResolvedExpression resolve(const dhall::ParsedExpression& expression);
  /// The expression of `--file` or standard input, resolved and checked, maybe by an earlier run.
  /// \param part  what of it the command evaluates
  dhall::TypedExpression infer(dhall::Part part);
  dhall::NormalExpression normalize(const dhall::TypedExpression& expression, dhall::BinderNames names);

  /// The content of a file; empty path: of `--file` or standard input.
  Blob read(const std::string& path);
  /// How messages name that.
  std::string name_of(const std::string& path) const;

  /// Adds to the output.
  void write(std::string_view text) { output_ += text; }
  void write_line(std::string_view text) { (output_ += text) += '\n'; }
  void print(const dhall::Expression& expression);
  /// Replaces a file at the end.
  void replace_file(std::string path, std::string text);

  /// As asked for, or nothing.
  std::optional<dhall::CharacterSet> characters() const;

  /// Runs a step and takes its time.
  template <typename Step>
  auto timed(const char* name, Step step);

  /// Writes what there is to write.
  void finish(Terminal& terminal) const;
  /// In place of finish().
  void show(Terminal& terminal, const Error& error) const;

 private:
  friend ExitCode run_dhall(Context& context, const DhallOptions& options, const DhallWork& work);
  using Clock = std::chrono::steady_clock;

  class Timer {
   public:
    Timer(DhallRun& run, const char* name) : run_(run), name_(name) {}
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    ~Timer() { run_.add_time(name_, begin_); }

   private:
    DhallRun& run_;
    const char* name_;
    Clock::time_point begin_ = Clock::now();
  };

  /// Does the work, and writes what it gave or why it failed. Nothing if it failed with what an earlier run
  /// had found: that has no positions, and takes other steps to a limit.
  std::optional<ExitCode> attempt(Terminal& terminal, const DhallWork& work);
  /// What imports are relative to.
  std::string here() const;
  void remember();
  void observe(dhall::ImportEvent event, const std::string& location);
  void add_time(const std::string& name, Clock::time_point begin);
  static void explain(Terminal& terminal, const Error& error);

  struct Evaluated {
    dhall::TypedExpression expression;
    dhall::Part part;
  };

  const DhallOptions options_;
  const std::clock_t cpu_begin_ = std::clock();
  dhall::Fetcher& fetcher_;
  std::unique_ptr<dhall::ImportCache> cache_;
  std::unique_ptr<dhall::ResultCache> results_;
  std::unique_ptr<dhall::Context> context_;
  std::optional<Blob> input_;          ///< of `--file` or standard input, once it was read
  bool is_recalled_ = false;           ///< the expression is of an earlier run
  std::optional<Evaluated> evaluated_; ///< of this one
  bool is_binary_ = false;
  std::string output_;
  std::vector<std::pair<std::string, std::string>> files_;
  std::vector<std::pair<std::string, Clock::time_point>> begun_; ///< imports
  std::string times_;
};

/// Runs `work` on a stack of its own, which input cannot exhaust soon; an interrupt ends it at once.
void evaluate(const std::function<void()>& work);

/// Evaluates, and shows errors.
ExitCode run_dhall(Context& context, const DhallOptions& options, const DhallWork& work);

/// What evaluation may do, and how much of it.
void add_evaluation_options(Command& command, DhallOptions& options);

/// Makes `command` do `work`.
void act(Command& command, Context& context, std::shared_ptr<DhallOptions> options, DhallWork work);

// ----- implementation --------------------------------------------------------------------------------------

template <typename Step>
auto DhallRun::timed(const char* name, Step step) {
  if (!options_.time) return step();
  const Timer timer(*this, name);
  return step();
}

} // namespace sigil::cli

#include "dhall_run.hpp"

#include <algorithm>
#include <cstdio>
#include <new>
#include <set>

#include "program_name.hpp"
#include "seconds.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/base/stack.hpp"
#include "sigil/base/text.hpp"
#include "sigil/dhall/explain.hpp"
#include "sigil/host/dhall_fetcher.hpp"

namespace sigil::cli {
namespace {

/// Some million nested expressions; memory is taken as it is used.
constexpr std::size_t kStackBytes = std::size_t{1} << 30U;
constexpr std::uint64_t kMostInputBytes = std::uint64_t{1} << 32U;

/// \param what  in messages. \param other  if none is given
std::uint64_t size_of(const char* what, const std::string& text, std::uint64_t other) {
  if (text.empty()) return other;
  const auto size_bytes = parse_size(text);
  if (!size_bytes)
    throw Error(ErrorKind::Usage, std::string(what) + " " + in_quotes(text) +
                                      " is none, expected bytes, or a number with K, M or G");
  return *size_bytes;
}

dhall::Context::Options context_options(const DhallOptions& options) {
  dhall::Context::Options made;
  made.policy.imports = !options.no_imports;
  if (!options.only_under.empty()) made.policy.only_under = options.only_under;
  dhall::Limits& limits = made.limits;
  if (options.steps != 0) limits.steps = options.steps;
  if (options.depth != 0) limits.depth = options.depth;
  if (options.imports != 0)
    limits.imports.imports =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(options.imports, ~std::uint32_t{0}));
  if (!options.timeout.empty()) limits.time = parse_seconds(options.timeout);
  limits.memory_bytes = size_of("memory", options.memory, limits.memory_bytes);
  limits.output_bytes = size_of("output size", options.output_size, limits.output_bytes);
  limits.imports.import_bytes = size_of("import size", options.import_size, limits.imports.import_bytes);
  limits.imports.total_bytes = std::max(limits.imports.total_bytes, limits.imports.import_bytes);
  return made;
}

Blob read_standard_input() {
  std::optional<Blob> content = InputStream::standard_input().read_all(kMostInputBytes);
  if (!content) throw Error(ErrorKind::Limit, "standard input has more than " + human_size(kMostInputBytes));
  return std::move(*content);
}

bool is_standard_input(const std::string& path) {
  return path.empty() || path == "-";
}

/// How large a result may be that took `cpu_seconds`, so that reading it costs less than finding it again: 0
/// if none is worth its file.
std::uint64_t worthwhile_bytes(double cpu_seconds) {
  constexpr double kFileSeconds = 0.001;
  constexpr double kBytesPerSecond = 70e6;
  return cpu_seconds <= kFileSeconds
             ? 0
             : static_cast<std::uint64_t>((cpu_seconds - kFileSeconds) * kBytesPerSecond);
}

} // namespace

DhallRun::DhallRun(const DhallOptions& options, dhall::Fetcher& fetcher, const std::filesystem::path& results)
    : options_(options), fetcher_(fetcher), cache_(options.no_cache ? nullptr : host::make_dhall_cache()),
      results_(results.empty() ? nullptr : host::make_dhall_results(results)) {
  dhall::Context::Options made = context_options(options);
  made.cache = cache_.get();
  made.results = results_.get();
  if (options.time)
    made.observer = [this](dhall::ImportEvent event, const std::string& location) {
      observe(event, location);
    };
  context_ = std::make_unique<dhall::Context>(fetcher_, std::move(made));
}

Blob DhallRun::read(const std::string& path) {
  const std::string& file = path.empty() ? options_.file : path;
  if (path.empty() && input_) return *input_;
  Blob content = timed("read", [&] {
    if (is_standard_input(file)) return read_standard_input();
    auto found = fetcher_.read_file(file, kMostInputBytes);
    if (!found) throw Error(ErrorKind::Missing, "file " + in_quotes(file) + " does not exist");
    return std::move(*found);
  });
  if (path.empty()) input_ = content;
  return content;
}

std::string DhallRun::here() const {
  return is_standard_input(options_.file) ? std::string() : options_.file;
}

std::string DhallRun::name_of(const std::string& path) const {
  const std::string& file = path.empty() ? options_.file : path;
  return is_standard_input(file) ? "(input)" : file;
}

dhall::ParsedExpression DhallRun::parse() {
  Blob text = read({});
  return timed("parse", [&] { return context_->parse(name_of({}), std::move(text)); });
}

dhall::ParsedExpression DhallRun::decode(const std::function<Blob(const Blob&)>& unpack) {
  is_binary_ = true;
  Blob bytes = read({});
  return timed("decode", [&] { return context_->decode(name_of({}), unpack ? unpack(bytes) : bytes); });
}

dhall::ResolvedExpression DhallRun::resolve(const dhall::ParsedExpression& expression) {
  return timed("resolve", [&] { return context_->resolve(expression, here()); });
}

dhall::TypedExpression DhallRun::infer(dhall::Part part) {
  if (results_) {
    const Blob text = read({});
    is_recalled_ = true; // an error from here on is not one of the source
    const auto recalled = timed("recall", [&] { return context_->recall(text, here(), part); });
    is_recalled_ = recalled.has_value();
    if (recalled) return *recalled;
  }
  const dhall::ResolvedExpression resolved = resolve(parse());
  evaluated_ = {timed("infer", [&] { return context_->infer(resolved); }), part};
  return evaluated_->expression;
}

void DhallRun::remember() {
  if (!evaluated_ || !results_) return;
  const double cpu_seconds = static_cast<double>(std::clock() - cpu_begin_) / CLOCKS_PER_SEC;
  const std::uint64_t limit_bytes = worthwhile_bytes(cpu_seconds);
  if (limit_bytes == 0) return;
  timed("remember",
        [&] { context_->remember(read({}), here(), evaluated_->expression, evaluated_->part, limit_bytes); });
}

dhall::NormalExpression DhallRun::normalize(const dhall::TypedExpression& expression,
                                            dhall::BinderNames names) {
  return timed("normalize", [&] { return context_->normalize(expression, names); });
}

void DhallRun::print(const dhall::Expression& expression) {
  dhall::PrintOptions options;
  options.characters = characters().value_or(dhall::CharacterSet::Unicode);
  write_line(timed("print", [&] { return context_->print(expression, options); }));
}

void DhallRun::replace_file(std::string path, std::string text) {
  files_.emplace_back(std::move(path), std::move(text));
}

std::optional<dhall::CharacterSet> DhallRun::characters() const {
  if (options_.ascii) return dhall::CharacterSet::Ascii;
  if (options_.unicode) return dhall::CharacterSet::Unicode;
  return std::nullopt;
}

void DhallRun::observe(dhall::ImportEvent event, const std::string& location) {
  if (event == dhall::ImportEvent::Begun) begun_.emplace_back(location, Clock::now());
  if (event != dhall::ImportEvent::Resolved) return;
  const auto is_it = [&](const auto& import) { return import.first == location; };
  const auto begun = std::find_if(begun_.rbegin(), begun_.rend(), is_it);
  if (begun == begun_.rend()) return;
  add_time("import " + in_quotes(location), begun->second);
  begun_.erase(std::next(begun).base());
}

void DhallRun::add_time(const std::string& name, Clock::time_point begin) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%10.6f s  ",
                std::chrono::duration<double>(Clock::now() - begin).count());
  times_ += seconds + name + '\n';
}

void DhallRun::finish(Terminal& terminal) const {
  for (const std::string& warning : context_->warnings())
    terminal.note(std::string(kProgramName) + ": warning: " + warning + '\n');
  if (!times_.empty()) terminal.note(times_);
  for (const auto& [path, text] : files_) write_file(path, as_bytes(text));
  if (options_.output.empty() || options_.output == "-") {
    if (!output_.empty()) terminal.data(output_);
  } else {
    write_file(options_.output, as_bytes(output_));
  }
}

/// Each kind of error once.
void DhallRun::explain(Terminal& terminal, const Error& error) {
  std::set<const dhall::Explanation*> explained;
  for (const Error& one : error.separated()) {
    const dhall::Explanation* explanation = dhall::explanation_of(one.code());
    if (explanation != nullptr && explained.insert(explanation).second)
      terminal.note('\n' + to_text(*explanation));
  }
}

void DhallRun::show(Terminal& terminal, const Error& error) const {
  const bool has_excerpt = !options_.censor && !is_binary_ && error.where().line != 0;
  terminal.error(error, has_excerpt ? context_->excerpt(error.where()) : std::string());
  if (options_.explain) explain(terminal, error);
  if (!times_.empty()) terminal.note(times_);
}

void evaluate(const std::function<void()>& work) {
  const InterruptAtOnce at_once;
  throw_if_interrupted(); // before that
  run_on_large_stack(kStackBytes, work);
}

std::optional<ExitCode> DhallRun::attempt(Terminal& terminal, const DhallWork& work) {
  std::optional<Error> failure;
  try {
    ExitCode code = ExitCode::Done;
    evaluate([&] {
      code = work(*this);
      if (code == ExitCode::Done) remember();
    });
    is_recalled_ = false;
    finish(terminal);
    return code;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Interrupted || error.kind() == ErrorKind::Internal) throw;
    failure = error;
  } catch (const std::bad_alloc&) {
    failure = Error(ErrorKind::Limit, "there is not enough memory");
  }
  if (is_recalled_) return std::nullopt;
  show(terminal, *failure);
  return ExitCode::Failed;
}

ExitCode run_dhall(Context& context, const DhallOptions& options, const DhallWork& work) {
  if (options.ascii && options.unicode)
    throw Error(ErrorKind::Usage, "both '--ascii' and '--unicode' are given, expected one of them");
  if (options.plain) context.terminal.set_color(ColorMode::Never);
  const std::filesystem::path& caches = context.settings.cache_folder;
  const auto fetcher = host::make_dhall_fetcher(); // a FIFO is read once, whoever reads it
  std::optional<Blob> input;
  {
    DhallRun run(options, *fetcher,
                 options.no_cache || caches.empty() ? std::filesystem::path() : caches / "dhall");
    if (const auto code = run.attempt(context.terminal, work)) return *code;
    input = run.input_;
  }
  DhallRun anew(options, *fetcher, {});
  anew.input_ = input;
  return anew.attempt(context.terminal, work).value();
}

void add_evaluation_options(Command& command, DhallOptions& options) {
  const auto flag = [&command](const char* name, bool& target, const char* description) {
    command.add_option(name, &target, description).in_group("Dhall");
  };
  const auto value = [&command](const char* name, auto& target, const char* text, const char* description) {
    command.add_option(name, &target, description).shown_as(text).in_group("Dhall");
  };
  flag("--no-cache", options.no_cache, "neither read nor write caches");
  flag("--no-imports", options.no_imports, "refuse all imports");
  value("--only-under", options.only_under, "FOLDER", "import files in or below this folder only");
  value("--steps", options.steps, "NUMBER", "limit of function calls and loop rounds; default: none");
  value("--memory", options.memory, "BYTES", "limit of memory, such as 512M; default: 8G");
  value("--depth", options.depth, "NUMBER", "limit of how deep the evaluation nests; default: 64 million");
  value("--timeout", options.timeout, "SECONDS", "limit of time; default: none");
  value("--imports", options.imports, "NUMBER", "limit of different imports; default: 100000");
  value("--import-size", options.import_size, "BYTES", "limit of each import; default: 256M");
}

void act(Command& command, Context& context, std::shared_ptr<DhallOptions> options, DhallWork work) {
  command.set_action([&command, &context, options = std::move(options), work = std::move(work)] {
    if (options->own.annotate || options->own.alpha)
      throw Error(ErrorKind::Usage, std::string("option '") +
                                        (options->own.annotate ? "--annotate" : "--alpha") +
                                        "' is not one of " + in_quotes(command.path()));
    return run_dhall(context, *options, work);
  });
}

} // namespace sigil::cli

#include "dhall_description.hpp"

#include <memory>
#include <new>

#include "sigil/host/dhall_fetcher.hpp"

namespace sigil::cli {
namespace {

/// What was imported from files, where it is seen from the working folder.
std::vector<std::filesystem::path> imported_files(const Context& context, const dhall::ImportGraph& graph) {
  std::vector<std::filesystem::path> files;
  for (const dhall::ImportRecord& import : graph.imports) {
    if (import.from != dhall::ImportRecord::From::File) continue;
    const std::string& location = import.location;
    const auto home = context.settings.variables.find("HOME");
    if (location.starts_with("~/") && home != context.settings.variables.end())
      files.push_back(std::filesystem::path(home->second) / location.substr(2));
    else
      files.emplace_back(location);
  }
  return files;
}

struct Evaluation {
  explicit Evaluation(const DhallOptions& options) : run(options, *fetcher, {}) {}

  std::unique_ptr<dhall::Fetcher> fetcher = host::make_dhall_fetcher();
  DhallRun run; // whose results have no positions if they are of an earlier run
};

system::DescriptionReading read(Context& context, const std::shared_ptr<Evaluation>& evaluation,
                                const std::string& file) {
  DhallRun& run = evaluation->run;
  // As it is now, and with the errors that a description in JSON has.
  const std::string text(Blob::map(file, dhall::ImportLimits().import_bytes).text());
  dhall::Context& dhall = run.context();
  const dhall::TypedExpression typed = dhall.infer(run.resolve(dhall.parse(file, Blob::of(text))));
  context.excerpt = [evaluation](const SourcePosition& where) {
    return evaluation->run.context().excerpt(where);
  };
  system::DescriptionReading reading = system::read_description(dhall.value(typed), file);
  reading.description.imports = imported_files(context, dhall.imports());
  return reading;
}

} // namespace

bool is_dhall(const std::filesystem::path& description) {
  return description.extension() == ".dhall";
}

std::optional<system::DescriptionReading> read_dhall_description(Context& context,
                                                                 const DhallOptions& options) {
  const auto evaluation = std::make_shared<Evaluation>(options);
  try {
    std::optional<system::DescriptionReading> reading;
    evaluate([&] { reading = read(context, evaluation, options.file); });
    evaluation->run.finish(context.terminal);
    return reading;
  } catch (const Error& error) {
    if (!error.code().starts_with("dhall.")) throw;
    evaluation->run.show(context.terminal, error);
  } catch (const std::bad_alloc&) {
    evaluation->run.show(context.terminal, Error(ErrorKind::Limit, "there is not enough memory"));
  }
  return std::nullopt;
}

} // namespace sigil::cli

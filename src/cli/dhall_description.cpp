#include "dhall_description.hpp"

#include <new>

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

system::DescriptionReading read(Context& context, const std::shared_ptr<DhallRun>& run,
                                const std::string& file) {
  // As it is now, and with the errors that a description in JSON has.
  const std::string text(Blob::map(file, dhall::ImportLimits().import_bytes).text());
  const dhall::TypedExpression typed = run->infer(run->context().parse(file, Blob::of(text)));
  context.excerpt = [run](const SourcePosition& where) { return run->context().excerpt(where); };
  system::DescriptionReading reading = system::read_description(run->context().value(typed), file);
  reading.description.imports = imported_files(context, run->context().imports());
  return reading;
}

} // namespace

bool is_dhall(const std::filesystem::path& description) {
  return description.extension() == ".dhall";
}

std::optional<system::DescriptionReading> read_dhall_description(Context& context,
                                                                 const DhallOptions& options) {
  const auto run = std::make_shared<DhallRun>(options);
  try {
    std::optional<system::DescriptionReading> reading;
    evaluate([&] { reading = read(context, run, options.file); });
    run->finish(context.terminal);
    return reading;
  } catch (const Error& error) {
    if (!error.code().starts_with("dhall.")) throw;
    run->show(context.terminal, error);
  } catch (const std::bad_alloc&) {
    run->show(context.terminal, Error(ErrorKind::Limit, "there is not enough memory"));
  }
  return std::nullopt;
}

} // namespace sigil::cli

// What the resolver refuses, and how errors tell which import they are of.
#include "imports/resolver_parts.hpp"

namespace sigil::dhall {

namespace {

constexpr std::string_view kMissing = "dhall.import.missing";

} // namespace

void Resolver::check_importer(const Location& location) {
  if (is_referentially_sane(importer().location, location)) return;
  throw Error(ErrorKind::Invalid, "import " + in_quotes(subject_) + " is local, but " +
                                      in_quotes(importer().shown) +
                                      ", which wants it, is not: expected a URL or 'missing'")
      .coded("dhall.import.sanity")
      .hint("what comes from a server may not read files or variables of those who use it");
}

void Resolver::check_cors(const Entry& entry) {
  if (!entry.location.is_remote() || !entry.answering) return;
  const Origin child = origin_of(entry.location);
  if (is_cors_compliant(importer().location, child, *entry.answering, entry.answer_headers)) return;
  const std::string wanted = origin_of(importer().location).text();
  throw Error(ErrorKind::Invalid, "server of " + in_quotes(entry.shown) + " does not allow " +
                                      in_quotes(importer().shown) + " to import it")
      .coded("dhall.import.cors")
      .hint("its answer needs one header 'Access-Control-Allow-Origin' with '*' or '" + wanted + "'");
}

void Resolver::check_depth() const {
  if (importing_.size() <= options_.limits.depth) return;
  throw Error(ErrorKind::Limit,
              "imports go more than " + std::to_string(options_.limits.depth) + " levels deep")
      .coded("dhall.limit.import-depth")
      .hint("the limit on the depth of imports can be raised");
}

void Resolver::refuse_cycle(const Entry& entry) {
  throw Error(ErrorKind::Invalid, "import " + in_quotes(entry.shown) + " depends on itself")
      .coded("dhall.import.cycle");
}

void Resolver::refuse_configuration_cycle() {
  throw Error(ErrorKind::Invalid,
              "header configuration depends on the URL " + in_quotes(subject_) + ", which it is needed for")
      .coded("dhall.import.cycle")
      .hint("it is read from 'DHALL_HEADERS' or 'dhall/headers.dhall' in the folder of configurations, and "
            "may import files only");
}

/// \param entry  which is absent, or nullptr for `missing`
void Resolver::give_up(Entry* entry, const Absence& absence) {
  Error error(ErrorKind::Missing, absence.message);
  error.coded(std::string(kMissing));
  if (!absence.hint.empty()) error.hint(absence.hint);
  add_chain(error, chain_texts());
  Absent absent(std::move(error), position_);
  if (entry != nullptr) {
    entry->failure = absent;
    entry->state = Entry::State::Failed;
  }
  throw absent;
}

/// Adds to an error where the import is that it is of, and how it was come to.
void Resolver::locate(Error& error) {
  if (error.code() == kMissing) return; // has both
  if (error.where().file.empty() && position_ != 0) error.at(heap_.sources().locate(position_));
  add_chain(error, chain_texts());
}

std::vector<std::string> Resolver::chain_texts() const {
  std::vector<std::string> texts;
  for (std::size_t at = 1; at < importing_.size(); ++at) texts.push_back(importing_[at]->shown);
  if (!subject_.empty()) texts.push_back(subject_);
  return texts;
}

} // namespace sigil::dhall

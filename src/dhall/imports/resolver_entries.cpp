// From the content of an import to a resolved one.
#include <array>

#include "imports/resolver_parts.hpp"
#include "imports/walk.hpp"
#include "sigil/base/text.hpp"

namespace sigil::dhall {

namespace {

std::string key_of(const Location& location, ImportMode mode, const HttpHeaders& headers) {
  std::string key = std::to_string(static_cast<int>(mode)) + to_text(location);
  for (const auto& [name, value] : headers) {
    key += '\0';
    key += name;
    key += '\0';
    key += value;
  }
  return key;
}

ImportRecord::From source_of(const Location& location) {
  if (location.is_remote()) return ImportRecord::From::Server;
  return location.is_file() ? ImportRecord::From::File : ImportRecord::From::Environment;
}

/// `< Environment : Text | Local : Text | Missing | Remote : Text >`
Node* make_location_type(Heap& heap) {
  constexpr std::array<std::string_view, 4> kLabels = {"Environment", "Local", "Missing", "Remote"};
  std::array<const Symbol*, kLabels.size()> labels{};
  std::array<Node*, kLabels.size()> payloads{};
  for (std::size_t at = 0; at < kLabels.size(); ++at) {
    labels[at] = heap.symbols().intern_kept(kLabels[at]);
    payloads[at] = kLabels[at] == "Missing" ? nullptr : heap.builtin(Builtin::Text);
  }
  return heap.fields(Kind::UnionType, heap.symbols().shape(labels), payloads, 0);
}

} // namespace

Resolver::Entry& Resolver::entry_of(const Location& location, ImportMode mode, const HttpHeaders& headers) {
  auto& entry = entries_[key_of(location, mode, headers)];
  if (!entry) {
    entry = std::make_unique<Entry>(Entry{location, mode, headers});
    entry->shown = to_shown_text(location);
  }
  return *entry;
}

/// \param import  which wants it, or nullptr for the header configuration
void Resolver::read(ImportNode* import, Entry& entry) {
  check_depth();
  observe(ImportEvent::Begun, entry);
  HttpHeaders headers;
  if (entry.location.is_remote())
    headers = merge_headers(entry.using_headers, origin_headers_, origin_of(entry.location).host_and_port());
  auto answer = gate_.fetch(entry.location, headers, importer().location);
  trace(entry.location, answer);
  if (const auto* absence = std::get_if<Absence>(&answer)) give_up(&entry, *absence);
  auto& content = std::get<Content>(answer);
  entry.was_read = true;
  entry.answering = std::move(content.answering);
  entry.answer_headers = std::move(content.headers);
  check_cors(entry);
  record(entry, source_of(entry.location), content.bytes.size());
  observe(ImportEvent::Read, entry);
  const SourceMap::Source& source = heap_.sources().add(entry.shown, std::move(content.bytes));
  if (entry.mode == ImportMode::Code) return enter(import, entry, source);
  if (entry.mode == ImportMode::Text && !is_utf8(source.text.text())) {
    throw Error(ErrorKind::Invalid, "import " + in_quotes(entry.shown) + " is not UTF-8, expected text")
        .coded("dhall.import.text")
        .hint("'as Bytes' takes any content");
  }
  Node* literal = entry.mode == ImportMode::Text ? heap_.text(source.text.text(), source.begin)
                                                 : heap_.bytes(source.text.bytes(), source.begin);
  settle(entry, literal);
  finish(*import, entry);
}

/// Goes on with the imports of an expression that is imported.
void Resolver::enter(ImportNode* import, Entry& entry, const SourceMap::Source& source) {
  entry.code = language_.parse(source);
  entry.state = Entry::State::Resolving;
  importing_.push_back(&entry);
  if (import != nullptr) steps_.push_back({Step::What::Finish, import, &entry});
  steps_.push_back({Step::What::Leave, nullptr, &entry});
  steps_.push_back({Step::What::Visit, entry.code.expression});
}

void Resolver::leave(Entry& entry) {
  resolved_.push_back({entry.shown, entry.code.expression, entry.code.slots});
  language_.check(resolved_.back());
  entry.resolved = &resolved_.back();
  entry.state = Entry::State::Done;
  importing_.pop_back();
  observe(ImportEvent::Resolved, entry);
}

/// Ends an import that is a literal.
void Resolver::settle(Entry& entry, Node* expression) {
  resolved_.push_back({entry.shown, expression, 1});
  resolved_.back().is_normal = true;
  language_.check(resolved_.back());
  entry.resolved = &resolved_.back();
  entry.state = Entry::State::Done;
  observe(ImportEvent::Resolved, entry);
}

Resolver::Entry& Resolver::location_entry(const Location& location) {
  Entry& entry = entry_of(location, ImportMode::Location, {});
  if (entry.state == Entry::State::Done) return entry;
  if (location_type_ == nullptr) location_type_ = make_location_type(heap_);
  std::string_view label = "Local";
  std::string text = to_text(location);
  if (location.is_remote()) label = "Remote";
  if (location.scheme == ImportScheme::Missing) label = "Missing";
  if (location.scheme == ImportScheme::Environment) {
    label = "Environment";
    text = location.path.front();
  }
  Node* value = heap_.field(location_type_, heap_.symbols().intern_kept(label), 0);
  if (location.scheme != ImportScheme::Missing) {
    Node* argument = heap_.text(heap_.arena().keep(text));
    value = heap_.application(value, {&argument, 1}, 0);
  }
  record(entry, ImportRecord::From::Location, 0);
  settle(entry, value);
  return entry;
}

/// The import with this hash, from earlier in the run or from the cache, whatever its location says; nullptr
/// if it is in neither.
Resolver::Entry* Resolver::find_verified(const Sha256Digest& digest, const Location& location) {
  const auto [found, is_new] = verified_.try_emplace(hash_text(digest), nullptr);
  if (is_new) found->second = read_cache(digest, location);
  Entry* entry = found->second;
  if (entry == nullptr) {
    verified_.erase(found);
    asked_.reset(); // the next run may find it there
  }
  return entry;
}

Resolver::Entry* Resolver::read_cache(const Sha256Digest& digest, const Location& location) {
  auto bytes = integrity_.cached(digest);
  if (!bytes) return nullptr;
  const std::uint64_t size_bytes = bytes->size();
  if (asked_) asked_->push_back({hash_text(digest), *bytes});
  const SourceMap::Source& source = heap_.sources().add(subject_ + " (cached)", std::move(*bytes));
  Code code{};
  try {
    code = language_.decode(source);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Invalid) throw;
    integrity_.warn("the cached import " + in_quotes(hash_text(digest)) + " cannot be decoded (" +
                    error.message() + "): it is imported anew");
    return nullptr;
  }
  if (has_imports(*code.expression)) {
    throw Error(ErrorKind::Invalid, "cached import " + in_quotes(hash_text(digest)) +
                                        " has imports of its own, expected a normal form")
        .coded("dhall.import.cached");
  }
  auto& entry = entries_[hash_text(digest)];
  entry = std::make_unique<Entry>(Entry{location, ImportMode::Code});
  entry->shown = subject_;
  record(*entry, ImportRecord::From::Cache, size_bytes);
  entry->code = code;
  resolved_.push_back({entry->shown, code.expression, code.slots});
  resolved_.back().is_normal = true;
  language_.check(resolved_.back());
  entry->resolved = &resolved_.back();
  entry->state = Entry::State::Done;
  return entry.get();
}

void Resolver::begin_configuration() {
  if (configuration_ == Configuration::Loading) refuse_configuration_cycle();
  const auto location = configuration_location();
  if (!location) {
    configuration_ = Configuration::Known;
    return;
  }
  Entry& entry = entry_of(*location, ImportMode::Code, {});
  if (entry.state == Entry::State::Resolving) refuse_configuration_cycle();
  configuration_ = Configuration::Loading;
  steps_.push_back({Step::What::EndConfiguration, nullptr, &entry});
  try {
    subject_ = entry.shown;
    if (entry.state == Entry::State::New) read(nullptr, entry);
    if (entry.state == Entry::State::Failed) throw Absent(*entry.failure);
  } catch (const Absent&) {
    if (entry.was_read) throw; // what it imports is absent
    steps_.pop_back();
    configuration_ = Configuration::Known;
  }
}

void Resolver::end_configuration(Entry& entry) {
  subject_ = entry.shown;
  origin_headers_ = language_.origin_headers(*entry.resolved);
  configuration_ = Configuration::Known;
}

/// Nothing if the policy hides the user's set-up.
std::optional<Location> Resolver::configuration_location() {
  Arena& arena = heap_.arena();
  if (gate_.setting("DHALL_HEADERS")) {
    if (!gate_.policy().environment) return std::nullopt;
    static constexpr std::string_view kName[] = {"DHALL_HEADERS"};
    Location location;
    location.scheme = ImportScheme::Environment;
    location.path = kName;
    return location;
  }
  if (gate_.policy().only_under) return std::nullopt;
  const std::string folder = gate_.setting("XDG_CONFIG_HOME").value_or("");
  return file_location(arena, (folder.empty() ? "~/.config" : folder) + "/dhall/headers.dhall");
}

void Resolver::trace(const Location& location, const std::variant<Content, Absence>& answer) {
  if (location.is_remote()) asked_.reset();
  if (!asked_) return;
  const auto* content = std::get_if<Content>(&answer);
  asked_->push_back({to_text(location), content != nullptr ? std::optional(content->bytes) : std::nullopt});
}

void Resolver::record(Entry& entry, ImportRecord::From from, std::uint64_t size_bytes) {
  entry.record = static_cast<std::uint32_t>(graph_.imports.size());
  graph_.imports.push_back({entry.shown, entry.mode, from, size_bytes});
}

void Resolver::connect(const Entry& imported) {
  const std::uint64_t edge = std::uint64_t{importer().record} << 32U | imported.record;
  if (edges_.insert(edge).second) graph_.edges.emplace_back(importer().record, imported.record);
}

void Resolver::observe(ImportEvent event, const Entry& entry) const {
  if (options_.observer) options_.observer(event, entry.shown);
}

} // namespace sigil::dhall

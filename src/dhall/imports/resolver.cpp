#include "imports/resolver.hpp"

#include "imports/resolver_parts.hpp"
#include "imports/walk.hpp"
#include "sigil/base/interrupt.hpp"
#include "syntax/parts.hpp"

namespace sigil::dhall {

/// Puts back what an error leaves behind.
class Resolver::Run {
 public:
  Run(Resolver& resolver, Entry& root, Entry& same) : resolver_(resolver), same_(same), before_(same.state) {
    resolver_.importing_ = {&root};
    same_.state = Entry::State::Resolving; // for imports of the expression by itself
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    for (Entry* entry : resolver_.importing_) entry->state = Entry::State::New;
    same_.state = before_;
    resolver_.importing_.clear();
    resolver_.steps_.clear();
    if (resolver_.configuration_ == Configuration::Loading) resolver_.configuration_ = Configuration::Unknown;
  }

 private:
  Resolver& resolver_;
  Entry& same_;
  Entry::State before_;
};

Resolver::Resolver(Heap& heap, Language& language, Fetcher& fetcher, Options options)
    : heap_(heap), language_(language), gate_(fetcher, options.policy, options.limits),
      options_(std::move(options)), integrity_(language, options_.cache) {
  if (options_.is_traced) asked_.emplace();
}

Resolver::~Resolver() = default;

void Resolver::resolve(Node* expression, const Location& here) {
  Entry root{canonical(heap_.arena(), here), ImportMode::Code};
  root.shown = to_shown_text(root.location);
  record(root, ImportRecord::From::Root, 0);
  if (!heap_.has_imports()) return;
  const Run run(*this, root, entry_of(root.location, ImportMode::Code, {}));
  steps_.push_back({Step::What::Visit, expression});
  take_all_steps();
}

void Resolver::take_all_steps() {
  try {
    while (!steps_.empty()) {
      Step step = std::move(steps_.back());
      steps_.pop_back();
      position_ = 0;
      subject_.clear();
      try {
        take(step);
      } catch (Absent& absent) {
        fall_back(std::move(absent));
      }
    }
  } catch (Error& error) {
    locate(error);
    throw;
  } catch (const Absent& absent) {
    throw absent.error(heap_.sources());
  }
}

void Resolver::take(Step& step) {
  switch (step.what) {
  case Step::What::Visit: return visit(step.node);
  case Step::What::LeftDone: {
    auto& alternative = as<BinaryNode>(*step.node);
    alternative.chosen = alternative.left;
    return;
  }
  case Step::What::RightDone: {
    auto& alternative = as<BinaryNode>(*step.node);
    alternative.chosen = alternative.right;
    return;
  }
  case Step::What::Headers: return evaluate_headers(as<ImportNode>(*step.node), *step.request);
  case Step::What::Import: return import_from(as<ImportNode>(*step.node), *step.request);
  case Step::What::Leave: return leave(*step.entry);
  case Step::What::Finish: return finish(as<ImportNode>(*step.node), *step.entry);
  case Step::What::EndConfiguration: return end_configuration(*step.entry);
  }
}

void Resolver::visit(Node* node) {
  if (node->is(kNormal)) return; // no import is below
  if (node->kind == Kind::Import) return visit_import(as<ImportNode>(*node));
  if (node->kind == Kind::Alternative) {
    const auto& alternative = as<BinaryNode>(*node);
    if (alternative.chosen != nullptr) return;
    steps_.push_back({Step::What::LeftDone, node});
    steps_.push_back({Step::What::Visit, alternative.left});
    return;
  }
  parts_.clear();
  append_parts(*node, parts_);
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
    if (!(*part)->is(kNormal)) steps_.push_back({Step::What::Visit, *part});
  }
}

void Resolver::visit_import(ImportNode& import) {
  if (import.resolved != nullptr) return;
  throw_if_interrupted();
  const ImportSpec& spec = *import.spec;
  position_ = import.position;
  gate_.admit_imports();
  const Location named = location_of(spec);
  const Location location = chain(heap_.arena(), importer().location, named);
  subject_ = to_shown_text(location);
  if (spec.mode == ImportMode::Location) {
    Entry& entry = location_entry(location);
    import.resolved = entry.resolved;
    return connect(entry);
  }
  if (spec.hash != nullptr) {
    if (Entry* known = find_verified(*spec.hash, location)) {
      import.resolved = known->resolved;
      return connect(*known);
    }
  }
  check_importer(location);
  if (location.scheme == ImportScheme::Missing) give_up(nullptr, {"import 'missing' is never there"});
  auto request = std::make_unique<Request>(Request{location, {}});
  if (location.is_remote() && spec.headers != nullptr) {
    steps_.push_back({Step::What::Headers, &import, nullptr, std::move(request)});
    steps_.push_back({Step::What::Visit, spec.headers});
    return;
  }
  if (location.is_remote() && named.is_relative()) request->using_headers = importer().using_headers;
  import_from(import, *request);
}

void Resolver::evaluate_headers(ImportNode& import, Request& request) {
  position_ = import.position;
  subject_ = to_shown_text(request.location);
  Node* expression = import.spec->headers;
  const std::uint32_t slots = slots_of_closed(*expression, heap_.sources());
  resolved_.push_back({"headers of " + subject_, expression, slots});
  language_.check(resolved_.back());
  request.using_headers = language_.headers(resolved_.back());
  import_from(import, request);
}

void Resolver::import_from(ImportNode& import, Request& request) {
  position_ = import.position;
  subject_ = to_shown_text(request.location);
  if (request.location.is_remote() && configuration_ != Configuration::Known) {
    steps_.push_back({Step::What::Import, &import, nullptr, std::make_unique<Request>(std::move(request))});
    return begin_configuration();
  }
  Entry& entry = entry_of(request.location, import.spec->mode, request.using_headers);
  switch (entry.state) {
  case Entry::State::New: return read(&import, entry);
  case Entry::State::Resolving: refuse_cycle(entry);
  case Entry::State::Done: return finish(import, entry);
  case Entry::State::Failed: throw Absent(*entry.failure);
  }
}

void Resolver::finish(ImportNode& import, Entry& entry) {
  position_ = import.position;
  subject_ = entry.shown;
  check_cors(entry); // for each importer, whoever had it read
  if (import.spec->hash != nullptr) {
    integrity_.verify(*import.spec->hash, *entry.resolved);
    verified_.emplace(hash_text(*import.spec->hash), &entry);
  }
  import.resolved = entry.resolved;
  connect(entry);
}

/// Goes back to the innermost `?` with the absent import on its left side, and on with its right side.
void Resolver::fall_back(Absent absent) {
  while (!steps_.empty()) {
    Step step = std::move(steps_.back());
    steps_.pop_back();
    switch (step.what) {
    case Step::What::LeftDone: {
      Node* right = as<BinaryNode>(*step.node).right;
      steps_.push_back(
          {Step::What::RightDone, step.node, nullptr, {}, std::make_unique<Absent>(std::move(absent))});
      steps_.push_back({Step::What::Visit, right});
      return;
    }
    case Step::What::RightDone:
      step.absent->append(absent);
      absent = std::move(*step.absent);
      break;
    case Step::What::Leave:
      step.entry->failure = absent;
      step.entry->state = Entry::State::Failed;
      importing_.pop_back();
      break;
    case Step::What::EndConfiguration: // it is there, and broken: no alternative to it was asked for
      throw absent.error(heap_.sources()).hint("the header configuration is needed for every URL");
    case Step::What::Visit:
    case Step::What::Headers:
    case Step::What::Import:
    case Step::What::Finish: break;
    }
  }
  throw std::move(absent);
}

} // namespace sigil::dhall

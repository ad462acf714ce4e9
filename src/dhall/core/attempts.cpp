// Evaluating what may not be needed, so that no thunk is made of what nearly always is.
//
// An argument whose thunks were needed so far (demand.hpp) is evaluated before the function gets it. Should
// that take long, the evaluation is put off: what it has done is kept, and goes on when somebody needs it. So
// evaluating early costs a bounded number of steps where it was in vain, and nothing where it was not.
#include <algorithm>

#include "core/waiting.hpp"

namespace sigil::dhall {

/// What goes on with `state`, does then what `rest` says, and is evaluated by need.
Node* Evaluator::put_off(const State& state, std::span<const Continuation> rest) {
  auto* paused = heap_.make<Paused>(Kind::Paused, state.code->position);
  paused->state = state;
  paused->count = rest.size();
  paused->rest = heap_.arena().take_array<Continuation>(rest.size());
  std::ranges::copy(rest, paused->rest);
  return paused;
}

/// Puts off the outermost attempt.
/// \returns what its value was to be, by need
Node* Evaluator::pause(State& state) {
  State next = state;
  const Continuation* end = top_;
  // Thunks that were being evaluated go on from where they are, whoever needs them first.
  for (const Continuation* at = top_; at != attempt_;) {
    --at;
    if (at->then != Then::Update) continue;
    auto& thunk = as<ThunkNode>(*at->node);
    thunk.code = put_off(next, {at + 1, end});
    thunk.frame = nullptr;
    wrote(const_cast<Node**>(&thunk.code));
    next = {&thunk, nullptr};
    end = at;
  }
  Node* code = put_off(next, {attempt_, end});
  top_ = const_cast<Continuation*>(attempt_);
  end_attempt_at(top_);
  auto* thunk = heap_.make<ThunkNode>(Kind::Thunk, code->position);
  thunk->code = code;
  thunk->frame = nullptr;
  return thunk;
}

void Evaluator::go_on(State& state, const Paused& paused) {
  for (const Continuation& rest : std::span(paused.rest, paused.count)) {
    push(rest.then, rest.index, rest.node, rest.more);
  }
  state = paused.state;
}

} // namespace sigil::dhall

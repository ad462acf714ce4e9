/// \file
/// Resolves the names of variables while an expression is built.
#pragma once

#include <cstdint>
#include <vector>

#include "syntax/heap.hpp"

namespace sigil::dhall {

/// One λ, ∀ or let that is in scope.
struct Binder {
  Binder* shadowed;    ///< the next binder of the same name outside of this one
  Binder* jump;        ///< one further outside, or itself: indices are found in logarithmic time
  std::uint32_t count; ///< of the binders of this name up to here
  Symbol* name;
  std::uint32_t frame;
  std::uint32_t slot;
};

/// The binders around the place that a parser or decoder is at. A file has frame 0, each λ and ∀ body one
/// further frame, or a further slot of the frame that it shares; a let takes a slot in the frame that it is
/// in. Slot 0 is the first argument (of a file: unused).
///
/// Binders are entered and left like brackets; what is still entered when the scope ends, because of an
/// error, is left then. One scope at a time may have binders in a heap.
class Scope {
 public:
  explicit Scope(Heap& heap) : heap_(heap), slots_{1} {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

  /// Enters the body of `λ(name : …)` or `∀(name : …)`.
  /// \param shares_frame  it is itself all of the body of another λ or ∀ like it, whose frame it shares
  ///                      if there are not too many
  void enter_function(Symbol* name, bool shares_frame);
  /// Leaves it. The node is complete then, but for its `slots`, `slot` and kSharesFrame, which are set; of
  /// those that share its frame too.
  void leave_function(BinderNode& node);

  /// Enters the body of `let name = …`. \returns LetNode::slot
  std::uint32_t enter_let(Symbol* name);
  void leave_let() { pop(); }

  /// `name@index` at this place: a Variable or Free node.
  Node* variable(Symbol* name, std::uint64_t index, std::uint32_t position);

  /// Slots of the frame of the whole file, once it is complete.
  std::uint32_t file_slots() const { return slots_.front(); }

 private:
  void push(Symbol* name, std::uint32_t slot);
  void pop();

  Heap& heap_;
  std::vector<std::uint32_t> slots_; ///< taken so far, by frame
  std::vector<Binder*> entered_;
  std::vector<bool> shares_; ///< of each λ and ∀ that is entered
  std::vector<Binder*> spare_;
};

} // namespace sigil::dhall

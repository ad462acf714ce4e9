#include "imports/walk.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "syntax/import_spec.hpp"
#include "syntax/parts.hpp"

namespace sigil::dhall {

namespace {

/// One pass over an expression that keeps account of its binders.
class ClosedWalk {
 public:
  ClosedWalk(Node& expression, const SourceMap& sources) : sources_(sources) {
    steps_.push_back({Step::Visit, &expression, nullptr});
  }

  std::uint32_t slots() {
    while (!steps_.empty()) {
      const Step step = steps_.back();
      steps_.pop_back();
      switch (step.what) {
      case Step::Visit: visit(*step.node); break;
      case Step::EnterFunction: ++functions_; [[fallthrough]];
      case Step::EnterLet: ++binders_[step.name]; break;
      case Step::LeaveFunction: --functions_; [[fallthrough]];
      case Step::LeaveLet: --binders_[step.name]; break;
      }
    }
    return slots_;
  }

 private:
  struct Step {
    enum What : std::uint8_t { Visit, EnterFunction, LeaveFunction, EnterLet, LeaveLet } what;
    Node* node;
    const Symbol* name;
  };

  void visit(Node& node) {
    if (node.kind == Kind::Variable) {
      const auto& variable = as<VariableNode>(node);
      const auto found = binders_.find(variable.name);
      if (found == binders_.end() || found->second <= variable.index) refuse(node, *variable.name);
    } else if (node.kind == Kind::Free) {
      refuse(node, *as<FreeNode>(node).name);
    } else if (node.kind == Kind::Lambda || node.kind == Kind::Pi) {
      visit_function(as<BinderNode>(node));
    } else if (node.kind == Kind::Let) {
      visit_let(as<LetNode>(node));
    } else {
      parts_.clear();
      append_parts(node, parts_);
      for (Node* part : parts_) steps_.push_back({Step::Visit, part, nullptr});
    }
  }

  void visit_function(BinderNode& binder) {
    steps_.push_back({Step::LeaveFunction, nullptr, binder.name});
    steps_.push_back({Step::Visit, binder.body, nullptr});
    steps_.push_back({Step::EnterFunction, nullptr, binder.name});
    steps_.push_back({Step::Visit, binder.domain, nullptr});
  }

  void visit_let(LetNode& let) {
    if (functions_ == 0) slots_ = std::max(slots_, let.slot + 1);
    steps_.push_back({Step::LeaveLet, nullptr, let.name});
    steps_.push_back({Step::Visit, let.body, nullptr});
    steps_.push_back({Step::EnterLet, nullptr, let.name});
    steps_.push_back({Step::Visit, let.bound, nullptr});
    if (let.annotation != nullptr) steps_.push_back({Step::Visit, let.annotation, nullptr});
  }

  [[noreturn]] void refuse(const Node& node, const Symbol& name) const {
    throw Error(ErrorKind::Invalid, "headers of an import refer to the variable " + in_quotes(name.text) +
                                        ", expected an expression without free variables")
        .at(sources_.locate(node.position))
        .coded("dhall.import.headers")
        .hint("write the headers behind 'using' in full, or import them from a file");
  }

  const SourceMap& sources_;
  std::vector<Step> steps_;
  std::vector<Node*> parts_;
  std::unordered_map<const Symbol*, std::uint64_t> binders_;
  std::uint64_t functions_ = 0;
  std::uint32_t slots_ = 1;
};

} // namespace

bool has_imports(Node& expression) {
  std::vector<Node*> rest{&expression};
  while (!rest.empty()) {
    Node* node = rest.back();
    rest.pop_back();
    if (node->is(kNormal)) continue;
    if (node->kind == Kind::Import || node->kind == Kind::Alternative) return true;
    append_parts(*node, rest);
  }
  return false;
}

std::uint32_t slots_of_closed(Node& expression, const SourceMap& sources) {
  return ClosedWalk(expression, sources).slots();
}

} // namespace sigil::dhall

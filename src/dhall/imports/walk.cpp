#include "imports/walk.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "syntax/import_spec.hpp"

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

namespace {

template <typename Visit>
void each(Node** parts, std::uint64_t count, const Visit& visit) {
  for (std::uint64_t at = 0; at < count; ++at) {
    if (parts[at] != nullptr) visit(parts[at]);
  }
}

/// Calls `visit(Node*&)` for each sub-expression.
template <typename Visit>
void each_part(Node& node, const Visit& visit) {
  const auto maybe = [&](Node*& part) {
    if (part != nullptr) visit(part);
  };
  if (node.kind <= Kind::TimeZone || node.kind == Kind::Variable || node.kind == Kind::Free) return;
  if (operator_number(node.kind) >= 0) {
    visit(as<BinaryNode>(node).left);
    return visit(as<BinaryNode>(node).right);
  }
  switch (node.kind) {
  case Kind::List: return each(as<ListNode>(node).items, as<ListNode>(node).count, visit);
  case Kind::EmptyList: return visit(as<EmptyListNode>(node).type);
  case Kind::Some: return visit(as<SomeNode>(node).value);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: return each(as<FieldsNode>(node).parts, as<FieldsNode>(node).shape->count, visit);
  case Kind::Lambda:
  case Kind::Pi: visit(as<BinderNode>(node).domain); return visit(as<BinderNode>(node).body);
  case Kind::Let:
    maybe(as<LetNode>(node).annotation);
    visit(as<LetNode>(node).bound);
    return visit(as<LetNode>(node).body);
  case Kind::Application:
    visit(as<ApplicationNode>(node).function);
    return each(as<ApplicationNode>(node).arguments, as<ApplicationNode>(node).count, visit);
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap:
    maybe(as<TernaryNode>(node).a);
    maybe(as<TernaryNode>(node).b);
    return maybe(as<TernaryNode>(node).c);
  case Kind::ProjectByType:
  case Kind::Annotation: visit(as<BinaryNode>(node).left); return visit(as<BinaryNode>(node).right);
  case Kind::ShowConstructor:
  case Kind::Assert: return visit(as<UnaryNode>(node).a);
  case Kind::Field: return visit(as<FieldNode>(node).record);
  case Kind::Project: return visit(as<ProjectNode>(node).record);
  case Kind::With: visit(as<WithNode>(node).record); return visit(as<WithNode>(node).value);
  case Kind::Interpolation:
    return each(as<InterpolationNode>(node).pieces, as<InterpolationNode>(node).count, visit);
  case Kind::Import: return maybe(const_cast<ImportSpec*>(as<ImportNode>(node).spec)->headers);
  default: assertion_failed("a node that has parts is an expression", __FILE__, __LINE__);
  }
}

} // namespace

void append_parts(const Node& node, std::vector<Node*>& parts) {
  each_part(const_cast<Node&>(node), [&](Node* part) { parts.push_back(part); });
}

void append_places(Node& node, std::vector<Node**>& places) {
  each_part(node, [&](Node*& part) { places.push_back(&part); });
}

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

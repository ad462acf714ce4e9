#include "support/catch.hpp"

#include "syntax/scope.hpp"

using namespace sigil::dhall;

TEST_CASE("variables of Dhall are resolved to frames and slots") {
  Heap heap;
  Symbol* x = heap.symbols().intern("x");
  Symbol* y = heap.symbols().intern("y");
  Scope scope(heap);

  const auto place = [&](Symbol* name, std::uint64_t index) {
    const Node* node = scope.variable(name, index, 0);
    REQUIRE(node->kind == Kind::Variable);
    return std::pair{as<VariableNode>(*node).depth, as<VariableNode>(*node).slot};
  };
  const auto free_index = [&](Symbol* name, std::uint64_t index) {
    const Node* node = scope.variable(name, index, 0);
    REQUIRE(node->kind == Kind::Free);
    return as<FreeNode>(*node).index;
  };

  CHECK(free_index(x, 0) == 0);
  CHECK(scope.enter_let(x) == 1);
  scope.enter_function(y, false);
  CHECK(place(x, 0) == std::pair{1U, 1U});
  CHECK(place(y, 0) == std::pair{0U, 0U});
  CHECK(scope.enter_let(x) == 1);
  CHECK(scope.enter_let(y) == 2);
  CHECK(place(x, 0) == std::pair{0U, 1U});
  CHECK(place(x, 1) == std::pair{1U, 1U});
  CHECK(place(y, 1) == std::pair{0U, 0U});
  CHECK(free_index(x, 5) == 3);
  scope.leave_let();
  scope.leave_let();
  auto& function = *heap.make<BinderNode>(Kind::Lambda, 0);
  function.body = heap.natural(1);
  scope.leave_function(function);
  CHECK(function.slots == 3);
  CHECK(function.slot == 0);
  CHECK(place(x, 0) == std::pair{0U, 1U});
  scope.leave_let();
  CHECK(free_index(x, 0) == 0);
  CHECK(scope.file_slots() == 2);
}

TEST_CASE("variables are found past any number of binders of their name") {
  Heap heap;
  Symbol* x = heap.symbols().intern("x");
  Scope scope(heap);
  const auto check = [&](std::uint32_t count) {
    for (std::uint32_t index = 0; index < count; ++index) {
      const auto& variable = as<VariableNode>(*scope.variable(x, index, 0));
      REQUIRE(variable.kind == Kind::Variable);
      REQUIRE(variable.slot == count - index);
    }
    REQUIRE(scope.variable(x, count, 0)->kind == Kind::Free);
  };
  constexpr std::uint32_t kMost = 130;
  for (std::uint32_t count = 1; count <= kMost; ++count) {
    CHECK(scope.enter_let(x) == count);
    check(count);
  }
  for (std::uint32_t count = kMost; count-- > 0;) {
    scope.leave_let();
    check(count);
  }
}

TEST_CASE("a scope that an error ends leaves no binder behind") {
  Heap heap;
  Symbol* x = heap.symbols().intern("x");
  {
    Scope scope(heap);
    scope.enter_function(x, false);
    scope.enter_let(x);
  }
  CHECK(x->binder == nullptr);
}

TEST_CASE("shapes of records are found by their labels") {
  Heap heap;
  std::vector<const Symbol*> labels;
  for (int at = 0; at < 100; ++at)
    labels.push_back(heap.symbols().intern("label" + std::to_string(100 + at)));
  for (std::size_t count : {0U, 1U, 8U, 9U, 100U}) {
    const Shape* shape = heap.symbols().shape(std::span(labels).first(count));
    CHECK(shape == heap.symbols().shape(std::span(labels).first(count)));
    for (std::size_t at = 0; at < labels.size(); ++at) {
      CHECK(shape->find(labels[at]) == (at < count ? static_cast<int>(at) : -1));
    }
  }
}

TEST_CASE("functions that follow each other directly share a frame") {
  Heap heap;
  Symbol* x = heap.symbols().intern("x");
  Symbol* y = heap.symbols().intern("y");
  Scope scope(heap);
  auto& outer = *heap.make<BinderNode>(Kind::Lambda, 0);
  auto& inner = *heap.make<BinderNode>(Kind::Lambda, 0);
  scope.enter_function(x, false);
  scope.enter_function(y, true);
  CHECK(scope.enter_let(x) == 2);
  const auto& found = as<VariableNode>(*scope.variable(x, 1, 0));
  CHECK(found.depth == 0);
  CHECK(found.slot == 0);
  CHECK(as<VariableNode>(*scope.variable(y, 0, 0)).slot == 1);
  scope.leave_let();
  inner.body = heap.natural(1);
  scope.leave_function(inner);
  outer.body = &inner;
  scope.leave_function(outer);
  CHECK(outer.slots == 3);
  CHECK(inner.slots == 3);
  CHECK(inner.slot == 1);
  CHECK(inner.shares_frame());
  CHECK_FALSE(outer.shares_frame());
}

TEST_CASE("a frame is not shared by any number of functions") {
  // Each that gets its argument later than the one around it copies all slots.
  constexpr std::uint32_t kMany = 1000;
  constexpr std::uint32_t kMost = 100;
  Heap heap;
  Symbol* x = heap.symbols().intern("x");
  Scope scope(heap);
  std::vector<BinderNode*> functions;
  for (std::uint32_t at = 0; at < kMany; ++at) {
    functions.push_back(heap.make<BinderNode>(Kind::Lambda, 0, 0, at == 0 ? 0 : BinderNode::kSharesFrame));
    scope.enter_function(x, at != 0);
  }
  Node* body = scope.variable(x, kMany - 1, 0);
  CHECK(as<VariableNode>(*body).depth > 1);
  CHECK(as<VariableNode>(*body).slot == 0);
  for (std::uint32_t at = kMany; at-- > 0;) {
    functions[at]->body = body;
    scope.leave_function(*functions[at]);
    body = functions[at];
  }
  CHECK(functions[1]->shares_frame());
  std::uint32_t frames = 0;
  for (const BinderNode* function : functions) {
    frames += !function->shares_frame();
    CHECK(function->slots < kMost);
    CHECK(function->slot < function->slots);
  }
  CHECK(frames == as<VariableNode>(*static_cast<Node*>(functions.back()->body)).depth + 1);
}

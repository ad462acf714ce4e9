/// \file
/// Expressions of all kinds, made up; the same for the same seed.
#pragma once

#include <utility>

#include <cmath>
#include <random>
#include <set>

#include "syntax/heap.hpp"
#include "syntax/scope.hpp"

namespace sigil::test {

class RandomNode {
 public:
  RandomNode(dhall::Heap& heap, unsigned seed) : heap_(heap), random_(seed), scope_(heap) {}

  dhall::Node* make(int depth) {
    using dhall::Kind;
    const bool is_body_of_lambda = std::exchange(is_body_of_lambda_, false);
    if (depth == 0 || below(5) == 0) return leaf();
    const auto part = [&] { return make(depth - 1); };
    switch (below(19)) {
    case 0: {
      dhall::Node* function = part();
      if (function->kind == Kind::Application) return function; // they are kept flat
      return heap_.application(function, parts(1, depth), 0);
    }
    case 1: return function(below(2) == 0 ? Kind::Lambda : Kind::Pi, depth, is_body_of_lambda);
    case 2: return let(depth);
    case 3: {
      const auto kind = static_cast<Kind>(static_cast<int>(Kind::Or) + static_cast<int>(below(14)));
      dhall::Node* left = part();
      return heap_.binary(kind, left, part(), 0);
    }
    case 4: return heap_.list(parts(1, depth), 0);
    case 5: return heap_.empty_list(part(), 0);
    case 6: return heap_.some(part(), 0);
    case 7:
    case 8: return fields(depth);
    case 9: {
      dhall::Node* a = part();
      dhall::Node* b = part();
      if (below(2) == 0) return heap_.ternary(Kind::If, a, b, part(), 0);
      return heap_.ternary(Kind::Merge, a, b, below(2) == 0 ? part() : nullptr, 0);
    }
    case 10: {
      dhall::Node* a = part();
      return heap_.ternary(Kind::ToMap, a, nullptr, below(2) == 0 ? part() : nullptr, 0);
    }
    case 11: return heap_.unary(below(2) == 0 ? Kind::Assert : Kind::ShowConstructor, part(), 0);
    case 12: {
      dhall::Node* left = part();
      return heap_.binary(below(2) == 0 ? Kind::Annotation : Kind::ProjectByType, left, part(), 0);
    }
    case 13: return heap_.field(part(), label(), 0);
    case 14: return heap_.project(part(), labels(0), 0);
    case 15: {
      std::vector<const dhall::Symbol*> path = labels(1);
      if (below(3) == 0) path[0] = nullptr;
      dhall::Node* record = part();
      return heap_.with(record, path, part(), 0);
    }
    case 16:
    case 17: return interpolation(depth);
    default: return import(depth);
    }
  }

 private:
  std::uint64_t below(std::uint64_t most) { return random_() % most; }

  std::vector<dhall::Node*> parts(std::size_t least, int depth) {
    std::vector<dhall::Node*> made(least + below(4));
    for (dhall::Node*& part : made) part = make(depth - 1);
    return made;
  }

  dhall::Symbol* label() {
    constexpr const char* kLabels[] = {"a", "b", "aa", "", "Some", "Natural", "a b", "x-y/z", "_"};
    return heap_.symbols().intern(kLabels[below(std::size(kLabels))]);
  }
  std::vector<const dhall::Symbol*> labels(std::size_t least) {
    std::vector<const dhall::Symbol*> made(least + below(3));
    for (const dhall::Symbol*& one : made) one = label();
    return made;
  }
  dhall::Symbol* name() {
    constexpr const char* kNames[] = {"x", "y", "_", "Bool"};
    return heap_.symbols().intern(kNames[below(std::size(kNames))]);
  }

  std::string_view text() {
    constexpr std::string_view kTexts[] = {"",  "a", "Größe", "a text of more than twenty-three bytes",
                                           "$", "\n"};
    return kTexts[below(std::size(kTexts))];
  }

  std::vector<std::uint64_t> limbs() {
    std::vector<std::uint64_t> made(1 + below(4));
    for (std::uint64_t& limb : made) limb = below(4) == 0 ? 0 : random_();
    return made;
  }

  dhall::Node* leaf() {
    switch (below(12)) {
    case 0: return heap_.natural(random_() >> below(64));
    case 1: return heap_.integer(static_cast<std::int64_t>(random_()) >> below(64));
    case 2: return heap_.big_natural(limbs());
    case 3: return heap_.big_integer(limbs(), below(2) == 0);
    case 4:
      return heap_.floating(
          std::ldexp(static_cast<double>(random_() >> below(64)), -static_cast<int>(below(90))));
    case 5: return heap_.text(text());
    case 6: {
      const std::string_view data = text();
      return heap_.bytes(as_bytes(data));
    }
    case 7: return heap_.builtin(static_cast<dhall::Builtin>(below(dhall::kBuiltins.size())));
    case 8: return time();
    default: return scope_.variable(name(), below(3), 0);
    }
  }

  dhall::Node* time() {
    constexpr std::uint8_t kData = dhall::kWhnf | dhall::kNormal;
    using dhall::Kind;
    switch (below(3)) {
    case 0: {
      auto* node = heap_.make<dhall::DateNode>(Kind::Date, 0, kData);
      node->year = static_cast<std::uint16_t>(below(10'000));
      node->month = static_cast<std::uint8_t>(1 + below(12));
      node->day = static_cast<std::uint8_t>(1 + below(28));
      return node;
    }
    case 1: {
      auto* node = heap_.make<dhall::TimeNode>(Kind::Time, 0, kData);
      node->hour = static_cast<std::uint8_t>(below(24));
      node->minute = static_cast<std::uint8_t>(below(60));
      node->second = static_cast<std::uint8_t>(below(60));
      std::string digits(below(30), '0');
      for (char& digit : digits) digit = static_cast<char>('0' + below(10));
      const std::string_view kept = heap_.arena().keep(digits);
      node->digits = kept.data();
      node->digit_count = static_cast<std::uint32_t>(kept.size());
      return node;
    }
    default: {
      auto* node = heap_.make<dhall::TimeZoneNode>(Kind::TimeZone, 0, kData);
      const auto minutes = static_cast<std::int32_t>(below(1440));
      node->negative = below(2) == 0;
      node->minutes = node->negative ? -minutes : minutes;
      return node;
    }
    }
  }

  dhall::Node* function(dhall::Kind kind, int depth, bool is_body_of_lambda) {
    auto* node = heap_.make<dhall::BinderNode>(kind, 0);
    node->domain = make(depth - 1);
    dhall::Symbol* bound = name();
    node->name = bound;
    const bool is_lambda = kind == dhall::Kind::Lambda;
    scope_.enter_function(bound, is_lambda && is_body_of_lambda);
    is_body_of_lambda_ = is_lambda;
    node->body = make(depth - 1);
    scope_.leave_function(*node);
    return node;
  }

  dhall::Node* let(int depth) {
    auto* node = heap_.make<dhall::LetNode>(dhall::Kind::Let, 0);
    node->annotation = below(2) == 0 ? make(depth - 1) : nullptr;
    node->bound = make(depth - 1);
    dhall::Symbol* bound = name();
    node->name = bound;
    node->slot = scope_.enter_let(bound);
    node->body = make(depth - 1);
    scope_.leave_let();
    return node;
  }

  dhall::Node* fields(int depth) {
    using dhall::Kind;
    const auto before = [](const auto* left, const auto* right) { return dhall::comes_before(left, right); };
    std::set<const dhall::Symbol*, decltype(before)> sorted(before);
    for (std::uint64_t more = below(5); more != 0; --more) sorted.insert(label());
    const std::vector<const dhall::Symbol*> labels(sorted.begin(), sorted.end());
    constexpr Kind kKinds[] = {Kind::Record, Kind::RecordType, Kind::UnionType};
    const Kind kind = kKinds[below(3)];
    std::vector<dhall::Node*> parts;
    for (std::size_t at = 0; at < labels.size(); ++at) {
      parts.push_back(kind == Kind::UnionType && below(2) == 0 ? nullptr : make(depth - 1));
    }
    return heap_.fields(kind, heap_.symbols().shape(labels), parts, 0);
  }

  dhall::Node* interpolation(int depth) {
    std::vector<dhall::Node*> pieces;
    for (std::uint64_t more = 1 + below(3); more != 0; --more) {
      if (const std::string_view before = text(); !before.empty()) pieces.push_back(heap_.text(before));
      dhall::Node* piece = make(depth - 1);
      if (piece->kind == dhall::Kind::Text) piece = heap_.interpolation(std::span(&piece, 1), 0);
      pieces.push_back(piece);
    }
    if (const std::string_view after = text(); !after.empty()) pieces.push_back(heap_.text(after));
    return heap_.interpolation(pieces, 0);
  }

  dhall::Node* import(int depth) {
    dhall::ImportSpec spec{};
    spec.scheme = static_cast<dhall::ImportScheme>(below(8));
    spec.mode = static_cast<dhall::ImportMode>(below(4));
    if (below(2) == 0) {
      auto* digest = new (heap_.arena().take(sizeof(dhall::Sha256Digest))) dhall::Sha256Digest;
      for (std::uint8_t& byte : *digest) byte = static_cast<std::uint8_t>(random_());
      spec.hash = digest;
    }
    std::vector<std::string_view> path(spec.scheme == dhall::ImportScheme::Missing       ? 0
                                       : spec.scheme == dhall::ImportScheme::Environment ? 1
                                                                                         : 1 + below(3));
    for (std::string_view& component : path) component = text();
    spec.path = heap_.keep(std::span<const std::string_view>(path));
    if (dhall::is_remote(spec)) {
      spec.authority = text();
      spec.has_query = below(2) == 0;
      if (spec.has_query) spec.query = text();
      if (below(2) == 0) spec.headers = make(depth - 1);
    }
    return heap_.import(spec, 0);
  }

  dhall::Heap& heap_;
  std::mt19937_64 random_;
  bool is_body_of_lambda_ = false;
  dhall::Scope scope_;
};

} // namespace sigil::test

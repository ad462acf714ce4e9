#include "support/random_expression.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

using namespace sigil::dhall;

namespace sigil::test {

namespace {

constexpr std::string_view kLabels[] = {"x",   "y",  "_",    "longer/name", "if",   "Some", "List", "a b",
                                        "a-b", "x1", "Some", "1",           "NaN0", "?",    "True", ""};

constexpr std::string_view kChunks[] = {"a",  " ",  "\n", "'",    "''",   "${",   "$",    "{",    "\\",
                                        "\"", "\t", "é",  "\x01", "\r\n", "word", "-- x", "\x7F", "}"};

constexpr std::uint64_t kLimbs[] = {0x123456789ABCDEFU, ~std::uint64_t{0}, 7};
constexpr std::uint8_t kBytes[] = {0, 0xAB, 0xFF};

constexpr std::string_view kPlainPath[] = {"a", "b.dhall"};
constexpr std::string_view kOddPath[] = {"a b", "é", "x\\y"};
constexpr std::string_view kVariable[] = {"HOME"};
constexpr std::string_view kOddVariable[] = {"a b\\\"\t"};
constexpr Sha256Digest kDigest = {1, 2, 3, 0xFF};

} // namespace

Node* RandomExpression::make(unsigned depth) {
  const Kind body_of = std::exchange(body_of_, kNothing);
  if (depth == 0 || below(8) == 0) return token();
  const unsigned inner = depth - 1;
  constexpr Kind kOperators[] = {Kind::Or,          Kind::And,        Kind::Equal,      Kind::NotEqual,
                                 Kind::Plus,        Kind::Times,      Kind::TextAppend, Kind::ListAppend,
                                 Kind::Prefer,      Kind::Combine,    Kind::Equivalent, Kind::CombineTypes,
                                 Kind::Alternative, Kind::Completion, Kind::Annotation};
  switch (below(18)) {
  case 0: return heap_.list(several(inner), 0);
  case 1: return heap_.empty_list(make(inner), 0);
  case 2: return heap_.some(make(inner), 0);
  case 3:
  case 4: return fields(inner);
  case 5: return binder(Kind::Lambda, inner, body_of);
  case 6: return binder(Kind::Pi, inner, body_of);
  case 7: return let(inner);
  case 8: return call(inner);
  case 9: {
    Node* a = make(inner); // in the order in which they are written, as lets take slots in that order
    Node* b = make(inner);
    return heap_.ternary(Kind::If, a, b, make(inner), 0);
  }
  case 10:
  case 11: {
    Node* left = make(inner);
    return heap_.binary(kOperators[below(std::size(kOperators))], left, make(inner), 0);
  }
  case 12: {
    Node* handlers = make(inner);
    Node* merged = make(inner);
    return heap_.ternary(Kind::Merge, handlers, merged, below(2) == 0 ? make(inner) : nullptr, 0);
  }
  case 13: {
    Node* record = make(inner);
    return heap_.ternary(Kind::ToMap, record, nullptr, below(2) == 0 ? make(inner) : nullptr, 0);
  }
  case 14: return heap_.unary(below(2) == 0 ? Kind::Assert : Kind::ShowConstructor, make(inner), 0);
  case 15: return selection(inner);
  case 16: return interpolation(inner);
  default: return import(inner);
  }
}

Node* RandomExpression::token() {
  switch (below(6)) {
  case 0: return number();
  case 1: return moment();
  case 2: return text();
  case 3: return heap_.builtin(static_cast<Builtin>(below(kBuiltins.size())));
  case 4: return heap_.bytes(std::span(kBytes).first(below(4)));
  default: return scope_.variable(label(), below(3), 0);
  }
}

Node* RandomExpression::number() {
  constexpr double kDoubles[] = {0.0,
                                 -0.0,
                                 1.0,
                                 -1.5,
                                 1e30,
                                 1e-9,
                                 0.1,
                                 12345678.9,
                                 std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::denorm_min()};
  const auto limbs = std::span(kLimbs).first(1 + below(3));
  switch (below(6)) {
  case 0: return heap_.natural(wide());
  case 1:
    return heap_.integer(below(2) == 0 ? static_cast<std::int64_t>(wide())
                                       : -static_cast<std::int64_t>(below(500)));
  case 2: return heap_.big_natural(limbs);
  case 3: return heap_.big_integer(limbs, below(2) == 0);
  case 4: return heap_.floating(std::ldexp(static_cast<double>(wide()), -static_cast<int>(below(90))));
  default: return heap_.floating(kDoubles[below(std::size(kDoubles))]);
  }
}

Node* RandomExpression::moment() {
  constexpr std::string_view kFraction = "012340";
  switch (below(3)) {
  case 0: {
    auto* date = heap_.make<DateNode>(Kind::Date, 0, kWhnf | kNormal);
    date->year = static_cast<std::uint16_t>(below(10000));
    date->month = static_cast<std::uint8_t>(1 + below(12));
    date->day = static_cast<std::uint8_t>(1 + below(28));
    return date;
  }
  case 1: {
    auto* time = heap_.make<TimeNode>(Kind::Time, 0, kWhnf | kNormal);
    time->hour = static_cast<std::uint8_t>(below(24));
    time->minute = static_cast<std::uint8_t>(below(60));
    time->second = static_cast<std::uint8_t>(below(60));
    time->digits = kFraction.data();
    time->digit_count = below(7);
    return time;
  }
  default: {
    auto* zone = heap_.make<TimeZoneNode>(Kind::TimeZone, 0, kWhnf | kNormal);
    zone->minutes = static_cast<std::int32_t>(below(2879)) - 1439;
    zone->negative = zone->minutes < 0 || (zone->minutes == 0 && below(2) == 0);
    return zone;
  }
  }
}

std::string_view RandomExpression::chunk() {
  std::string text;
  for (unsigned left = 1 + below(6); left != 0; --left) text += kChunks[below(std::size(kChunks))];
  return heap_.arena().keep(text);
}

Node* RandomExpression::text() {
  return heap_.text(below(8) == 0 ? std::string_view() : chunk());
}

Node* RandomExpression::interpolation(unsigned depth) {
  std::vector<Node*> pieces;
  for (unsigned left = 1 + below(3); left != 0; --left) {
    if (below(2) == 0) pieces.push_back(heap_.text(chunk()));
    Node* inner = make(depth);
    // A text of its own, and not a part of the one around it.
    if (inner->kind == Kind::Text) inner = heap_.interpolation({&inner, 1}, 0);
    pieces.push_back(inner);
  }
  if (below(2) == 0) pieces.push_back(heap_.text(chunk()));
  return heap_.interpolation(pieces, 0);
}

Symbol* RandomExpression::label() {
  return heap_.symbols().intern(kLabels[below(std::size(kLabels))]);
}

std::vector<const Symbol*> RandomExpression::labels() {
  std::vector<const Symbol*> labels;
  for (unsigned left = below(5); left != 0; --left) labels.push_back(label());
  std::sort(labels.begin(), labels.end(), comes_before);
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

Node* RandomExpression::fields(unsigned depth) {
  constexpr Kind kKinds[] = {Kind::Record, Kind::RecordType, Kind::UnionType};
  const Kind kind = kKinds[below(3)];
  const auto names = labels();
  std::vector<Node*> parts;
  for (std::size_t at = 0; at < names.size(); ++at) {
    parts.push_back(kind == Kind::UnionType && below(2) == 0 ? nullptr : make(depth));
  }
  return heap_.fields(kind, heap_.symbols().shape(names), parts, 0);
}

Node* RandomExpression::binder(Kind kind, unsigned depth, Kind body_of) {
  auto* node = heap_.make<BinderNode>(kind, 0);
  Symbol* name = label();
  node->name = name;
  node->domain = make(depth);
  scope_.enter_function(name, kind == body_of);
  body_of_ = kind;
  node->body = make(depth);
  scope_.leave_function(*node);
  return node;
}

Node* RandomExpression::let(unsigned depth) {
  auto* node = heap_.make<LetNode>(Kind::Let, 0);
  Symbol* name = label();
  node->name = name;
  node->annotation = below(2) == 0 ? make(depth) : nullptr;
  node->bound = make(depth);
  node->slot = scope_.enter_let(name);
  node->body = make(depth);
  scope_.leave_let();
  return node;
}

std::vector<Node*> RandomExpression::several(unsigned depth) {
  std::vector<Node*> nodes;
  for (unsigned left = 1 + below(4); left != 0; --left) nodes.push_back(make(depth));
  return nodes;
}

Node* RandomExpression::call(unsigned depth) {
  Node* function = make(depth);
  if (function->kind == Kind::Application) return function; // they are flat
  return heap_.application(function, several(depth), 0);
}

Node* RandomExpression::selection(unsigned depth) {
  Node* record = make(depth);
  switch (below(4)) {
  case 0: return heap_.field(record, label(), 0);
  case 1: return heap_.project(record, labels(), 0);
  case 2: return heap_.binary(Kind::ProjectByType, record, make(depth), 0);
  default: break;
  }
  std::vector<const Symbol*> path = {label()};
  for (unsigned left = below(3); left != 0; --left) path.push_back(below(3) == 0 ? nullptr : label());
  return heap_.with(record, path, make(depth), 0);
}

Node* RandomExpression::import(unsigned depth) {
  ImportSpec spec{};
  spec.scheme = static_cast<ImportScheme>(below(8));
  spec.mode = static_cast<ImportMode>(below(4));
  spec.hash = below(3) == 0 ? &kDigest : nullptr;
  switch (spec.scheme) {
  case ImportScheme::Http:
  case ImportScheme::Https:
    spec.authority = "user@example.com:80";
    spec.path = kPlainPath;
    spec.has_query = below(2) == 0;
    spec.query = spec.has_query ? "q=1" : "";
    spec.headers = below(2) == 0 ? make(depth) : nullptr;
    break;
  case ImportScheme::Environment:
    spec.path = below(2) == 0 ? std::span(kVariable) : std::span(kOddVariable);
    break;
  case ImportScheme::Missing: break;
  default: spec.path = below(2) == 0 ? std::span<const std::string_view>(kPlainPath) : kOddPath; break;
  }
  return heap_.import(spec, 0);
}

} // namespace sigil::test

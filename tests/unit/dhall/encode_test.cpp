// Expected bytes are written by hand from RFC 8949 and the labels of the standard.
#include <cmath>
#include <limits>

#include "encoded.hpp"
#include "sigil/crypto/hash.hpp"
#include "syntax/scope.hpp"

using namespace sigil;
using namespace sigil::dhall;
using test::encoded;
using test::without_blanks;

namespace {

/// Short names for nodes.
struct Maker {
  Heap heap;

  Node* natural(std::uint64_t value) { return heap.natural(value); }
  Node* free(const char* name, std::uint64_t index = 0) {
    Scope scope(heap);
    return scope.variable(symbol(name), index, 0);
  }
  Symbol* symbol(const char* name) { return heap.symbols().intern(name); }
  Node* variable(const char* name, std::uint32_t index = 0) {
    auto* node = heap.make<VariableNode>(Kind::Variable, 0);
    node->name = symbol(name);
    node->index = index;
    node->depth = node->slot = 0;
    return node;
  }
  Node* binder(Kind kind, const char* name, Node* domain, Node* body) {
    auto* node = heap.make<BinderNode>(kind, 0);
    node->name = symbol(name);
    node->domain = domain;
    node->body = body;
    node->slots = 1;
    return node;
  }
  Node* let(const char* name, Node* annotation, Node* bound, Node* body) {
    auto* node = heap.make<LetNode>(Kind::Let, 0);
    node->name = symbol(name);
    node->annotation = annotation;
    node->bound = bound;
    node->body = body;
    node->slot = 1;
    return node;
  }
  Node* fields(Kind kind, std::vector<const Symbol*> labels, std::vector<Node*> parts) {
    return heap.fields(kind, heap.symbols().shape(labels), parts, 0);
  }
  Node* application(Node* function, std::vector<Node*> arguments) {
    return heap.application(function, arguments, 0);
  }
  Node* interpolation(std::vector<Node*> pieces) { return heap.interpolation(pieces, 0); }
  Node* time(int second, std::string_view digits) {
    auto* node = heap.make<TimeNode>(Kind::Time, 0);
    node->hour = 12;
    node->minute = 34;
    node->second = static_cast<std::uint8_t>(second);
    node->digits = digits.data();
    node->digit_count = static_cast<std::uint32_t>(digits.size());
    return node;
  }
  Node* time_zone(int minutes, bool negative) {
    auto* node = heap.make<TimeZoneNode>(Kind::TimeZone, 0);
    node->minutes = minutes;
    node->negative = negative;
    return node;
  }
  Node* import(ImportScheme scheme, std::vector<std::string_view> path) {
    ImportSpec spec{};
    spec.scheme = scheme;
    spec.path = heap.keep(std::span<const std::string_view>(path));
    return heap.import(spec, 0);
  }
};

} // namespace

TEST_CASE("integers are encoded in as few bytes as hold them") {
  Maker make;
  const auto natural = [&](std::uint64_t value) { return encoded(make.heap.natural(value)); };
  CHECK(natural(0) == "820f00");
  CHECK(natural(23) == "820f17");
  CHECK(natural(24) == "820f1818");
  CHECK(natural(255) == "820f18ff");
  CHECK(natural(256) == "820f190100");
  CHECK(natural(65535) == "820f19ffff");
  CHECK(natural(65536) == "820f1a00010000");
  CHECK(natural(0xFFFFFFFF) == "820f1affffffff");
  CHECK(natural(0x100000000) == "820f1b0000000100000000");
  CHECK(natural(~std::uint64_t{0}) == "820f1bffffffffffffffff");

  const auto integer = [&](std::int64_t value) { return encoded(make.heap.integer(value)); };
  CHECK(integer(0) == "821000");
  CHECK(integer(-1) == "821020");
  CHECK(integer(-24) == "821037");
  CHECK(integer(-25) == "82103818");
  CHECK(integer(std::numeric_limits<std::int64_t>::max()) == "82101b7fffffffffffffff");
  CHECK(integer(std::numeric_limits<std::int64_t>::min()) == "82103b7fffffffffffffff");
}

TEST_CASE("integers above 64 bits are encoded as bignums without leading zeros") {
  Maker make;
  const auto natural = [&](std::vector<std::uint64_t> limbs) {
    return encoded(make.heap.big_natural(limbs));
  };
  const auto integer = [&](std::vector<std::uint64_t> limbs, bool negative) {
    return encoded(make.heap.big_integer(limbs, negative));
  };
  CHECK(natural({0, 1}) == "820fc249010000000000000000");
  CHECK(natural({0x1122334455667788, 0xABCD}) == "820fc24aabcd1122334455667788");
  CHECK(natural({0, 0, 1ULL << 63U}) == "820fc25818800000000000000000000000000000000000000000000000");
  CHECK(integer({1ULL << 63U}, false) == "82101b8000000000000000");
  CHECK(integer({0, 1}, false) == "8210c249010000000000000000");
  CHECK(integer({(1ULL << 63U) + 1}, true) == "82103b8000000000000000");
  CHECK(integer({0, 1}, true) == "82103bffffffffffffffff"); // -2^64
  CHECK(integer({1, 1}, true) == "8210c349010000000000000000");
  CHECK(integer({0, 0, 1}, true) == "8210c350ffffffffffffffffffffffffffffffff");
}

TEST_CASE("doubles are encoded in the smallest format that keeps them") {
  Maker make;
  const auto floating = [&](double value) { return encoded(make.heap.floating(value)); };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(floating(0.0) == "f90000");
  CHECK(floating(-0.0) == "f98000");
  CHECK(floating(1.0) == "f93c00");
  CHECK(floating(-1.5) == "f9be00");
  CHECK(floating(65504.0) == "f97bff");
  CHECK(floating(kInfinity) == "f97c00");
  CHECK(floating(-kInfinity) == "f9fc00");
  CHECK(floating(std::nan("")) == "f97e00");
  CHECK(floating(-std::nan("1")) == "f97e00");
  CHECK(floating(std::ldexp(1, -14)) == "f90400");    // smallest normal half
  CHECK(floating(std::ldexp(1023, -24)) == "f903ff"); // largest subnormal half
  CHECK(floating(std::ldexp(1, -24)) == "f90001");
  CHECK(floating(std::ldexp(3, -25)) == "fa33c00000"); // between two subnormal halves
  CHECK(floating(std::ldexp(1, -25)) == "fa33000000");
  CHECK(floating(65536.0) == "fa47800000");
  CHECK(floating(2049.0) == "fa45001000");
  CHECK(floating(std::ldexp(1, -126)) == "fa00800000");
  CHECK(floating(std::ldexp(1, -149)) == "fa00000001");
  CHECK(floating(-std::ldexp(0x7FFFFF, -149)) == "fa807fffff");
  CHECK(floating(std::ldexp(1, -150)) == "fb3690000000000000");
  CHECK(floating(static_cast<double>(std::numeric_limits<float>::max())) == "fa7f7fffff");
  CHECK(floating(std::ldexp(1, 128)) == "fb47f0000000000000");
  CHECK(floating(1.1) == "fb3ff199999999999a");
  CHECK(floating(std::numeric_limits<double>::denorm_min()) == "fb0000000000000001");
}

TEST_CASE("doubles shrink exactly where conversion there and back keeps them") {
  Maker make;
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const bool is_nan = (bits & 0x7C00U) == 0x7C00U && (bits & 0x3FFU) != 0;
    const Bytes half = {0xF9, static_cast<std::uint8_t>(bits >> 8U), static_cast<std::uint8_t>(bits)};
    const std::string again = encoded(test::decoded(make.heap, half).expression);
    CHECK(again == (is_nan ? "f97e00" : to_hex(half)));
  }
}

TEST_CASE("texts, bytes, truth values and names are encoded") {
  Maker make;
  CHECK(encoded(make.heap.text("")) == "821260");
  CHECK(encoded(make.heap.text("foo")) == "821263666f6f");
  CHECK(encoded(make.heap.text("\xCE\xBB")) == "821262cebb");
  const std::uint8_t data[] = {0, 255};
  CHECK(encoded(make.heap.bytes(data)) == "8218214200ff");
  CHECK(encoded(make.heap.bytes({})) == "82182140");
  CHECK(encoded(make.heap.boolean(true)) == "f5");
  CHECK(encoded(make.heap.boolean(false)) == "f4");
  CHECK(encoded(make.heap.builtin(Builtin::NaturalFold)) == "6c" + to_hex(as_bytes("Natural/fold")));
  CHECK(encoded(make.heap.universe(Universe::Sort)) == "64536f7274");
}

TEST_CASE("a long text goes to the sink whole") {
  Maker make;
  const std::string long_text(100'000, 'x');
  const Node* list = make.heap.list(std::vector<Node*>{make.natural(1), make.heap.text(long_text)}, 0);
  const Bytes bytes = encode(*list);
  CHECK(bytes.size() == 6 + 2 + 5 + long_text.size());
  CHECK(to_hex(ByteView(bytes).first(13)) == without_blanks("84 04 f6 82 0f 01 82 12 7a 00 01 86 a0"));
  CHECK(as_text(ByteView(bytes).subspan(13)) == long_text);
}

TEST_CASE("variables are encoded by name, and those named _ by their index alone") {
  Maker make;
  CHECK(encoded(make.variable("x")) == "82617800");
  CHECK(encoded(make.variable("x", 300)) == "82617819012c");
  CHECK(encoded(make.variable("_", 3)) == "03");
  CHECK(encoded(make.variable("Bool")) == "8264426f6f6c00"); // `Bool`, quoted
  CHECK(encoded(make.free("x", 2)) == "82617802");
}

TEST_CASE("free variables are encoded with the binders that they pass") {
  Maker make;
  const auto free = [&](std::uint64_t index) { return make.free("x", index); };
  // λ(x : x) → λ(y : x@1) → x@2, where all three are the same variable
  Node* inner = make.binder(Kind::Lambda, "y", free(0), free(0));
  Node* outer = make.binder(Kind::Lambda, "x", free(0), inner);
  CHECK(encoded(outer) == without_blanks("84 01 6178 82617800  84 01 6179 82617801 82617801"));
  // In scope again outside: [ let x = x in x@1, x ]
  Node* let = make.let("x", nullptr, free(0), free(0));
  Node* list = make.heap.list(std::vector{let, free(0)}, 0);
  CHECK(encoded(list) == without_blanks("84 04 f6  85 18 19 6178 f6 82617800 82617801  82617800"));
  Node* far = make.binder(Kind::Lambda, "x", free(0), free(~std::uint64_t{0}));
  CHECK(encoded(far) == without_blanks("84 01 6178 82617800 826178 c249010000000000000000"));
}

TEST_CASE("functions, applications and lets are encoded flat") {
  Maker make;
  Node* x = make.variable("x");
  CHECK(encoded(make.binder(Kind::Lambda, "x", make.natural(1), x)) ==
        without_blanks("84 01 6178 820f01 82617800"));
  CHECK(encoded(make.binder(Kind::Lambda, "_", make.natural(1), x)) ==
        without_blanks("83 01 820f01 82617800"));
  CHECK(encoded(make.binder(Kind::Pi, "x", make.natural(1), x)) ==
        without_blanks("84 02 6178 820f01 82617800"));
  CHECK(encoded(make.binder(Kind::Pi, "_", make.natural(1), x)) == without_blanks("83 02 820f01 82617800"));

  Node* once = make.application(x, {make.natural(1), make.natural(2)});
  CHECK(encoded(once) == without_blanks("84 00 82617800 820f01 820f02"));
  Node* twice = make.application(once, {make.natural(3)});
  CHECK(encoded(twice) == without_blanks("85 00 82617800 820f01 820f02 820f03"));
  Node* argument = make.application(x, {once});
  CHECK(encoded(argument) == without_blanks("83 00 82617800 84 00 82617800 820f01 820f02"));

  Node* inner = make.let("y", nullptr, make.natural(2), x);
  CHECK(encoded(inner) == without_blanks("85 1819 6179 f6 820f02 82617800"));
  Node* outer = make.let("x", make.heap.builtin(Builtin::Natural), make.natural(1), inner);
  CHECK(encoded(outer) == without_blanks("88 1819 6178 674e61747572616c 820f01 6179 f6 820f02 82617800"));
  Node* bound = make.let("x", nullptr, inner, x);
  CHECK(encoded(bound) == without_blanks("85 1819 6178 f6 85 1819 6179 f6 820f02 82617800 82617800"));
}

TEST_CASE("operators are encoded by their number") {
  Maker make;
  for (int number = 0; number <= 13; ++number) {
    Node* node = make.heap.binary(static_cast<Kind>(static_cast<int>(Kind::Or) + number), make.natural(1),
                                  make.natural(2), 0);
    const auto byte = static_cast<std::uint8_t>(number);
    CHECK(encoded(node) == "8403" + to_hex({&byte, 1}) + "820f01820f02");
  }
  CHECK(encoded(make.heap.binary(Kind::Completion, make.natural(1), make.natural(2), 0)) ==
        "84030d820f01820f02");
}

TEST_CASE("lists, optionals, records and unions are encoded") {
  Maker make;
  Node* one = make.natural(1);
  CHECK(encoded(make.heap.list(std::vector{one, one}, 0)) == without_blanks("84 04 f6 820f01 820f01"));
  Node* list_type = make.application(make.heap.builtin(Builtin::List), {one});
  CHECK(encoded(make.heap.empty_list(list_type, 0)) == without_blanks("82 04 820f01"));
  CHECK(encoded(make.heap.empty_list(make.variable("x"), 0)) == without_blanks("82 181c 82617800"));
  CHECK(encoded(make.heap.some(one, 0)) == without_blanks("83 05 f6 820f01"));

  const std::vector<const Symbol*> labels = {make.symbol("B"), make.symbol("aa"), make.symbol("b")};
  const std::string parts = without_blanks("a3 6142 820f01 626161 820f01 6162 820f01");
  CHECK(encoded(make.fields(Kind::RecordType, labels, {one, one, one})) == "8207" + parts);
  CHECK(encoded(make.fields(Kind::Record, labels, {one, one, one})) == "8208" + parts);
  CHECK(encoded(make.fields(Kind::UnionType, labels, {one, nullptr, one})) ==
        without_blanks("82 0b a3 6142 820f01 626161 f6 6162 820f01"));
  CHECK(encoded(make.fields(Kind::Record, {}, {})) == "8208a0");
}

TEST_CASE("the other expressions are encoded") {
  Maker make;
  Node* one = make.natural(1);
  Node* two = make.natural(2);
  Node* three = make.natural(3);
  CHECK(encoded(make.heap.ternary(Kind::If, one, two, three, 0)) ==
        without_blanks("84 0e 820f01 820f02 820f03"));
  CHECK(encoded(make.heap.ternary(Kind::Merge, one, two, nullptr, 0)) ==
        without_blanks("83 06 820f01 820f02"));
  CHECK(encoded(make.heap.ternary(Kind::Merge, one, two, three, 0)) ==
        without_blanks("84 06 820f01 820f02 820f03"));
  CHECK(encoded(make.heap.ternary(Kind::ToMap, one, nullptr, nullptr, 0)) ==
        without_blanks("82 181b 820f01"));
  CHECK(encoded(make.heap.ternary(Kind::ToMap, one, nullptr, three, 0)) ==
        without_blanks("83 181b 820f01 820f03"));
  CHECK(encoded(make.heap.unary(Kind::ShowConstructor, one, 0)) == without_blanks("82 1822 820f01"));
  CHECK(encoded(make.heap.unary(Kind::Assert, one, 0)) == without_blanks("82 13 820f01"));
  CHECK(encoded(make.heap.binary(Kind::Annotation, one, two, 0)) == without_blanks("83 181a 820f01 820f02"));
  CHECK(encoded(make.heap.field(one, make.symbol("x"), 0)) == without_blanks("83 09 820f01 6178"));
  CHECK(encoded(make.heap.project(one, std::vector<const Symbol*>{make.symbol("y"), make.symbol("x")}, 0)) ==
        without_blanks("84 0a 820f01 6179 6178"));
  CHECK(encoded(make.heap.project(one, {}, 0)) == without_blanks("82 0a 820f01"));
  CHECK(encoded(make.heap.binary(Kind::ProjectByType, one, two, 0)) ==
        without_blanks("83 0a 820f01 81 820f02"));
  CHECK(encoded(make.heap.with(one, std::vector<const Symbol*>{make.symbol("y"), nullptr}, two, 0)) ==
        without_blanks("84 181d 820f01 82 6179 00 820f02"));
}

TEST_CASE("texts with expressions are encoded as texts and expressions by turns") {
  Maker make;
  Node* x = make.variable("x");
  CHECK(encoded(make.interpolation({x})) == without_blanks("84 12 60 82617800 60"));
  CHECK(encoded(make.interpolation({make.heap.text("a"), x, x, make.heap.text("b")})) ==
        without_blanks("86 12 6161 82617800 60 82617800 6162"));
  // "a${"b"}": the inner literal is a text of one piece
  CHECK(encoded(make.interpolation({make.heap.text("a"), make.interpolation({make.heap.text("b")})})) ==
        without_blanks("84 12 6161 82 12 6162 60"));
  CHECK(encoded(make.interpolation({make.interpolation({})})) == without_blanks("84 12 60 82 12 60 60"));
  CHECK(encoded(make.interpolation({make.heap.text("a"), make.heap.text("bc"), x})) ==
        without_blanks("84 12 63616263 82617800 60"));
}

TEST_CASE("dates, times and time zones are encoded") {
  Maker make;
  auto* date = make.heap.make<DateNode>(Kind::Date, 0);
  date->year = 2024;
  date->month = 2;
  date->day = 29;
  CHECK(encoded(date) == without_blanks("84 181e 1907e8 02 181d"));
  CHECK(encoded(make.time(0, "")) == without_blanks("84 181f 0c 1822 c4 82 00 00"));
  CHECK(encoded(make.time(56, "")) == without_blanks("84 181f 0c 1822 c4 82 00 1838"));
  CHECK(encoded(make.time(5, "0")) == without_blanks("84 181f 0c 1822 c4 82 20 1832"));
  CHECK(encoded(make.time(0, "0010")) == without_blanks("84 181f 0c 1822 c4 82 23 0a"));
  CHECK(encoded(make.time(59, "999999999999999999999")) ==
        without_blanks("84 181f 0c 1822 c4 82 34 c24a 0cb49b44ba602d7fffff"));
  CHECK(encoded(make.time_zone(0, false)) == without_blanks("84 1820 f5 00 00"));
  CHECK(encoded(make.time_zone(0, true)) == without_blanks("84 1820 f4 00 00"));
  CHECK(encoded(make.time_zone(-1439, true)) == without_blanks("84 1820 f4 17 183b"));
}

TEST_CASE("imports are encoded with hash, mode, scheme and place") {
  Maker make;
  CHECK(encoded(make.import(ImportScheme::Absolute, {"a", "b"})) ==
        without_blanks("86 1818 f6 00 02 6161 6162"));
  CHECK(encoded(make.import(ImportScheme::Here, {"a"})) == without_blanks("85 1818 f6 00 03 6161"));
  CHECK(encoded(make.import(ImportScheme::Parent, {"a"})) == without_blanks("85 1818 f6 00 04 6161"));
  CHECK(encoded(make.import(ImportScheme::Home, {"a"})) == without_blanks("85 1818 f6 00 05 6161"));
  CHECK(encoded(make.import(ImportScheme::Environment, {"X"})) == without_blanks("85 1818 f6 00 06 6158"));
  CHECK(encoded(make.import(ImportScheme::Missing, {})) == without_blanks("84 1818 f6 00 07"));

  Sha256Digest digest;
  digest.fill(0xAB);
  const std::vector<std::string_view> path = {"a", "f"};
  ImportSpec spec{};
  spec.scheme = ImportScheme::Https;
  spec.mode = ImportMode::Bytes;
  spec.hash = &digest;
  spec.authority = "h";
  spec.path = path;
  std::string hash = "58221220";
  for (int at = 0; at < 32; ++at) hash += "ab";
  CHECK(encoded(make.heap.import(spec, 0)) == "891818" + hash + without_blanks("03 01 f6 6168 6161 6166 f6"));
  spec.has_query = true;
  spec.headers = make.variable("x");
  spec.hash = nullptr;
  spec.mode = ImportMode::Location;
  spec.scheme = ImportScheme::Http;
  CHECK(encoded(make.heap.import(spec, 0)) == without_blanks("89 1818 f6 02 00 82617800 6168 6161 6166 60"));
}

TEST_CASE("the semantic hash is that of the encoding") {
  Maker make;
  const Bytes encoding = encode(*make.natural(1));
  CHECK(semantic_hash(*make.natural(1)) == crypto::sha256(encoding));
}

TEST_CASE("expressions of any depth are encoded") {
  Maker make;
  constexpr int kDepth = 1'000'000;
  Node* node = make.natural(0);
  for (int depth = 0; depth < kDepth; ++depth) node = make.heap.list(std::vector{node}, 0);
  CHECK(encode(*node).size() == 3 * kDepth + 3);
  node = make.natural(0);
  for (int depth = 0; depth < kDepth; ++depth) node = make.heap.binary(Kind::Plus, node, make.natural(1), 0);
  CHECK(encode(*node).size() == 6 * kDepth + 3);
  node = make.natural(0);
  for (int depth = 0; depth < kDepth; ++depth) node = make.application(node, {make.natural(1)});
  CHECK(encode(*node).size() == 6 + 3 * kDepth + 3);
  node = make.natural(0);
  for (int depth = 0; depth < kDepth; ++depth) node = make.let("_", nullptr, make.natural(1), node);
  CHECK(encode(*node).size() == 5 + 2 + 6 * kDepth + 3);
}

#include "encoded.hpp"

using namespace sigil;
using namespace sigil::dhall;
using test::decode_error;
using test::decoded;
using test::recoded;
using test::without_blanks;

namespace {

/// Decodes to what `canonical` is the encoding of.
void check_same(const std::string& hex, const std::string& canonical) {
  CAPTURE(hex);
  CHECK(recoded(hex) == without_blanks(canonical));
}

void check_canonical(const std::string& hex) {
  check_same(hex, hex);
}

void check_refused(const std::string& hex, const std::string& code) {
  CAPTURE(hex);
  const Error error = decode_error(hex);
  CAPTURE(error.message());
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == "dhall.binary." + code);
}

} // namespace

TEST_CASE("every kind of expression is decoded") {
  for (const char* hex : {
           "00",
           "1903e8",
           "82 6178 00",
           "82 6178 1903e8",
           "82 64426f6f6c 00", // variables
           "f4",
           "f5",
           "64426f6f6c",
           "6454797065",
           "644b696e64",
           "64536f7274",
           "70 4e61747572616c2f7375627472616374",
           "83 00 820f01 820f02",
           "85 00 820f01 820f02 820f03 820f04",
           "83 01 674e61747572616c 00",
           "84 01 6178 674e61747572616c 82617800",
           "83 02 674e61747572616c 00",
           "84 02 6178 674e61747572616c 82617800",
           "84 01 64426f6f6c 674e61747572616c 8264426f6f6c00", // λ(`Bool` : Natural) → `Bool`
           "84 03 00 820f01 820f02",
           "84 03 0d 820f01 820f02",
           "82 04 674e61747572616c",
           "83 04 f6 820f01",
           "84 04 f6 820f01 820f02",
           "82 181c 82617800",
           "83 05 f6 820f01",
           "83 06 820f01 820f02",
           "84 06 820f01 820f02 820f03",
           "82 07 a0",
           "82 07 a2 6178 674e61747572616c 6179 64426f6f6c",
           "82 08 a1 6178 820f01",
           "83 09 820f01 6178",
           "82 0a 820f01",
           "84 0a 820f01 6179 6178",
           "83 0a 820f01 81 820f02",
           "82 0b a0",
           "82 0b a3 6142 f6 626161 820f01 6162 f6",
           "84 0e f5 820f01 820f02",
           "82 0f 00",
           "82 0f 1bffffffffffffffff",
           "82 0f c249010000000000000000",
           "82 10 00",
           "82 10 20",
           "82 10 1b7fffffffffffffff",
           "82 10 1b8000000000000000",
           "82 10 3b7fffffffffffffff",
           "82 10 3b8000000000000000",
           "82 10 3bffffffffffffffff",
           "82 10 c249010000000000000000",
           "82 10 c349010000000000000000",
           "f97e00",
           "f93c00",
           "fa47800000",
           "fb3ff199999999999a",
           "82 12 60",
           "82 12 63666f6f",
           "84 12 60 82617800 60",
           "86 12 6161 82617800 60 82617900 6162",
           "84 12 6161 82 12 6162 6163",
           "84 12 60 82 12 60 60",
           "84 12 60 84 12 60 82617800 60 60",
           "82 13 820f01",
           "82 1821 40",
           "82 1821 4200ff",
           "82 1822 820f01",
           "85 1819 6178 f6 820f01 82617800",
           "85 1819 615f 674e61747572616c 820f01 00",
           "88 1819 6178 f6 820f01 6179 674e61747572616c 82617800 82617900",
           "85 1819 6178 f6 820f01 674e61747572616c",
           "83 181a 820f01 674e61747572616c",
           "82 181b 820f01",
           "83 181b 820f01 820f02",
           "84 181d 820f01 81 6178 820f02",
           "84 181d 820f01 83 00 6178 00 820f02",
           "84 181e 00 01 01",
           "84 181e 19270f 0c 181f",
           "84 181e 1907e8 02 181d",
           "84 181f 00 00 c4 82 00 00",
           "84 181f 17 183b c4 82 20 190257",
           "84 181f 0c 1822 c4 82 34 c24a 0cb49b44ba602d7fffff",
           "84 1820 f5 00 00",
           "84 1820 f4 00 00",
           "84 1820 f4 17 183b",
           "86 1818 f6 00 02 6161 6162",
           "85 1818 f6 01 03 6161",
           "85 1818 f6 02 04 6161",
           "85 1818 f6 03 05 6161",
           "85 1818 f6 00 06 6158",
           "84 1818 f6 00 07",
           "85 1818 58221220000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 03 6161",
           "88 1818 f6 00 00 f6 6168 60 f6",
           "89 1818 f6 00 01 f6 6168 6161 6162 6171",
           "88 1818 f6 00 01 82617800 6168 6161 60",
           "88 1818 f6 00 01 88 1818 f6 00 01 82617800 6168 6161 60 6168 6161 60",
       }) {
    check_canonical(hex);
  }
}

TEST_CASE("every builtin and every operator is decoded") {
  for (const std::string_view name : kBuiltins) {
    if (name == "True" || name == "False") continue;
    const auto head = static_cast<std::uint8_t>(0x60 + name.size());
    check_canonical(to_hex({&head, 1}) + to_hex(as_bytes(name)));
  }
  for (std::uint8_t number = 0; number <= 13; ++number)
    check_canonical("8403" + to_hex({&number, 1}) + "0001");
}

TEST_CASE("items of other forms than the shortest are decoded") {
  check_same("1b0000000000000007", "07");
  check_same("c240", "00");
  check_same("c2430000ff", "18ff");
  check_same("82 0f c24a00000000000000000001", "820f01");
  check_same("82 0f c24a0001000000000000000f", "820fc249 01000000000000000f");
  check_same("82 10 c340", "821020");
  check_same("82 10 c348ffffffffffffffff", "82103bffffffffffffffff");
  check_same("98 02 180f 1801", "820f01");
  check_same("9f 0f 01 ff", "820f01");
  check_same("9f 6178 00 ff", "82617800");
}

TEST_CASE("arrays and maps without a count are decoded") {
  check_same("9f 00 9f 00 826178 00 01 ff 02 ff", "84 00 82617800 01 02");
  check_same("9f 03 04 00 01 ff", "84 03 04 00 01");
  check_same("9f 04 f6 00 01 ff", "84 04 f6 00 01");
  check_same("9f 04 00 ff", "82 04 00");
  check_same("9f 05 f6 00 ff", "83 05 f6 00");
  check_same("9f 08 bf 6178 00 ff ff", "82 08 a1 6178 00");
  check_same("9f 0b bf 6178 f6 6179 00 ff ff", "82 0b a2 6178 f6 6179 00");
  check_same("82 0b bf ff", "82 0b a0");
  check_same("9f 07 a1 6178 00 ff", "82 07 a1 6178 00");
  check_same("9f 09 00 6178 ff", "83 09 00 6178");
  check_same("9f 0a 00 6178 ff", "83 0a 00 6178");
  check_same("9f 0a 00 9f 01 ff ff", "83 0a 00 81 01");
  check_same("83 0a 00 9f 01 ff", "83 0a 00 81 01");
  check_same("9f 12 6161 00 60 ff", "84 12 6161 00 60");
  check_same("9f 12 6161 ff", "82 12 6161");
  check_same("9f 06 00 01 ff", "83 06 00 01");
  check_same("9f 1818 f6 00 01 f6 6168 6161 f6 ff", "88 1818 f6 00 01 f6 6168 6161 f6");
  check_same("9f 1818 f6 00 03 6161 6162 ff", "86 1818 f6 00 03 6161 6162");
  check_same("9f 1818 f6 00 07 ff", "84 1818 f6 00 07");
  check_same("9f 181d 00 9f 6178 00 ff 01 ff", "84 181d 00 82 6178 00 01");
  check_same("9f 181e 00 01 01 ff", "84 181e 00 01 01");
  check_same("9f 181f 00 00 c4 9f 20 05 ff ff", "84 181f 00 00 c4 82 20 05");
  check_same("9f 1820 f5 00 00 ff", "84 1820 f5 00 00");
}

TEST_CASE("in a let without a count the last item is the body") {
  check_same("9f 1819 6178 f6 00 01 ff", "85 1819 6178 f6 00 01");
  check_same("9f 1819 6178 f6 00 674e61747572616c ff", "85 1819 6178 f6 00 674e61747572616c");
  check_same("9f 1819 6178 f6 00 64426f6f6c 01 02 64426f6f6c ff",
             "88 1819 6178 f6 00 64426f6f6c 01 02 64426f6f6c");
}

TEST_CASE("in a function without a count a name is told from a domain") {
  check_same("9f 01 00 00 ff", "83 01 00 00");
  check_same("9f 01 6178 00 00 ff", "84 01 6178 00 00");
  check_same("9f 02 64426f6f6c 00 ff", "83 02 64426f6f6c 00");
  check_same("9f 02 64426f6f6c 00 01 ff", "84 02 64426f6f6c 00 01");
}

TEST_CASE("strings in pieces are put together") {
  check_same("82 12 7f 6161 60 626263 ff", "82 12 63616263");
  check_same("82 12 7f ff", "82 12 60");
  check_same("82 1821 5f 4100 41ff ff", "82 1821 4200ff");
  check_same("82 7f 6161 6162 ff 00", "82 626162 00");
  check_same("7f 63426f6f 616c ff", "64426f6f6c");
  check_same("c2 5f 4101 4102 ff", "190102");
  check_refused("82 12 7f 7f 6161 ff ff", "expected");
  check_refused("82 12 7f 4161 ff", "expected");
  check_refused("82 12 7f 6161", "end");
  check_refused("82 12 7f 61c3 61a9 ff", "utf8"); // a character in two pieces
}

TEST_CASE("tags that say that this is CBOR mean nothing, wherever they are") {
  check_same("d9d9f7 82 6178 00", "82617800");
  check_same("82 6178 d9d9f7 00", "82617800");
  check_same("82 d9d9f7 6178 d9d9f7 d9d9f7 00", "82617800");
  check_same("d9d9f7 82 d9d9f7 08 d9d9f7 a1 d9d9f7 6178 d9d9f7 00", "82 08 a1 6178 00");
  check_same("82 0f d9d9f7 c2 d9d9f7 41 05", "82 0f 05");
  check_same("83 d9d9f7 05 d9d9f7 f6 d9d9f7 00", "83 05 f6 00");
  check_same("da0000d9f7 00", "00");
  check_refused("d9d9f7", "end");
  check_refused("9f 04 00 d9d9f7 ff", "item");
}

TEST_CASE("records and unions are sorted by their labels") {
  check_same("82 08 a3 6162 820f02 626161 820f01 6142 820f00",
             "82 08 a3 6142 820f00 626161 820f01 6162 820f02");
  check_same("82 0b a2 6162 f6 6161 820f01", "82 0b a2 6161 820f01 6162 f6");
  check_refused("82 08 a2 6178 00 6178 01", "duplicate");
  check_refused("82 0b a3 6178 f6 6179 f6 6178 f6", "duplicate");
  check_canonical("84 0a 00 6178 6178"); // of a projection, the type checker says so
}

TEST_CASE("decoded variables know their frame and slot") {
  Heap heap;
  // λ(x : Bool) → let y = x in λ(_ : Bool) → [ x, y, _, z@1 ]
  const Node& outer = decoded(heap, "84 01 6178 64426f6f6c 85 1819 6179 f6 82617800"
                                    "83 01 64426f6f6c 86 04 f6 82617800 82617900 00 82617a01");
  CHECK(as<BinderNode>(outer).slots == 2);
  const auto& let = as<LetNode>(*as<BinderNode>(outer).body);
  CHECK(let.slot == 1);
  CHECK(as<VariableNode>(*let.bound).depth == 0);
  const auto& inner = as<BinderNode>(*let.body);
  CHECK(inner.name->text == "_");
  CHECK(inner.slots == 1);
  const auto items = as<ListNode>(*inner.body).all();
  const auto place = [&](std::size_t at) {
    REQUIRE(items[at]->kind == Kind::Variable);
    return std::pair{as<VariableNode>(*items[at]).depth, as<VariableNode>(*items[at]).slot};
  };
  CHECK(place(0) == std::pair{1U, 0U});
  CHECK(place(1) == std::pair{1U, 1U});
  CHECK(place(2) == std::pair{0U, 0U});
  REQUIRE(items[3]->kind == Kind::Free);
  CHECK(as<FreeNode>(*items[3]).index == 1);
}

TEST_CASE("the domain of a function and what a let binds are outside of their names") {
  Heap heap;
  const Node& function = decoded(heap, "83 01 00 00");
  CHECK(as<BinderNode>(function).domain->kind == Kind::Free);
  CHECK(as<BinderNode>(function).body->kind == Kind::Variable);
  const auto whole = decoded(heap, test::unhex("881819 6178 82617800 82617800 6178 f6 82617800 82617801"));
  CHECK(whole.slots == 3);
  const auto& first = as<LetNode>(*whole.expression);
  CHECK(first.annotation->kind == Kind::Free);
  CHECK(first.bound->kind == Kind::Free);
  const auto& second = as<LetNode>(*first.body);
  CHECK(second.slot == 2);
  CHECK(as<VariableNode>(*second.bound).slot == 1);
  CHECK(as<VariableNode>(*second.body).slot == 1);
}

TEST_CASE("applications of applications are one") {
  Heap heap;
  const Node& node = decoded(heap, "83 00 84 00 83 00 00 01 02 03 83 00 04 05");
  CHECK(as<ApplicationNode>(node).count == 4);
  CHECK(as<ApplicationNode>(node).function->kind == Kind::Free);
  CHECK(as<ApplicationNode>(node).arguments[3]->kind == Kind::Application);
  check_refused("82 00 83 00 00 01", "arity");
}

TEST_CASE("texts and labels stay in the source") {
  Heap heap;
  const SourceMap::Source& source =
      heap.sources().add("input", Blob::of(test::unhex("82 08 a1 6178 82 12 63666f6f")));
  const Node& record = *decode(heap, source).expression;
  const char* begin = source.text.text().data();
  CHECK(as<FieldsNode>(record).shape->labels[0]->text.data() == begin + 4);
  const Node& text = *as<FieldsNode>(record).parts[0];
  CHECK(as<TextNode>(text).data == begin + 8);
  CHECK(text.position == source.begin + 5);
}

TEST_CASE("values that Dhall does not have are refused") {
  check_refused("84 181e 192710 01 01", "range");
  check_refused("84 181e 1907e8 00 01", "range");
  check_refused("84 181e 1907e8 0d 01", "range");
  check_refused("84 181e 1907e7 02 181d", "range"); // no leap year
  check_refused("84 181e 19076c 02 181d", "range"); // nor is 1900
  check_refused("84 181e 1907e8 04 181f", "range");
  check_refused("84 181e 1907e8 01 20", "expected");
  check_refused("84 181f 1818 00 c4 82 00 00", "range");
  check_refused("84 181f 00 183c c4 82 00 00", "range");
  check_refused("84 181f 00 00 c4 82 00 183c", "range");
  check_refused("84 181f 00 00 c4 82 20 190258", "range");
  check_refused("84 181f 00 00 c4 82 20 c2581e" + std::string(60, 'f'), "range");
  check_refused("84 181f 00 00 c4 82 01 00", "expected");
  check_refused("84 181f 00 00 c4 82 00 20", "expected");
  check_refused("84 181f 00 00 82 00 00", "expected");
  check_refused("84 181f 00 00 c4 83 00 00 00", "arity");
  check_refused("84 181f 00 00 c5 82 00 00", "expected");
  check_refused("84 1820 f6 00 00", "expected");
  check_refused("84 1820 f5 1818 00", "range");
  check_refused("84 1820 f5 00 183c", "range");
  check_refused("82 0f 20", "expected");
  check_refused("82 0f c340", "expected");
  check_refused("82 0f f93c00", "expected");
  check_refused("82 0f c26100", "expected");
  check_refused("82 10 6161", "expected");
  check_refused("82 12 61ff", "utf8");
  check_refused("82 12 63eda080", "utf8"); // a surrogate
  check_refused("82 1821 6161", "expected");
}

TEST_CASE("names are what they may be") {
  check_refused("82 615f 00", "name");
  check_refused("84 01 615f 00 00", "name");
  check_refused("84 02 615f 00 00", "name");
  check_refused("9f 01 615f 00 00 ff", "name");
  check_refused("6454727565", "builtin"); // True as a name
  check_refused("83 01 6454727565 00", "builtin");
  check_refused("6178", "builtin");
  check_refused("60", "builtin");
  check_refused("62 6966", "builtin"); // if
  check_refused("82 6178 20", "expected");
  check_refused("82 6178 6178", "expected");
  check_refused("82 61ff 00", "utf8");
}

TEST_CASE("arrays have the items that their label asks for") {
  for (const char* hex : {
           "80",
           "81 6178",
           "83 6178 00 00",
           "81 00",
           "82 00 00",
           "81 01",
           "82 01 00",
           "85 01 6178 00 00 00",
           "9f 01 00 ff",
           "9f 01 6178 00 ff",
           "9f 01 00 00 00 ff",
           "82 03 00",
           "83 03 00 00",
           "85 03 00 00 00 00",
           "81 04",
           "82 04 f6",
           "83 04 00 00",
           "82 05 f6",
           "84 05 f6 00 00",
           "82 06 00",
           "85 06 00 00 00 00",
           "81 07",
           "83 08 a0 00",
           "9f 08 a0 00 ff",
           "9f 0b bf ff 00 ff",
           "82 09 00",
           "84 09 00 6178 6178",
           "81 0a",
           "84 0a 00 81 00 00",
           "83 0a 00 82 00 00",
           "83 0a 00 80",
           "9f 0a 00 9f 00 00 ff ff",
           "83 0e 00 00",
           "85 0e 00 00 00 00",
           "81 0f",
           "83 0f 00 00",
           "81 10",
           "83 10 00 00",
           "81 12",
           "83 12 60 00",
           "81 13",
           "83 13 00 00",
           "82 1818 f6",
           "84 1818 f6 00 03",
           "85 1818 f6 00 07 6161",
           "86 1818 f6 00 06 6158 6159",
           "86 1818 f6 00 01 f6 6168",
           "87 1818 f6 00 01 f6 6168 f6",
           "87 1818 f6 00 01 f6 6168 6161",
           "89 1818 f6 00 01 f6 6168 6161 f6 f6",
           "84 1819 6178 f6 00",
           "86 1819 6178 f6 00 6179 00",
           "9f 1819 6178 f6 00 ff",
           "82 181a 00",
           "84 181a 00 00 00",
           "81 181b",
           "84 181b 00 00 00",
           "81 181c",
           "83 181c 00 00",
           "83 181d 00 816178",
           "85 181d 00 816178 00 00",
           "84 181d 00 80 00",
           "83 181e 00 01",
           "85 181e 00 01 01 01",
           "83 181f 00 00",
           "85 181f 00 00 c4820000 00",
           "83 1820 f5 00",
           "85 1820 f5 00 00 00",
           "81 1821",
           "83 1821 40 40",
           "81 1822",
           "83 1822 00 00",
       }) {
    check_refused(hex, "arity");
  }
}

TEST_CASE("items are of the kind that their place asks for") {
  for (const char* hex : {
           "20",
           "40",
           "a0",
           "f6",
           "f7",
           "e0",
           "f820",
           "c300",
           "c400",
           "c1 00",
           "81 40",
           "81 f6",
           "81 82 00 00",
           "84 03 20 00 00",
           "84 03 6178 00 00",
           "83 05 00 00",
           "82 07 00",
           "82 08 80",
           "82 08 a1 00 00",
           "82 08 a1 6178 f6",
           "82 07 a1 6178 f6",
           "83 09 00 00",
           "83 0a 00 00",
           "84 0a 00 6178 81 00",
           "82 12 00",
           "84 12 60 00 00",
           "85 1818 00 00 03 6161",
           "85 1818 f6 6161 03 6161",
           "85 1818 f6 00 03 00",
           "85 1818 f6 00 03 f6",
           "88 1818 f6 00 01 f6 f6 6161 f6",
           "88 1818 f6 00 01 40 6168 6161 f6",
           "85 1819 00 f6 00 00",
           "9f 1819 00 f6 00 00 ff",
           "84 181d 00 6178 00",
           "84 181d 00 81 01 00",
           "84 181d 00 81 20 00",
           "83 04 f6 f6",
           "83 06 00 f6",
           "83 181b 00 f6",
       }) {
    check_refused(hex, "expected");
  }
  check_refused("84 03 0e 00 00", "range");
  check_refused("84 03 18ff 00 00", "range");
  check_refused("84 03 c249ffffffffffffffffff 00 00", "range");
  check_refused("85 1818 f6 04 03 6161", "range");
  check_refused("84 1818 f6 00 08", "range");
  check_refused("85 1818 40 00 03 6161", "hash");
  check_refused("85 1818 58221221" + std::string(64, '0') + "00 03 6161", "hash");
}

TEST_CASE("labels that stand for nothing are refused") {
  for (const char* hex :
       {"83 0c 00 00", "82 0d 00", "82 11 00", "82 14 00", "82 17 00", "82 1823 00", "82 18ff 00",
        "82 1b0000000100000000 00", "82 20 00", "82 c249ffffffffffffffffff 00"}) {
    check_refused(hex, "label");
  }
}

TEST_CASE("what is no CBOR is refused") {
  for (const char* hex :
       {"1c", "1d", "1e", "1f", "3f", "5c", "df", "dc", "fc", "ff", "82 0f 1c", "9f 08 bf 6178 ff ff"}) {
    check_refused(hex, "item");
  }
  check_refused("00 00", "trailing");
  check_refused("82 0f 01 ff", "trailing");
  for (const char* hex : {"",
                          "18",
                          "1900",
                          "1a000000",
                          "1b00000000000000",
                          "61",
                          "82",
                          "82 0f",
                          "7b ffffffffffffffff",
                          "82 1821 5b ffffffffffffffff 00",
                          "9b ffffffffffffffff 04 f6 00",
                          "9b 00000000ffffffff 04 f6 00",
                          "82 08 bb ffffffffffffffff 6178 00",
                          "82 08 bb 8000000000000000 6178 00",
                          "9f",
                          "9f 04 f6 00",
                          "82 08 bf 6178 00",
                          "c2",
                          "f9 00",
                          "fa 000000",
                          "fb 00000000000000",
                          "82 08 a1 6178"}) {
    check_refused(hex, "end");
  }
}

TEST_CASE("errors of the decoder say where") {
  const Error error = decode_error("83 05 00 00");
  CHECK(error.where().file == "input");
  CHECK(error.where().pointer == "byte 2");
  CHECK(error.message() == "encoded expression has an unsigned integer, expected null");
  CHECK(decode_error("83 05 f6").where().pointer == "byte 0");
}

TEST_CASE("what is deeper or longer than a limit is refused") {
  Heap heap;
  DecodeLimits limits;
  limits.depth = 3;
  limits.fraction_digits = 4;
  const auto refused = [&](const std::string& hex) {
    const Error error = test::error_of([&] { decoded(heap, test::unhex(hex), limits); });
    CHECK(error.kind() == ErrorKind::Limit);
    return error.code();
  };
  CHECK_NOTHROW(decoded(heap, test::unhex("82 13 82 13 82 13 00"), limits));
  CHECK(refused("82 13 82 13 82 13 82 13 00") == "dhall.limit.depth");
  CHECK_NOTHROW(decoded(heap, test::unhex("84 181f 00 00 c4 82 23 00"), limits));
  CHECK(refused("84 181f 00 00 c4 82 24 00") == "dhall.limit.fraction");
  CHECK(refused("84 181f 00 00 c4 82 3bffffffffffffffff 00") == "dhall.limit.fraction");
  CHECK(refused("84 181f 00 00 c4 82 c349ffffffffffffffffff 00") == "dhall.limit.fraction");
  CHECK(refused("82 6178 c249ffffffffffffffffff") == "dhall.limit.index");
}

TEST_CASE("functions without a count cannot make the decoder look ahead for ever") {
  std::string hex;
  for (int depth = 0; depth < 20'000; ++depth) hex += "9f0264426f6f6c";
  const Error error = decode_error(hex + "00");
  CHECK((error.code() == "dhall.limit.lookahead" || error.code() == "dhall.binary.end"));
  std::string closed = hex + "00";
  for (int depth = 0; depth < 20'000; ++depth) closed += "ff";
  CHECK(decode_error(closed).code() == "dhall.limit.lookahead");
}

TEST_CASE("an encoding that ends anywhere is refused") {
  const Bytes whole = test::unhex(without_blanks(
      "d9d9f7 8a 00 84 01 6178 64426f6f6c 82617800 85 1819 6179 f6 00 01 82 08 a2 6161 820f1903e8 6162 "
      "fb3ff199999999999a"
      "84 12 6161 00 6162 88 1818 f6 00 01 f6 6168 6161 60 84 181f 00 00 c4 82 20 05 9f 05 f6 00 ff"
      "84 181d 00 82 6178 00 01 82 10 c349010000000000000000"));
  CHECK_NOTHROW([&] {
    Heap heap;
    decoded(heap, whole);
  }());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    const Error error = test::error_of([&] {
      Heap heap;
      decoded(heap, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
    });
    CHECK(error.code() == "dhall.binary.end");
  }
}

TEST_CASE("decoding is as deep as the input") {
  constexpr int kDepth = 1'000'000;
  Heap heap;
  const auto check = [&](const Bytes& prefix, const Bytes& suffix) {
    Bytes bytes;
    for (int depth = 0; depth < kDepth; ++depth) bytes.insert(bytes.end(), prefix.begin(), prefix.end());
    bytes.push_back(0);
    for (int depth = 0; depth < kDepth; ++depth) bytes.insert(bytes.end(), suffix.begin(), suffix.end());
    CHECK((encode(*decoded(heap, bytes).expression) == bytes));
  };
  check(test::unhex("83 04 f6"), {});
  check(test::unhex("84 03 04"), test::unhex("01"));
  check(test::unhex("82 13"), {});
  check(test::unhex("82 08 a1 6178"), {});
  check(test::unhex("83 01 f5"), {});
}

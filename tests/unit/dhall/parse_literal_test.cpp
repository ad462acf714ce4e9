#include "parsed.hpp"

using namespace sigil;
using namespace sigil::dhall;
using test::is_refused;
using test::parsed;
using test::refused;

TEST_CASE("whole numbers of Dhall have any size") {
  CHECK(parsed("0") == "0");
  CHECK(parsed("0xffFF") == "65535");
  CHECK(parsed("0b0101") == "5");
  CHECK(parsed("0x0000000000000000000000000000000000001") == "1");
  CHECK(parsed("9999999999999999999") == "9999999999999999999");
  CHECK(parsed("18446744073709551615") == "18446744073709551615");
  CHECK(parsed("18446744073709551616") == "big:1:0");
  CHECK(parsed("0x10000000000000002") == "big:1:2");
  CHECK(parsed("340282366920938463463374607431768211456") == "big:1:0:0");
  CHECK(parsed("0b1" + std::string(64, '0')) == "big:1:0");
  CHECK(parsed("+0") == "+0");
  CHECK(parsed("-0") == "+0");
  CHECK(parsed("-0x1A10") == "-6672");
  CHECK(parsed("+9223372036854775807") == "+9223372036854775807");
  CHECK(parsed("+9223372036854775808") == "+big:9223372036854775808");
  CHECK(parsed("-9223372036854775808") == "-9223372036854775808");
  CHECK(parsed("-9223372036854775809") == "-big:9223372036854775809");
}

TEST_CASE("a number of Dhall with a million digits is read") {
  Heap heap;
  const Node* node =
      parse(heap, heap.sources().add("f", Blob::of("1" + std::string(1000000, '0')))).expression;
  REQUIRE(node->kind == Kind::BigNatural);
  CHECK(static_cast<const BigNode*>(node)->size == 51906);
}

TEST_CASE("doubles of Dhall are the nearest ones") {
  CHECK(parsed("1.5") == "1.5d");
  CHECK(parsed("-1.5e3") == "-1500d");
  CHECK(parsed("+1e-2") == "0.01d");
  CHECK(parsed("042.5E+1") == "425d");
  CHECK(parsed("0.1") == "0.10000000000000001d");
  CHECK(parsed("9007199254740993.0") == "9007199254740992d");
  CHECK(parsed("1.7976931348623157e308") == "1.7976931348623157e+308d");
  CHECK(parsed("5e-324") == "4.9406564584124654e-324d");
  CHECK(parsed("1e-400") == "0d");
  CHECK(parsed("-1e-99999999999999999999") == "-0d");
  CHECK(parsed("0." + std::string(400, '0') + "1") == "0d");
  CHECK(parsed("1" + std::string(400, '0') + "e-400") == "1d");
  CHECK(parsed("0e99999999999999999999") == "0d");
  CHECK(parsed("-0.0") == "-0d");
  CHECK(parsed("-Infinity") == "-infd");
  CHECK(parsed("NaN") == "nand");
  for (const char* source : {"1e309", "-1.8e308", "1e99999999999999999999", "1.", "1e", "1e+", ".5",
                             "+Infinity", "-NaN", "-Infinityx", "1.5.5"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("numbers of Dhall that are none") {
  for (const char* source :
       {"042", "00", "-01", "0x", "0b", "0b2", "0b12", "0xg", "0B1", "0X1", "1a", "- 1", "+", "+x"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("bytes of Dhall") {
  CHECK(parsed("0x\"\"") == "0x");
  CHECK(parsed("0x\"00fFA1\"") == "0x,0,255,161");
  for (const char* source : {"0x\"0\"", "0x\"zz\"", "0x\"00", "+0x\"00\"", "0x\"0 0\""}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("dates and times of Dhall, alone and combined") {
  CHECK(parsed("2000-02-29") == "(date 2000 2 29)");
  CHECK(parsed("0000-12-31") == "(date 0 12 31)");
  CHECK(parsed("23:59:59.00100") == "(time 23 59 59 .00100)");
  CHECK(parsed("-00:00") == "(zone - 0)");
  CHECK(parsed("+23:59") == "(zone + 1439)");
  CHECK(parsed("2020-01-01t00:00:00z") == "{date=(date 2020 1 1), time=(time 0 0 0 .), timeZone=(zone + 0)}");
  CHECK(parsed("2020-01-01T00:00:00.5-05:30") ==
        "{date=(date 2020 1 1), time=(time 0 0 0 .5), timeZone=(zone - -330)}");
  CHECK(parsed("2020-01-01T00:00:00") == "{date=(date 2020 1 1), time=(time 0 0 0 .)}");
  CHECK(parsed("00:00:00+01:00") == "{time=(time 0 0 0 .), timeZone=(zone + 60)}");
  CHECK(parsed("f -05:00") == "(f@0 (zone - -300))");
  CHECK(parsed("12: T") == "(: 12 T@0)");
  CHECK(parsed("2000->T") == "(∀ _/1 2000 T@0)");
  CHECK(parsed("2000--x") == "2000");
  for (const char* source :
       {"1900-02-29", "2000-00-01", "2000-13-01", "2000-04-31", "2000-1-1", "20000-01-01", "-2000-01-01",
        "24:00:00", "00:60:00", "00:00:60", "00:00", "00:00:00.", "2016-12-31T23:59:60", "2011-04-01+02:00",
        "+24:00", "+00:60", "2020-01-01T", "00:00:00+1:00"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("text of Dhall in one line") {
  CHECK(parsed("\"\"") == "''");
  CHECK(parsed("\"a $ -- ünï\"") == "'a $ -- ünï'");
  CHECK(parsed(R"("\"\$\\\/\b\f\n\r\t")") == "'\"$\\/\b\f\n\r\t'");
  CHECK(parsed(R"("\u0041\u{7a}\u{0000000e9}\u2200\u{1F574}\u{10fffd}")") == "'Azé∀🕴\xF4\x8F\xBF\xBD'");
  CHECK(parsed(R"("\u0000")") == std::string("'\0'", 3));
  CHECK(parsed("\"${x}\"") == "(text x@0)");
  CHECK(parsed("\"$${ \"a${x}\" }b\\n\"") == "(text '$' (text 'a' x@0) 'b\n')");
  CHECK(parsed("\"${\"a\"}b${\"\"}\"") == "(text (text 'a') 'b' (text ''))");
  for (const char* source : {"\"", "\"a", "\"a\nb\"", "\"a\tb\"", "\"\\", "\"\\q\"", "\"\\u12\"", "\"\\u{}\"",
                             "\"\\u{110000}\"", "\"\\uD800\"", "\"\\u{DFFF}\"", "\"\\uFFFE\"",
                             "\"\\u{1FFFF}\"", "\"\\u{41\"", "\"${\"", "\"${x\"", "\"${}\"", "\"\x01\""}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("text of Dhall in several lines loses its indentation") {
  CHECK(parsed("''\n  a\n   b\n  ''") == "'a\n b\n'");
  CHECK(parsed("''\n  a\n\n  b''") == "'a\n\nb'");
  CHECK(parsed("''\r\n  a\r\n\r\n  b\r\n  ''") == "'a\n\nb\n'");
  CHECK(parsed("''\n  a\n''") == "'  a\n'");
  CHECK(parsed("''\n \t a\n \t  b\n \t''") == "' a\n  b\n'");
  CHECK(parsed("''\n\ta\n b\n''") == "'\ta\n b\n'");
  CHECK(parsed("''\n  \n    b''") == "'\n  b'"); // a line of spaces counts
  CHECK(parsed("''\n\n''") == "'\n'");
  CHECK(parsed("''\n''") == "''");
  CHECK(parsed("''\n    ''") == "''");
  CHECK(parsed("''\n  ${x}  y\n   z\n  ''") == "(text x@0 '  y\n z\n')");
  CHECK(parsed("''\n  a${x}\n   ${y}b''") == "(text 'a' x@0 '\n ' y@0 'b')");
  CHECK(parsed("''\n  ''${ ''' '''' $ ' $${x}''") == "(text '${ '' ''' $ ' $' x@0)");
  CHECK(parsed("''\n  a ''${\n  ''' ${''\n   in\n   ''}\n  ''") == "(text 'a ${\n'' ' (text 'in\n') '\n')");
  for (const char* source :
       {"''a''", "''", "''\n", "''\na'", "''\n''''", "''\n${x", "''\n a\r b''", "'a'", "''\n \x01''"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("text of Dhall that stands for itself stays in the source") {
  Heap heap;
  const auto& source = heap.sources().add("f", Blob::of("[ \"abc\", ''\nabc\n'', ''\n    d'' ]"));
  const std::string_view text = source.text.text();
  const Node* list = parse(heap, source).expression;
  REQUIRE(list->kind == Kind::List);
  for (const Node* item : as<ListNode>(*list).all()) {
    REQUIRE(item->kind == Kind::Text);
    CHECK(as<TextNode>(*item).data > text.data());
    CHECK(as<TextNode>(*item).data < text.data() + text.size());
  }
}

TEST_CASE("what ends or changes a text of Dhall is seen wherever it stands") {
  for (std::size_t before = 0; before < 20; ++before) {
    for (const std::size_t behind : {0U, 1U, 2U, 7U, 20U}) {
      const std::string a(before, 'a'), b(behind, 'b');
      CAPTURE(before, behind);
      const auto is = [&](const std::string& source, const std::string& text) {
        CHECK(parsed(source) == "'" + text + "'");
      };
      is("\"" + a + "\\\\" + b + "\"", a + "\\" + b);
      is("\"" + a + "$λ\x7F" + b + "\"", a + "$λ\x7F" + b);
      is("''\n" + a + "'\t$" + b + "''", a + "'\t$" + b);
      is("''\n" + a + "'''" + b + "''", a + "''" + b);
      is("''\n" + a + "''${" + b + "''", a + "${" + b);
      is("''\n" + a + "\r\n" + b + "''", a + "\n" + b);
      is("''\n  " + a + "\n  " + b + "''", a + "\n" + b);
      is("{-" + a + "{-\t-" + b + "-}\n-}--" + a + "\t{-" + b + "\n\"\"", "");
      if (before == 0) continue;
      CHECK(parsed("\"" + a + "${x}" + b + "\"").starts_with("(text '" + a + "' x@0"));
      CHECK(parsed("''\n" + a + "${x}" + b + "''").starts_with("(text '" + a + "' x@0"));
    }
  }
}

TEST_CASE("control characters are seen wherever they stand in a source of Dhall") {
  for (std::size_t before = 0; before < 20; ++before) {
    for (const char control : {'\0', '\x01', '\x1F', '\r'}) {
      const std::string a = " " + std::string(before, 'a') + control + std::string(20 - before, 'b');
      CAPTURE(before, static_cast<int>(control));
      const auto is_refused_at = [](const std::string& source, std::size_t line, std::size_t column) {
        const std::string where = std::to_string(line) + ":" + std::to_string(column) + " ";
        CHECK(refused(source).starts_with("dhall.syntax.character " + where));
      };
      is_refused_at("--" + a, 1, before + 4);
      is_refused_at("{-\n" + a + "-}", 2, before + 2);
      is_refused_at("''\n" + a + "''", 2, before + 2);
      if (control != '\r') is_refused_at("\"" + a + "\"", 1, before + 3);
    }
  }
}

TEST_CASE("what is no character is seen wherever it stands in a source of Dhall") {
  const std::string bad[] = {"\x80",
                             "\xC1\x80",
                             "\xC2",
                             "\xDF\xC0",
                             "\xE0\x9F\xBF",
                             "\xE2\x80",
                             "\xE2\x28\x80",
                             "\xED\xA0\x80",
                             "\xEF\xBF\xBE",
                             "\xEF\xBF\xBF",
                             "\xF0\x8F\xBF\xBF",
                             "\xF0\x9F\xBF\xBE",
                             "\xF4\x90\x80\x80",
                             "\xFF"};
  const std::string good[] = {"\x7F",         "\xC2\x80",         "\xDF\xBF",        "\xE0\xA0\x80",
                              "\xE1\x80\x80", "\xEC\xBF\xBF",     "\xED\x9F\xBF",    "\xEE\x80\x80",
                              "\xEF\xBF\xBD", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBD"};
  for (std::size_t before = 0; before < 20; ++before) {
    for (const std::size_t behind : {0U, 1U, 2U, 3U, 20U}) {
      const std::string a(before, 'a'), b(behind, 'b'), code = "dhall.syntax.encoding 1:";
      CAPTURE(before, behind);
      for (const std::string& text : good) {
        CHECK(parsed("\"" + a + text + b + "\"") == "'" + a + text + b + "'");
        for (const std::string& none : bad)
          CHECK(refused(a + text + none + b).starts_with(code + std::to_string(before + 2) + " "));
      }
    }
  }
}

#include "serial_judge.hpp"

#include "sigil/base/error.hpp"
#include "support/catch.hpp"

using namespace sigil;
using host::SerialJudge;
using Verdict = host::SerialJudge::Verdict;

namespace {

Verdict judge_all(SerialJudge& judge, std::string_view text) {
  judge.feed(text);
  judge.settle();
  return judge.verdict();
}

} // namespace

TEST_CASE("expectations are met in order, whatever the chunks", "[judge]") {
  const std::string text = "GRUB loading\r\n\x1b[2J\x1b[1;1Hkernel: start\r\ncore: 3 modules\r\npass, 3\r\n";
  for (std::size_t chunk = 1; chunk <= text.size(); ++chunk) {
    SerialJudge judge({"^kernel: start$", "[0-9]+ modules", "pass"}, {"FAIL"});
    for (std::size_t at = 0; at < text.size(); at += chunk) judge.feed(text.substr(at, chunk));
    REQUIRE(judge.verdict() == Verdict::Expected);
    REQUIRE(judge.expectations_met() == 3);
  }
  SerialJudge wrong_order({"pass", "kernel"}, {});
  CHECK(judge_all(wrong_order, text) == Verdict::Open);
  CHECK(wrong_order.expectations_met() == 1);
}

TEST_CASE("the search goes on behind the last match", "[judge]") {
  SerialJudge once({"ok", "ok"}, {});
  CHECK(judge_all(once, "ok\n") == Verdict::Open);
  SerialJudge twice({"ok", "ok"}, {});
  CHECK(judge_all(twice, "ok ok\n") == Verdict::Expected);
  SerialJudge anchored({"o", "^k"}, {});
  CHECK(judge_all(anchored, "ok\n") == Verdict::Open);
  SerialJudge boundary({"a", "\\bb"}, {});
  CHECK(judge_all(boundary, "ab\n") == Verdict::Open);
  SerialJudge empty_match({"x*", "y*", "end"}, {});
  CHECK(judge_all(empty_match, "the end\n") == Verdict::Expected);
}

TEST_CASE("a forbidden pattern counts anywhere, before expectations in the same line", "[judge]") {
  SerialJudge before({"pass"}, {"page fault", "FAIL"});
  CHECK(judge_all(before, "FAIL\npass\n") == Verdict::Forbidden);
  CHECK(before.forbidden() == "FAIL");
  SerialJudge same_line({"pass"}, {"FAIL"});
  CHECK(judge_all(same_line, "pass FAIL\n") == Verdict::Forbidden);
  SerialJudge after({"pass"}, {"FAIL"});
  CHECK(judge_all(after, "pass\nFAIL\n") == Verdict::Expected);
}

TEST_CASE("an unfinished line counts when the system is silent, not before", "[judge]") {
  SerialJudge judge({"login: $"}, {"pass$"});
  judge.feed("pass");
  CHECK(judge.verdict() == Verdict::Open);
  judge.feed("ed\nlogin: ");
  CHECK(judge.verdict() == Verdict::Open);
  judge.settle();
  CHECK(judge.verdict() == Verdict::Expected);
  CHECK(judge.last_lines() == std::vector<std::string>{"passed", "login: "});
}

TEST_CASE("terminal control is no text", "[judge]") {
  const auto line_of = [](std::string_view text) {
    SerialJudge judge({}, {});
    judge.feed(text);
    const std::vector<std::string> lines = judge.last_lines();
    return lines.empty() ? std::string() : lines.back();
  };
  CHECK(line_of("a\rb") == "ab");
  CHECK(line_of("a\x1b[31;1mb\x1b[0mc") == "abc");
  CHECK(line_of("a\x1b]0;title\x07"
                "b\x1b]0;t\x1b\\c") == "abc");
  CHECK(line_of("a\x1b(Bb\x1b"
                "c"
                "d") == "abd");
  CHECK(line_of(std::string_view("a\0b\x07\tc\x7f", 7)) == "ab\tc");
  CHECK(line_of("\x1b]never ended\nnext") == "next");
  CHECK(line_of("\xc3\xa9") == "\xc3\xa9");
}

TEST_CASE("the last forty lines are kept", "[judge]") {
  SerialJudge judge({}, {});
  for (int i = 0; i < 100; ++i) judge.feed("line " + std::to_string(i) + "\n");
  CHECK(judge.last_lines().size() == 40);
  CHECK(judge.last_lines().front() == "line 60");
  judge.feed("tail");
  CHECK(judge.last_lines().size() == 40);
  CHECK(judge.last_lines().front() == "line 61");
  CHECK(judge.last_lines().back() == "tail");
}

TEST_CASE("a line of any length is judged within the stack", "[judge]") {
  // libstdc++'s matcher recurses for each character of such patterns.
  SerialJudge judge({"(a|b)*c", "end"}, {"(x+)(.|\\n)*y"});
  judge.feed("x" + std::string(2 * host::kMaxLineBytes, 'a'));
  judge.feed("c\nend\n");
  CHECK(judge.verdict() == Verdict::Expected);
  for (const std::string& line : judge.last_lines()) CHECK(line.size() <= host::kMaxLineBytes);
}

TEST_CASE("a bad regular expression is a usage error", "[judge]") {
  for (const std::string pattern : {"(", "[a", "*", "a{2,1}", "\\"}) {
    try {
      SerialJudge judge({}, {pattern});
      FAIL("accepted " + pattern);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Usage);
      CHECK(error.message().find("regular expression '" + pattern + "' is not valid") == 0);
    }
  }
}

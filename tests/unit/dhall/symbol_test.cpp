#include "support/catch.hpp"

#include <string>
#include <vector>

#include "syntax/heap.hpp"

using namespace sigil::dhall;

TEST_CASE("names of Dhall are the same if their bytes are, and in the order of these") {
  std::vector<std::string> names{"", std::string(1, '\0'), "a", std::string("a\0", 2), "b", "é", "λ"};
  for (std::size_t size = 1; size < 20; ++size) {
    const std::string same(size, 'n');
    names.push_back(same);
    for (std::size_t other = 0; other < size; ++other) {
      for (const char byte : {'\0', 'N', 'z', '\x7F', '\xC3'}) {
        names.push_back(same);
        names.back()[other] = byte;
      }
    }
  }
  Heap heap;
  std::vector<const Symbol*> symbols;
  for (const std::string& name : names) symbols.push_back(heap.symbols().intern(name));
  for (std::size_t left = 0; left < names.size(); ++left) {
    CHECK(symbols[left]->text == names[left]);
    CHECK(symbols[left] == heap.symbols().intern(std::string(names[left])));
    const auto is_right = [&](std::size_t right) {
      return (symbols[left] == symbols[right]) == (names[left] == names[right]) &&
             comes_before(symbols[left], symbols[right]) == (names[left] < names[right]);
    };
    for (std::size_t right = 0; right < names.size(); ++right) {
      if (!is_right(right)) FAIL(names[left] << " and " << names[right]);
    }
  }
}

/// \file
/// What work like that of an evaluator costs on this machine: trees of small cells are made in memory that is
/// used again, walked through by way of pointers to functions, and copied as a collector does. bench/dhall
/// compares the time with that of the machine that its peers were recorded on.
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>

namespace {

struct Cell {
  std::uint64_t (*apply)(const Cell& cell, std::uint64_t argument);
  const Cell* left;
  const Cell* right;
  std::uint64_t value;
};

std::uint64_t leaf(const Cell& cell, std::uint64_t argument) {
  return cell.value + argument;
}

std::uint64_t sum(const Cell& cell, std::uint64_t argument) {
  return cell.left->apply(*cell.left, argument) + cell.right->apply(*cell.right, argument + cell.value);
}

std::uint64_t chain(const Cell& cell, std::uint64_t argument) {
  return cell.right->apply(*cell.right, cell.left->apply(*cell.left, argument)) * 3;
}

class Cells {
 public:
  explicit Cells(std::size_t count) : cells_(std::make_unique<Cell[]>(count)) {}
  void clear() { next_ = 0; }

  const Cell* made(unsigned depth, std::uint64_t seed) {
    if (depth == 0) return put({leaf, nullptr, nullptr, seed});
    const Cell* left = made(depth - 1, seed * 2);
    const Cell* right = made(depth - 1, seed * 2 + 1);
    return put({(seed & 3U) == 0 ? chain : sum, left, right, seed});
  }
  const Cell* copied(const Cell* cell) {
    if (cell->left == nullptr) return put(*cell);
    const Cell* left = copied(cell->left);
    return put({cell->apply, left, copied(cell->right), cell->value});
  }

 private:
  const Cell* put(const Cell& cell) { return &(cells_[next_++] = cell); }

  std::unique_ptr<Cell[]> cells_;
  std::size_t next_ = 0;
};

} // namespace

int main() {
  constexpr unsigned kDepth = 15;
  constexpr unsigned kRounds = 600;
  Cells from(std::size_t{2} << kDepth);
  Cells to(std::size_t{2} << kDepth);
  std::uint64_t total = 0;
  for (unsigned round = 0; round < kRounds; ++round) {
    from.clear();
    to.clear();
    const Cell* tree = from.made(kDepth, total | 1U);
    total += tree->apply(*tree, round);
    const Cell* copy = to.copied(tree);
    total += copy->apply(*copy, total);
  }
  std::cout << total << '\n';
}

#include "string_space.hpp"

#include <algorithm>
#include <iterator>

#include "sigil/base/bytes.hpp"

namespace sigil::elf {

std::size_t StringUses::next_use(std::size_t at) const {
  if (is_all_) return at;
  const std::size_t end = table_.find('\0', at) + 1;
  const std::size_t before = at == 0 ? std::string_view::npos : table_.rfind('\0', at - 1);
  const auto place = [this](std::size_t i) { return starts_.begin() + static_cast<std::ptrdiff_t>(i); };
  // Whoever reads a byte of the string before `at` reads all the rest too.
  const auto first = std::find(place(before + 1), place(end), 1);
  return std::max(at, static_cast<std::size_t>(first - starts_.begin()));
}

StringSpace::StringSpace(const StringUses& uses, std::vector<std::uint64_t> gone,
                         std::set<std::string, std::less<>> wanted)
    : bytes_(uses.table().begin(), uses.table().end()), wanted_(std::move(wanted)) {
  for (const std::string& string : wanted_) lengths_.insert(string.size());
  clear(uses, std::move(gone));
  find_strings(uses);
  find_runs();
  // Longest first: a later one may be the end of an earlier one.
  std::vector<const std::string*> order;
  for (const std::string& string : wanted_) order.push_back(&string);
  std::stable_sort(order.begin(), order.end(),
                   [](const std::string* a, const std::string* b) { return a->size() > b->size(); });
  for (const std::string* string : order)
    if (offsets_.find(*string) == offsets_.end()) put(*string);
}

/// Makes zeros of what is gone, and nobody else reads.
void StringSpace::clear(const StringUses& uses, std::vector<std::uint64_t> gone) {
  std::sort(gone.begin(), gone.end());
  std::size_t known = 0; // of each string, the first that is gone decides for the rest
  for (const std::uint64_t begin : gone) {
    if (begin < known || begin >= bytes_.size()) continue;
    const std::size_t end = uses.next_use(begin);
    known = uses.table().find('\0', begin) + 1;
    std::fill(bytes_.begin() + static_cast<std::ptrdiff_t>(begin),
              bytes_.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{0});
    if (begin < end) free_.emplace_back(begin, end);
  }
}

/// Looks at each string once: it may end as one that is wanted. Zeros behind a NUL are room too. Other bytes
/// that nobody seems to use are left alone, with their NUL.
void StringSpace::find_strings(const StringUses& uses) {
  const std::string_view table = as_text(bytes_);
  for (std::size_t begin = 0; begin < table.size();) {
    const std::size_t end = table.find('\0', begin);
    if (begin < end)
      find_ends(begin, end);
    else if (begin != 0 && uses.table()[begin] == '\0' && uses.next_use(begin) > begin)
      free_.emplace_back(begin, begin + 1);
    begin = end + 1;
  }
}

void StringSpace::find_runs() {
  std::sort(free_.begin(), free_.end());
  for (std::size_t i = 0; i < free_.size();) {
    auto [begin, end] = free_[i];
    for (++i; i < free_.size() && free_[i].first <= end; ++i) end = std::max(end, free_[i].second);
    runs_.emplace(end - begin, begin);
  }
}

/// Notes what is wanted and is an end of the string from `begin` to its NUL at `end`.
void StringSpace::find_ends(std::size_t begin, std::size_t end) {
  for (const std::size_t length : lengths_) {
    if (length > end - begin) return;
    const auto found = wanted_.find(as_text(bytes_).substr(end - length, length));
    if (found != wanted_.end()) offsets_.emplace(*found, end - length);
  }
}

void StringSpace::put(const std::string& string) {
  const std::size_t size = string.size() + 1;
  std::size_t at = bytes_.size();
  auto run = runs_.lower_bound({size, 0});
  if (run == runs_.end()) // one at the end may be continued
    run = std::find_if(runs_.begin(), runs_.end(), [this](const auto& candidate) {
      return candidate.first + candidate.second == bytes_.size();
    });
  if (run != runs_.end()) {
    const auto [room, place] = *run;
    runs_.erase(run);
    if (room > size) runs_.emplace(room - size, place + size);
    at = place;
  }
  bytes_.resize(std::max(bytes_.size(), at + size));
  std::copy(string.begin(), string.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  bytes_[at + string.size()] = 0;
  find_ends(at, at + string.size());
}

} // namespace sigil::elf

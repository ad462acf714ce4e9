#include "string_space.hpp"

#include <algorithm>
#include <iterator>

#include "sigil/base/bytes.hpp"

namespace sigil::elf {

void StringUses::mark(std::uint64_t offset) {
  // Whoever has marked a byte has marked all up to the next NUL: together this is linear.
  for (std::size_t at = offset; at < table_.size() && !used_[at]; ++at) {
    used_[at] = 1;
    if (table_[at] == '\0') return;
  }
}

StringSpace::StringSpace(const StringUses& uses, const std::vector<std::uint64_t>& gone,
                         std::set<std::string, std::less<>> wanted)
    : bytes_(uses.table().begin(), uses.table().end()), wanted_(std::move(wanted)),
      free_(uses.table().size()) {
  for (const std::string& string : wanted_) lengths_.insert(string.size());
  find_room(uses, gone);
  find_present();
  // Longest first: a later one may be the end of an earlier one.
  std::vector<const std::string*> order;
  for (const std::string& string : wanted_) order.push_back(&string);
  std::stable_sort(order.begin(), order.end(),
                   [](const std::string* a, const std::string* b) { return a->size() > b->size(); });
  for (const std::string* string : order)
    if (offsets_.find(*string) == offsets_.end()) put(*string);
}

void StringSpace::find_room(const StringUses& uses, const std::vector<std::uint64_t>& gone) {
  for (const std::uint64_t begin : gone) {
    for (std::size_t at = begin; at < bytes_.size() && !uses.is_used(at) && free_[at] == 0; ++at) {
      const bool is_end = bytes_[at] == 0;
      bytes_[at] = 0;
      free_[at] = 1;
      if (is_end) break;
    }
  }
  // Zeros behind a NUL are room too. Other bytes that nobody seems to use are left alone, with their NUL.
  for (std::size_t at = 1; at < bytes_.size(); ++at)
    if (bytes_[at] == 0 && bytes_[at - 1] == 0 && !uses.is_used(at)) free_[at] = 1;
}

void StringSpace::find_present() {
  std::size_t begin = 0;
  for (std::size_t end = 0; end < bytes_.size(); ++end) {
    if (bytes_[end] != 0) continue;
    find_ends(begin, end);
    begin = end + 1;
  }
  for (std::size_t at = 0; at < free_.size();) {
    const auto end = std::find(free_.begin() + static_cast<std::ptrdiff_t>(at), free_.end(), 1 - free_[at]);
    const auto next = static_cast<std::size_t>(end - free_.begin());
    if (free_[at] != 0) runs_.emplace(next - at, at);
    at = next;
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

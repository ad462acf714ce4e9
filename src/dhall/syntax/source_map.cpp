#include "syntax/source_map.hpp"

#include <algorithm>

namespace sigil::dhall {

namespace {

constexpr std::size_t kExcerptBytes = 110;

bool begins_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_code_point));
}

/// Offsets of the line around `offset`: its first byte and its end.
std::pair<std::size_t, std::size_t> line_around(std::string_view text, std::size_t offset) {
  const std::size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  std::size_t end = std::min(text.find('\n', offset), text.size());
  if (end > begin && text[end - 1] == '\r' && end - 1 >= offset) --end;
  return {begin, end};
}

} // namespace

const SourceMap::Source& SourceMap::add(std::string name, Blob text) {
  constexpr std::uint64_t kMost = ~std::uint32_t{0};
  // One position more than bytes, for what ends too early.
  if (text.size() >= kMost - end_) {
    throw Error(ErrorKind::Limit, "all sources together are larger than 4 GiB").coded("dhall.limit.sources");
  }
  const auto begin = static_cast<std::uint32_t>(end_);
  end_ += text.size() + 1;
  sources_.push_back(std::make_unique<Source>(Source{std::move(name), std::move(text), begin}));
  return *sources_.back();
}

const SourceMap::Source& SourceMap::add_unplaced(std::string name, Blob bytes) {
  unplaced_.push_back(std::make_unique<Source>(Source{std::move(name), std::move(bytes), 0}));
  return *unplaced_.back();
}

const SourceMap::Source* SourceMap::find(std::uint32_t position) const {
  if (position == 0 || position >= end_) return nullptr;
  const auto after =
      std::ranges::upper_bound(sources_, position, {}, [](const auto& source) { return source->begin; });
  return after == sources_.begin() ? nullptr : std::prev(after)->get();
}

SourcePosition SourceMap::locate(std::uint32_t position) const {
  const Source* source = find(position);
  if (source == nullptr) return {};
  const std::string_view text = source->text.text();
  const std::uint32_t offset = position - source->begin;
  std::vector<std::uint32_t>& lines = source->lines;
  if (lines.empty()) {
    lines.push_back(0);
    for (std::size_t at = 0; at < text.size(); ++at)
      if (text[at] == '\n') lines.push_back(static_cast<std::uint32_t>(at + 1));
  }
  const auto after = std::ranges::upper_bound(lines, offset);
  const std::uint32_t begin = *std::prev(after);
  return {source->name,
          static_cast<std::uint32_t>(after - lines.begin()),
          static_cast<std::uint32_t>(code_points(text.substr(begin, offset - begin)) + 1),
          {}};
}

std::string SourceMap::excerpt(std::uint32_t position) const {
  const Source* source = find(position);
  if (source == nullptr) return {};
  const std::string_view text = source->text.text();
  const std::size_t offset = position - source->begin;
  auto [begin, end] = line_around(text, offset);
  std::string_view cut;
  if (end - begin > kExcerptBytes) {
    const std::size_t from = std::max(begin, offset - std::min(offset, kExcerptBytes / 2));
    end = std::min(end, from + kExcerptBytes);
    if (from > begin) cut = "…";
    begin = from;
    while (!cut.empty() && begin < offset && !begins_code_point(text[begin])) ++begin;
    while (end > offset && end < text.size() && !begins_code_point(text[end])) --end;
  }
  std::string result(cut);
  result += text.substr(begin, end - begin);
  result += '\n';
  if (!cut.empty()) result += ' ';
  // Tabs stay tabs, so that the caret is below its column however wide they are.
  for (const char byte : text.substr(begin, offset - begin)) {
    if (begins_code_point(byte)) result += byte == '\t' ? '\t' : ' ';
  }
  return result + "^\n";
}

std::string SourceMap::excerpt(const SourcePosition& where) const {
  // Several sources may have one name, such as "(input)": the last one is meant.
  for (auto source = sources_.rbegin(); source != sources_.rend(); ++source) {
    if ((*source)->name != where.file || where.line == 0) continue;
    const std::string_view text = (*source)->text.text();
    std::size_t offset = 0;
    for (std::uint32_t line = 1; line < where.line && offset != std::string_view::npos; ++line) {
      offset = text.find('\n', offset);
      if (offset != std::string_view::npos) ++offset;
    }
    for (std::uint32_t column = 1; column < where.column && offset < text.size(); ++column) {
      do ++offset;
      while (offset < text.size() && !begins_code_point(text[offset]));
    }
    if (offset <= text.size()) return excerpt((*source)->begin + static_cast<std::uint32_t>(offset));
  }
  return {};
}

} // namespace sigil::dhall

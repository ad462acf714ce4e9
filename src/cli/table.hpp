/// \file
/// Text in columns.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace sigil::cli {

/// Rows of cells, each column as wide as its widest cell, two blanks between them. Columns whose
/// heading starts with '>' are aligned right. Widths count bytes.
class Table {
 public:
  explicit Table(std::vector<std::string> headings) { rows_.push_back(std::move(headings)); }
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  std::string text() const {
    const std::size_t columns = rows_.front().size();
    std::vector<std::size_t> widths(columns);
    for (const std::vector<std::string>& row : rows_)
      for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], cell(row, i).size());
    std::string text;
    for (const std::vector<std::string>& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < columns; ++i) {
        const std::string value = cell(row, i);
        const std::string fill(widths[i] - value.size(), ' ');
        line += "  " + (is_right(i) ? fill + value : value + fill);
      }
      text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return text;
  }

 private:
  bool is_right(std::size_t column) const { return rows_.front()[column].starts_with('>'); }
  std::string cell(const std::vector<std::string>& row, std::size_t column) const {
    return &row == &rows_.front() && is_right(column) ? row[column].substr(1) : row[column];
  }
  std::vector<std::vector<std::string>> rows_;
};

} // namespace sigil::cli

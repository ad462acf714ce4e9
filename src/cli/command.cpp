#include "command.hpp"

#include <algorithm>

namespace sigil::cli {

bool Option::takes_several() const {
  return std::holds_alternative<std::vector<std::string>*>(target) ||
         std::holds_alternative<std::vector<std::filesystem::path>*>(target) ||
         std::holds_alternative<std::vector<std::pair<std::string, std::string>>*>(target);
}

Option& Option::one_of(std::vector<std::string> all) {
  words = std::move(all);
  form.clear();
  for (const std::string& word : words) form += (form.empty() ? "" : "|") + word;
  return *this;
}

Command::Command(std::string name, std::string summary, std::string examples, const Command* parent)
    : name_(std::move(name)), summary_(std::move(summary)), examples_(std::move(examples)), parent_(parent) {
  add_option("-h,--help", Question::Help, "print this help").in_group("Global options");
}

Command& Command::add_command(std::string name, std::string summary, std::string examples) {
  return commands_.emplace_back(std::move(name), std::move(summary), std::move(examples), this);
}

Option& Command::add_option(std::string spelling, Target target, std::string description) {
  Option option;
  for (std::size_t begin = 0; begin < spelling.size();) {
    const std::size_t end = std::min(spelling.find(',', begin), spelling.size());
    std::string name = spelling.substr(begin, end - begin);
    if (name.starts_with('-'))
      option.names.push_back(std::move(name));
    else
      option.place = std::move(name);
    begin = end + 1;
  }
  option.spelling = std::move(spelling);
  option.target = std::move(target);
  option.description = std::move(description);
  return options_.emplace_back(std::move(option));
}

std::string Command::path() const {
  if (parent_ == nullptr) return {};
  const std::string above = parent_->path();
  return above.empty() ? name_ : above + ' ' + name_;
}

} // namespace sigil::cli

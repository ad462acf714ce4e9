#include "sigil/base/error.hpp"

#include <array>
#include <utility>

namespace sigil {
namespace {

/// Control characters must not reach a terminal.
std::string escaped(std::string_view value) {
  constexpr std::array<char, 17> kDigits{"0123456789abcdef"};
  std::string text;
  for (const char character : value) {
    const auto code = static_cast<unsigned char>(character);
    if (code < 0x20 || code == 0x7f) {
      text += "\\x";
      text += kDigits[code >> 4];
      text += kDigits[code & 15];
    } else {
      text += character;
    }
  }
  return text;
}

} // namespace

Error::Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

Error& Error::at(SourcePosition where) & {
  where_ = std::move(where);
  return *this;
}
Error&& Error::at(SourcePosition where) && {
  return std::move(at(std::move(where)));
}

Error& Error::detail(std::string line) & {
  details_.push_back(std::move(line));
  return *this;
}
Error&& Error::detail(std::string line) && {
  return std::move(detail(std::move(line)));
}

Error& Error::hint(std::string text) & {
  hints_.push_back(std::move(text));
  return *this;
}
Error&& Error::hint(std::string text) && {
  return std::move(hint(std::move(text)));
}

Error& Error::coded(std::string code) & {
  code_ = std::move(code);
  return *this;
}
Error&& Error::coded(std::string code) && {
  return std::move(coded(std::move(code)));
}

Error& Error::while_doing(std::string frame) & {
  context_.push_back(std::move(frame));
  return *this;
}
Error&& Error::while_doing(std::string frame) && {
  return std::move(while_doing(std::move(frame)));
}

Error& Error::also(Error sibling) {
  siblings_.push_back(std::move(sibling));
  return *this;
}

std::vector<Error> Error::separated() const {
  std::vector<Error> errors{*this};
  errors.front().siblings_.clear();
  for (const Error& sibling : siblings_)
    for (Error& error : sibling.separated()) errors.push_back(std::move(error));
  return errors;
}

std::string Error::render(std::string_view program) const {
  std::string text;
  text.append(program).append(": error: ");
  if (!where_.file.empty()) {
    text += escaped(where_.file);
    if (where_.line != 0) {
      text += ':' + std::to_string(where_.line);
      if (where_.column != 0) text += ':' + std::to_string(where_.column);
    }
    text += ": ";
  }
  text += message_;
  text += '\n';
  if (!where_.pointer.empty()) text += "  at " + escaped(where_.pointer) + '\n';
  for (const std::string& line : details_) text += "  " + line + '\n';
  for (const std::string& frame : context_) text += "  " + frame + '\n';
  for (const std::string& hint : hints_) text += "  hint: " + hint + '\n';
  for (const Error& sibling : siblings_) text += sibling.render(program);
  return text;
}

void ErrorList::add(const Error& error) {
  for (Error& one : error.separated()) errors_.push_back(std::move(one));
}

void ErrorList::throw_if_any() {
  if (errors_.empty()) return;
  Error first = std::move(errors_.front());
  for (std::size_t i = 1; i < errors_.size(); ++i) first.also(std::move(errors_[i]));
  errors_.clear();
  throw first;
}

std::string in_quotes(std::string_view value) {
  constexpr std::size_t kLongest = 160, kEnd = kLongest / 2;
  if (value.size() <= kLongest) return "'" + escaped(value) + "'";
  return "'" + escaped(value.substr(0, kEnd)) + "…" + escaped(value.substr(value.size() - kEnd)) + "'";
}

void assertion_failed(const char* expression, const char* file, int line) {
  throw Error(ErrorKind::Internal, std::string("invariant '") + expression + "' does not hold (" + file +
                                       ":" + std::to_string(line) + "), this is a bug in sigil-build");
}

} // namespace sigil

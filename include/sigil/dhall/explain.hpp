/// \file
/// What there is to know about each kind of error of the language, for people who ask for more than a
/// message.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sigil::dhall {

/// A kind of error. The examples are whole expressions; where no short one can be given they are empty.
struct Explanation {
  std::string_view name; ///< as Error::code() says, or the beginning that several names have in common
  std::string_view rule; ///< what holds in the language
  std::string_view works;
  std::string_view fails;  ///< with an error of this name
  std::string_view causes; ///< what it usually comes from and how to mend it, each in a line
};

std::span<const Explanation> explanations();

/// Of an error with this name; nullptr if there is none.
const Explanation* explanation_of(std::string_view name);

/// Several lines of at most 80 columns, ending in newline.
std::string to_text(const Explanation& explanation);

} // namespace sigil::dhall

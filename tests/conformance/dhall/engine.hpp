/// \file
/// What the tests of the standard need of an evaluator.
#pragma once

#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "syntax/heap.hpp"

namespace sigil::test {

/// An expression and the slots of its frame, as a parser or decoder gives them.
struct Code {
  dhall::Node* expression;
  std::uint32_t slots;
};

/// Where an expression is and what its imports can see.
struct Surroundings {
  std::filesystem::path file;                     ///< of the expression, relative to the working folder
  std::map<std::string, std::string> environment; ///< all variables that are set, XDG_CACHE_HOME and HOME too
  bool has_cache = false;
};

/// Thrown instead of opening a connection: the test is skipped.
struct NeedsNetwork final : std::exception {
  const char* what() const noexcept override { return "needs the network"; }
};

/// The evaluator of one test. All throw sigil::Error for what is wrong with the expression.
class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  /// Resolves and checks all imports of the expression, in place. \throws NeedsNetwork
  virtual void resolve(const Code& code) = 0;
  /// The type of a closed expression whose imports are resolved, as an expression in β-normal form.
  virtual dhall::Node* infer(const Code& code) = 0;
  /// The β-normal form; the expression may have free variables and need not be of any type.
  virtual dhall::Node* normalize(const Code& code) = 0;
  /// The αβ-normal form.
  virtual dhall::Node* normalize_names(const Code& code) = 0;
  /// The expression with all bound variables named `_`, otherwise as it is.
  virtual dhall::Node* alpha_normalize(const Code& code) = 0;
};

std::unique_ptr<Engine> make_engine(dhall::Heap& heap, const Surroundings& surroundings);

} // namespace sigil::test

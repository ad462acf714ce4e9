/// \file
/// The evaluator as the tests of the standard need it.
#pragma once

#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "imports/language.hpp"
#include "syntax/heap.hpp"

namespace sigil::test {

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

/// Resolver, type inference and evaluator of one test. All throw sigil::Error for what is wrong with the
/// expression.
class Engine {
 public:
  Engine(dhall::Heap& heap, const Surroundings& surroundings);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  /// Resolves and checks all imports of the expression, in place. \throws NeedsNetwork
  void resolve(const dhall::Code& code);
  /// The type of a closed expression whose imports are resolved, as an expression in β-normal form.
  dhall::Node* infer(const dhall::Code& code);
  /// The β-normal form; the expression may have free variables.
  dhall::Node* normalize(const dhall::Code& code);
  /// The expression with all bound variables named `_`, otherwise as it is.
  dhall::Node* alpha_normalize(const dhall::Code& code);
  /// The αβ-normal form.
  dhall::Node* normalize_names(const dhall::Code& code);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

} // namespace sigil::test

/// \file
/// What the files of the resolver share.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "imports/resolver.hpp"

namespace sigil::dhall {

/// What an import names, with its mode and headers: all imports of the same are one entry.
struct Resolver::Entry {
  enum class State : std::uint8_t {
    New,
    Resolving, ///< its own imports are being resolved
    Done,
    Failed, ///< absent, or something below it is
  };

  Location location;
  ImportMode mode;
  HttpHeaders using_headers{}; ///< of `using`, which relative imports inherit
  std::string shown{};         ///< the location for people
  State state = State::New;
  bool was_read = false;
  std::optional<Origin> answering{}; ///< of a server
  HttpHeaders answer_headers{};
  Code code{nullptr, 0};
  ResolvedImport* resolved = nullptr; ///< once Done
  std::optional<Absent> failure{};    ///< once Failed
  std::uint32_t record = 0;           ///< its place in the graph, once it was read
};

/// An import whose headers are being found out.
struct Resolver::Request {
  Location location;
  HttpHeaders using_headers;
};

struct Resolver::Step {
  enum class What : std::uint8_t {
    Visit,            ///< node: an expression
    LeftDone,         ///< node: `?`, whose left side is resolved
    RightDone,        ///< likewise; `absent`: why the left side was not
    Headers,          ///< node: an import, whose `using` is resolved
    Import,           ///< node: an import, with all that its request needs
    Leave,            ///< entry: its imports are resolved
    Finish,           ///< node: an import, whose entry is Done
    EndConfiguration, ///< entry: the header configuration, Done
  };

  What what;
  Node* node = nullptr;
  Entry* entry = nullptr;
  std::unique_ptr<Request> request{};
  std::unique_ptr<Absent> absent{};
};

} // namespace sigil::dhall

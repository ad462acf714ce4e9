/// \file
/// The init model: children with what they may reach, compiled to init's configuration, and the walk
/// that init does to route a session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/genode/node.hpp"
#include "sigil/genode/release.hpp"
#include "sigil/rom/rom.hpp"

namespace sigil::genode {

/// A session that a child may open at another child or at init's parent.
struct Route {
  std::string service;
  /// The label the child gives; empty: any.
  std::string label;
  /// Name of the child that serves it; empty: init's parent.
  std::string server;
  /// The label the server sees instead; empty: unchanged.
  std::string target_label;
};

/// A ROM that a child asks for by a name of its own.
struct RomRoute {
  std::string asked;
  rom::RomName rom;
};

struct Child {
  std::string name;
  rom::RomName binary;
  /// The closure of its DT_NEEDED without ld.lib.so; each is asked for by its label.
  std::vector<rom::RomName> libraries;
  /// Whether the binary needs the dynamic linker.
  bool is_dynamic = true;
  std::uint64_t caps = 0;
  std::uint64_t ram_bytes = 0;
  /// 0 (highest) or negative, as in Genode.
  std::int32_t priority = 0;
  std::vector<std::string> provides;
  std::vector<Route> routes;
  std::vector<RomRoute> roms;
  /// The child's own configuration; nullopt: it comes as a routed ROM "config".
  std::optional<Node> config;
};

struct InitModel {
  Release release = Release::k26_02;
  std::vector<Child> children;
};

/// Compiles to init's configuration: parent-provides, then a start node a child with explicit routes
/// only (PD, CPU, LOG, its services, and each ROM with a 63-character target label).
/// \throws Error{Invalid}: duplicate or faulty child names, a route to an unknown child or to one that
/// does not provide the service, a service provided twice by one child, positive priority, sizes of
/// zero. Error{Limit}: names over 63 characters, a session-argument string over 159 characters
/// (session_args). Independent errors are reported together.
Node compile(const InitModel& model);

/// The string init hands to its parent when it forwards a session with `label`: Genode cuts it at 159
/// characters and core then denies the session (106 characters of label pass at the boot init).
std::string session_args(std::string_view label);
inline constexpr std::size_t kMaxSessionArgs = 159;

/// Where init's routing rules lead a session.
struct Destination {
  enum class Kind : std::uint8_t { None, Parent, Child } kind = Kind::None;
  std::string child; ///< if Kind::Child
  std::string label; ///< what the server sees; for the parent what core looks up
};

/// Routes a session of the child of `start` as init does (first match, labels compared in full).
/// \param label   what the child asks for, without its own name; for its binary and ld.lib.so, which
///                init requests itself, `is_unscoped` is true.
Destination route(const Node& start, std::string_view service, std::string_view label, bool is_unscoped);

} // namespace sigil::genode

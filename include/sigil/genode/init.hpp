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

/// A session that a child may open at another child or at init's parent. Never a ROM of the parent:
/// that is a RomRoute.
struct Route {
  std::string service;
  /// The label the child gives; empty: any.
  std::string label;
  /// Name of the child that serves it; empty: init's parent.
  std::string server;
  /// The label the server sees instead; empty: the child's name, then what it gives.
  std::string target_label;
};

/// A ROM that a child asks for by a label of its own.
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
  /// 0 (highest) down to kLowestPriority.
  std::int32_t priority = 0;
  std::vector<std::string> provides;
  std::vector<Route> routes;
  std::vector<RomRoute> roms;
  /// The child's own configuration, of type "config"; nullopt: it comes as a routed ROM "config".
  std::optional<Node> config;
};

/// Genode's CPU session knows 2^16 priorities.
inline constexpr std::int32_t kLowestPriority = -65535;

struct InitModel {
  Release release = Release::k26_02;
  std::vector<Child> children;
};

/// Compiles to init's configuration: parent-provides with the services that are routed there, then a
/// start node a child with its binary, what it provides, explicit routes only, and its configuration.
/// Routes in their order, of which init takes the first that matches: the binary and ld.lib.so (by
/// unscoped label), libraries, roms, each to the parent with a 63-character target label; the child's own
/// routes; PD, CPU and LOG of the parent unless the child's own routes take all of that service.
/// \throws Error{Invalid}: no children, duplicate or faulty names, a route to an unknown child or to one
/// that does not provide the service, a service provided twice by one child, a route that never matches
/// since an earlier one takes its sessions, a ROM of the parent among the routes, a configuration both
/// inline and routed or neither, priority out of range, sizes of zero. Error{Limit}: names over 63
/// characters, a session-argument string over kMaxSessionArgs. Independent errors are reported together.
Node compile(const InitModel& model);

/// The arguments of a session as init's parent gets them when init forwards it with `label`:
/// `label="init -> L", ram_quota=6144, cap_quota=3, diag=0`. Genode cuts them at kMaxSessionArgs
/// characters and core then denies the session (106 characters of label pass at the boot init).
std::string session_args(std::string_view label);
inline constexpr std::size_t kMaxSessionArgs = 159;

/// Where init's routing rules lead a session.
struct Destination {
  enum class Kind : std::uint8_t { None, Parent, Child } kind = Kind::None;
  std::string child; ///< if Kind::Child; empty: any-child, which a start node alone does not resolve
  std::string label; ///< what the server sees; for the parent what core looks up
};

/// Routes a session of the child of `start` as init does: the first rule that matches (labels compared
/// in full, by label, label_prefix and label_suffix, by label_last, or by unscoped_label), and its first
/// target, of which `label` counts (24.10 knows no other). A request for the child's own name leads to
/// its binary, so does one for ld.lib.so if `ld` is off. An inline configuration is served by init
/// itself before any rule; the ROM "config" is therefore not asked for here if there is one.
/// \param label   what the child asks for, without its own name; for its binary and ld.lib.so, which
///                init requests itself, `is_unscoped` is true.
Destination route(const Node& start, std::string_view service, std::string_view label, bool is_unscoped);

/// What init would stumble over in a finished configuration, apart from ROMs: a top node that is not
/// `config`, nodes init does not know, missing or repeated child names, no route to PD, CPU or LOG, a
/// route that leads to nothing that provides its service. Empty if it is sound.
/// \return errors of the kinds Invalid, Missing and Limit
std::vector<Error> check_config(const Node& config);

} // namespace sigil::genode

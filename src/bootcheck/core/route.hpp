/// \file
/// Init's routing (Genode's sandbox library): where the session that a child asks for goes.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/line.hpp"
#include "core/config.hpp"

namespace sigil::bootcheck {

/// A session as a child of init asks for it.
struct Request {
  std::string_view child;
  std::string_view service;
  std::string_view label;
  /// The label comes from the child, so init has put the child's name before it. What init asks for on
  /// behalf of the child (its binary, ld.lib.so, PD, CPU) is not.
  bool is_scoped = true;
};

struct Destination {
  enum class Kind : std::uint8_t {
    NoRule,   ///< no rule matches
    NoServer, ///< the rule that matches has no target that serves
    Parent,
    Child,
  } kind = Kind::NoRule;
  std::string_view child;        ///< for Child
  std::string_view target_label; ///< what the server sees, if the target says so; else empty
};

/// Read-only view of init's configuration.
class Routing {
 public:
  explicit Routing(const Tree& config) : config_(config) {}

  const Tree& config() const { return config_; }

  /// The rules that hold for a start node: its `route`, else `default-route`; kNone if neither is there.
  Index rules(Index start) const;

  /// Walks the rules of a start node: the first that matches decides, an any-service rule without a
  /// target that serves is passed over.
  Destination walk(Index start, const Request& request) const;

  /// Tries the targets of one rule in their order: Parent, Child or NoServer.
  Destination resolve(Index rule, std::string_view service) const;

 private:
  bool matches(Index rule, const Request& request) const;
  bool parent_provides(std::string_view service) const;
  bool child_provides(std::string_view child, std::string_view service) const;
  bool lists_service(Index node, std::string_view service) const;
  bool resolve_any_child(std::string_view service, Destination& into) const;

  const Tree& config_;
};

/// The label that init hands to a server for `request`.
void session_label(const Request& request, const Destination& destination, Line& into);

/// How long the session arguments are with which init forwards a ROM session of this label to its
/// parent. Genode cuts them at kMaxSessionArguments and core then denies the session.
std::uint64_t session_arguments_length(std::string_view label);
inline constexpr std::uint64_t kMaxSessionArguments = 159;

} // namespace sigil::bootcheck

#include "core/capabilities.hpp"

#include "sigil/rom/name.hpp"

namespace sigil::bootcheck {

bool Capabilities::check_child(Index start, std::uint64_t& count, Line& why) const {
  why << "child " << Quoted{config_.value(start, "name")} << ": ";
  return check_below(start, count, why);
}

bool Capabilities::check_others(Line& why) const {
  why << "config: ";
  std::uint64_t count = 0;
  if (!check_node(0, count, why)) return false;
  for (Index node = config_[0].first_child; node != kNone; node = config_[node].next)
    if (config_[node].type != "start" && !check_below(node, count, why)) return false;
  return true;
}

bool Capabilities::check_below(Index top, std::uint64_t& count, Line& why) const {
  for (Index node = top; node != kNone; node = config_.following(node, top))
    if (!check_node(node, count, why)) return false;
  return true;
}

bool Capabilities::check_node(Index node, std::uint64_t& count, Line& why) const {
  for (const Attribute& attribute : config_.attributes(node))
    if (!check_value(attribute.value, count, why)) return false;
  return true;
}

bool Capabilities::check_value(std::string_view value, std::uint64_t& count, Line& why) const {
  eris::CapabilityBytes capability;
  if (store_ == nullptr || !eris::read_urn(value, capability)) return true;
  bool is_ours = store_->has(capability.data() + 2);
  for (const Content& content : contents_) {
    if (content.capability == capability) {
      ++count;
      return true;
    }
    is_ours |= __builtin_memcmp(content.capability.data() + 34, capability.data() + 34, 32) == 0;
  }
  if (!is_ours) return true;
  return refuse(why) << "capability " << Quoted{rom::label_of(value)} << " is none of the manifest";
}

} // namespace sigil::bootcheck

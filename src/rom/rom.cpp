#include "sigil/rom/rom.hpp"

#include <map>

namespace sigil::rom {
namespace {

std::string explain(NameFault fault) {
  switch (fault) {
  case NameFault::None: break;
  case NameFault::Empty: return "is empty";
  case NameFault::Slash: return "contains '/', which the dynamic linker cuts at";
  case NameFault::Quote: return "contains '\"', which ends a session argument";
  case NameFault::Bar: return "contains '|', which separates attributes in HID";
  case NameFault::Control: return "contains a control character";
  case NameFault::Separator: return "contains ' -> ', which separates the elements of a session label";
  case NameFault::OuterBlank: return "begins or ends with a blank, which HID trims";
  case NameFault::Reserved: return "is reserved";
  case NameFault::TooLong:
    return "has more than " + std::to_string(kLabelLength) + " characters, where Genode cuts";
  }
  return "is fine";
}

} // namespace

Error name_error(std::string_view what, std::string_view name, NameFault fault) {
  const ErrorKind kind = fault == NameFault::TooLong ? ErrorKind::Limit : ErrorKind::Invalid;
  Error error(kind, std::string(what) + " " + in_quotes(name) + " " + explain(fault));
  if (fault == NameFault::Reserved) error.hint("choose another name; sigil-build or core provides this one");
  return error;
}

RomName RomName::named(std::string_view name) {
  const NameFault fault = check_named(name);
  if (fault != NameFault::None) throw name_error("ROM name", name, fault);
  return RomName(name);
}

RomName RomName::reserved(std::string_view name) {
  SIGIL_ASSERT(check_named(name) == NameFault::Reserved);
  return RomName(name);
}

RomName RomName::of_content(std::string_view urn) {
  NameFault fault = check_characters(urn);
  if (fault == NameFault::None && urn.size() > kLinkerIdentityLength)
    throw Error(ErrorKind::Limit, "ROM name " + in_quotes(urn) + " has " + std::to_string(urn.size()) +
                                      " characters, the dynamic linker tells apart at most " +
                                      std::to_string(kLinkerIdentityLength));
  if (fault != NameFault::None) throw name_error("ROM name", urn, fault);
  return RomName(urn);
}

void check_distinct(const std::vector<RomName>& names) {
  std::map<std::string_view, const RomName*> seen;
  for (const RomName& name : names) {
    const auto [other, fresh] = seen.emplace(name.label(), &name);
    if (fresh) continue;
    throw Error(ErrorKind::Invalid, "ROM names " + in_quotes(other->second->full()) + " and " +
                                        in_quotes(name.full()) + " are equal in their first " +
                                        std::to_string(kLabelLength) + " characters, where Genode cuts")
        .coded("rom.name.collision");
  }
}

} // namespace sigil::rom

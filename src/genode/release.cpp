#include "sigil/genode/release.hpp"

namespace sigil::genode {

std::optional<Release> parse_release(std::string_view text) {
  if (text == "24.10") return Release::k24_10;
  if (text == "26.02") return Release::k26_02;
  return std::nullopt;
}

std::string_view to_text(Release release) {
  switch (release) {
  case Release::k24_10: return "24.10";
  case Release::k26_02: return "26.02";
  }
  return {};
}

std::optional<Syntax> parse_syntax(std::string_view text) {
  if (text == "hid") return Syntax::Hid;
  if (text == "xml") return Syntax::Xml;
  return std::nullopt;
}

std::string_view to_text(Syntax syntax) {
  switch (syntax) {
  case Syntax::Hid: return "hid";
  case Syntax::Xml: return "xml";
  }
  return {};
}

Syntax default_syntax(Release release) {
  return reads_hid(release) ? Syntax::Hid : Syntax::Xml;
}

bool reads_hid(Release release) {
  return release >= Release::k26_02;
}

bool has_ram_attribute(Release release) {
  return release >= Release::k26_02;
}

} // namespace sigil::genode

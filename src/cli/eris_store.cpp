#include "eris_store.hpp"

#include <array>

#include "sigil/base/error.hpp"
#include "sigil/eris/cbor_store.hpp"
#include "sigil/eris/store_view.hpp"
#include "sigil/host/http_store.hpp"
#include "sigil/system/inspect.hpp"

namespace sigil::cli {
namespace {

namespace fs = std::filesystem;

/// What kind of store a file is that was named without saying so.
std::string scheme_of(ByteView content) {
  const auto has = [&](std::size_t at, std::string_view text) {
    return in_bounds(at, text.size(), content.size()) && as_text(content.subspan(at, text.size())) == text;
  };
  constexpr std::size_t kIsoMagic = 0x8001;
  if (eris::StoreView::has_magic(content) ||
      has(0, "\x7f"
             "ELF") ||
      has(kIsoMagic, "CD001"))
    return "image";
  if (has(257, "ustar")) return "tar";
  // A CBOR file is an array, perhaps with a tag before it.
  const std::uint8_t major = content.empty() ? 0 : content[0] >> 5;
  return major == 4 || major == 6 ? "cbor" : "image";
}

constexpr std::string_view kEscape = "\\";

std::string escaped(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (c == '\\')
      text += "\\\\";
    else if (c == '\n')
      text += "\\n";
    else if (c == '\r')
      text += "\\r";
    else
      text += c;
  }
  return text;
}

/// Empty if it is not what escaped() makes.
std::string unescaped(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      name += text[i];
      continue;
    }
    if (++i == text.size()) return {};
    const char c = text[i] == 'n' ? '\n' : text[i] == 'r' ? '\r' : text[i] == '\\' ? '\\' : '\0';
    if (c == '\0') return {};
    name += c;
  }
  return name;
}

} // namespace

void NamedStore::finish() const {
  store->sync();
  constexpr std::uint64_t kLarge = std::uint64_t{256} << 20; // to go through less takes no time
  std::error_code code;
  if (scheme == "cbor" && fs::file_size(file, code) >= kLarge && !code)
    eris::CborStore::open(file)->save_index(file);
}

std::string NamedStore::frame(std::string_view doing) const {
  return "while " + std::string(doing) + " " + in_quotes(name);
}

NamedStore open_named_store(const std::string& text, eris::Access access) {
  eris::StoreName name = eris::parse_store_name(text);
  NamedStore named{text, {}, {}, {}, nullptr};
  std::error_code ignored;
  if (name.scheme == "dir" && !text.starts_with("dir:") && fs::is_regular_file(name.rest, ignored))
    name.scheme = scheme_of(Blob::map(name.rest).bytes());
  named.scheme = name.scheme;
  if (name.scheme == "image" || name.scheme == "cbor" || name.scheme == "tar") named.file = name.rest;
  if (name.scheme == "image") {
    if (access == eris::Access::Write)
      throw Error(ErrorKind::Usage, "store " + in_quotes(text) + " is only read: it is made with its image")
          .hint("expected 'dir:PATH', 'cbor:FILE', 'tar:FILE', 'http:URL' or 'https:URL'");
    named.content = Blob::map(name.rest);
    try {
      named.store = std::make_unique<eris::StoreView>(system::open_store(named.content));
    } catch (Error& error) {
      throw std::move(error).while_doing(named.frame("reading"));
    }
  } else if (name.scheme == "http" || name.scheme == "https") {
    auto store = std::make_unique<host::HttpStore>(name.text());
    named.name = store->url();
    named.store = std::move(store);
  } else {
    named.store = eris::open_store(name, access);
  }
  return named;
}

Option& add_store_option(Command& command, const std::string& option, std::string& name,
                         const std::string& description) {
  return command
      .add_option(option, &name,
                  description + ": dir:PATH, cbor:FILE, tar:FILE, image:FILE, http:URL, https:URL, or a path")
      .shown_as("STORE");
}

std::string urn_of(const eris::Reference& reference) {
  return "urn:blake2b:" + eris::to_text(reference);
}

std::string sum_line(const eris::ReadCapability& capability, const std::string& name) {
  const std::string text = escaped(name);
  return (text == name ? "" : std::string(kEscape)) + capability.to_urn() + "  " + text + '\n';
}

std::vector<NamedCapability> read_sums(const fs::path& list) {
  const Blob file = Blob::map(list, std::uint64_t{1} << 30);
  std::vector<NamedCapability> sums;
  std::string_view text = file.text();
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty()) continue;
    const bool is_escaped = line.starts_with(kEscape);
    if (is_escaped) line.remove_prefix(1);
    const std::size_t gap = line.find("  ");
    const SourcePosition where{list.native(), number, 0, {}};
    const std::string_view rest = gap == std::string_view::npos ? "" : line.substr(gap + 2);
    std::string name = is_escaped ? unescaped(rest) : std::string(rest);
    if (name.empty())
      throw Error(ErrorKind::Invalid, "line is none of 'eris sum', expected a URN, two blanks and a path")
          .coded("eris.list.line")
          .at(where);
    try {
      sums.push_back({std::move(name), eris::ReadCapability::parse_urn(line.substr(0, gap))});
    } catch (Error& error) {
      throw std::move(error).at(where);
    }
  }
  return sums;
}

std::vector<NamedCapability> named_capabilities(const std::vector<std::string>& urns,
                                                const std::vector<fs::path>& lists) {
  std::vector<NamedCapability> all;
  for (const std::string& urn : urns) {
    const eris::ReadCapability capability = read_capability(urn);
    all.push_back({urn_of(capability.root.reference), capability});
  }
  for (const fs::path& list : lists)
    for (NamedCapability& sum : read_sums(list)) all.push_back(std::move(sum));
  return all;
}

void add_content_options(Command& command, ContentOptions& options, const std::string& description) {
  command.add_option("URN", &options.urns, description + "; '-': a line of standard input");
  command
      .add_option("--list", &options.lists,
                  "contents as 'eris sum' and 'eris put' print them; may be repeated")
      .shown_as("FILE")
      .one_each_time();
}

eris::ReadCapability read_capability(const std::string& text) {
  if (text != "-") return eris::ReadCapability::parse_text(text);
  InputStream input = InputStream::standard_input();
  std::string line;
  std::array<std::uint8_t, 256> buffer{};
  while (line.size() < buffer.size() && line.find('\n') == std::string::npos) {
    const std::size_t count = input.read(buffer);
    if (count == 0) break;
    line += as_text(ByteView(buffer).first(count));
  }
  return eris::ReadCapability::parse_text(std::string_view(line).substr(0, line.find('\n')));
}

} // namespace sigil::cli

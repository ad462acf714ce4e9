#include "sigil/system/description.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "json_tree.hpp"
#include "object_reader.hpp"
#include "sigil/base/text.hpp"

namespace sigil::system {
namespace {

/// Lines without their ends; a line end at the very end begins no further line.
std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// Reads one description. Every method reports into the context and returns what it could read.
class Reader {
 public:
  Reader(const std::filesystem::path& file) : folder_(file.parent_path()) {
    context_.file = file.native();
    result_.file = file;
  }

  SystemDescription read(const JsonValue& root) {
    ObjectReader top(context_, {&root, ""}, "description");
    top.text("$schema");
    if (const auto name = top.required_text("name")) read_name(*name, root);
    if (const auto release = top.require("genode")) read_release(*release);
    if (const auto kernel = top.find("kernel")) read_kernel(*kernel);
    result_.core = path(top, "core");
    read_roms(top);
    read_packages(top);
    read_children(top);
    top.finish();
    check_kernel(root);
    context_.errors.throw_if_any();
    return std::move(result_);
  }

 private:
  void invalid(const std::string& message, const JsonPlace& place, const std::string& pointer,
               const std::string& hint = {}) {
    context_.add(ErrorKind::Invalid, message, place, pointer, hint);
  }

  /// A relative path is relative to the description's folder.
  std::optional<std::filesystem::path> path(ObjectReader& object, std::string_view key) {
    const std::optional<Located> found = object.find(key);
    if (!found || !expect_kind(context_, *found, JsonValue::Kind::Text)) return std::nullopt;
    return path(*found);
  }
  std::optional<std::filesystem::path> path(const Located& located) {
    const std::string& text = located.value->text;
    if (text.empty() || text.find('\0') != std::string::npos) {
      invalid("path " + in_quotes(text) + (text.empty() ? " is empty" : " contains a NUL"),
              located.value->place, located.pointer);
      return std::nullopt;
    }
    return folder_ / text;
  }

  void read_name(const std::string& name, const JsonValue& root) {
    const bool sound = !name.empty() && name.size() <= rom::kLabelLength &&
                       std::all_of(name.begin(), name.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '_' || c == '.';
                       });
    if (!sound)
      invalid("name " + in_quotes(name) + " is not 1 to 63 letters, digits, '-', '_' or '.'", root.place,
              "/name");
    result_.name = name;
  }

  void read_release(const Located& located) {
    if (!expect_kind(context_, located, JsonValue::Kind::Text)) return;
    if (const auto release = genode::parse_release(located.value->text))
      result_.release = *release;
    else
      invalid("release " + in_quotes(located.value->text) + " is unknown, expected '24.10' or '26.02'",
              located.value->place, located.pointer);
  }

  void read_kernel(const Located& located) {
    ObjectReader object(context_, located, "kernel");
    KernelDescription kernel;
    for (const auto& [key, into] :
         {std::pair{"bender", &kernel.bender}, {"hypervisor", &kernel.hypervisor}}) {
      const std::optional<Located> found = object.require(key);
      if (!found || !expect_kind(context_, *found, JsonValue::Kind::Text)) continue;
      if (const auto value = path(*found)) *into = *value;
    }
    if (object.find("arguments")) kernel.arguments = object.texts("arguments");
    object.finish();
    result_.kernel = std::move(kernel);
  }

  void check_kernel(const JsonValue& root) {
    if (result_.kernel.has_value() != result_.core.has_value())
      invalid(result_.kernel ? "'kernel' is given without 'core'" : "'core' is given without 'kernel'",
              root.place, "", "give both for Genode's own files, or neither for the bootcheck stand-ins");
  }

  void read_roms(ObjectReader& top) {
    if (!top.require("roms")) return;
    for (const auto& [member, pointer] : top.members("roms")) {
      report_name(rom::check_named(member->key), "ROM name", member->key, member->place, pointer);
      ObjectReader object(context_, {&member->value, pointer}, "ROM " + in_quotes(member->key));
      RomDescription rom;
      rom.name = member->key;
      rom.where = context_.position(member->place, pointer);
      rom.file = path(object, "file");
      const std::optional<Located> text = object.find("text");
      if (text && expect_kind(context_, *text, JsonValue::Kind::Text)) rom.text = text->value->text;
      rom.placement = placement(object);
      object.finish();
      if (object.ok() && text.has_value() == (object.find("file").has_value()))
        invalid("ROM " + in_quotes(rom.name) + " has " + (text ? "both" : "neither") +
                    " 'file' and 'text', expected one of them",
                member->place, pointer);
      result_.roms.push_back(std::move(rom));
    }
    for (const char* needed : {"init", "ld.lib.so"}) {
      if (const RomDescription* rom = find_rom(needed))
        expect_module(needed, "every system starts with it", {rom->where.line, rom->where.column},
                      rom->where.pointer);
      else
        invalid("ROM " + in_quotes(needed) + " is missing, every Genode system needs it", top.place(),
                "/roms");
    }
  }

  image::Placement placement(ObjectReader& object) {
    const std::optional<Located> found = object.find("placement");
    if (!found || !expect_kind(context_, *found, JsonValue::Kind::Text)) return image::Placement::Module;
    if (found->value->text == "store") return image::Placement::Store;
    if (found->value->text != "module")
      invalid("placement is " + in_quotes(found->value->text) + ", expected 'module' or 'store'",
              found->value->place, found->pointer);
    return image::Placement::Module;
  }

  const RomDescription* find_rom(std::string_view name) const {
    const auto found = std::find_if(result_.roms.begin(), result_.roms.end(),
                                    [name](const RomDescription& rom) { return rom.name == name; });
    return found == result_.roms.end() ? nullptr : &*found;
  }

  /// Reports unless `name` is a ROM that Genode can find; `use` is what asks for it.
  void expect_module(std::string_view name, const std::string& use, const JsonPlace& place,
                     const std::string& pointer) {
    const RomDescription* rom = find_rom(name);
    if (rom == nullptr)
      invalid("ROM " + in_quotes(name) + " is not in 'roms'", place, pointer);
    else if (rom->placement == image::Placement::Store)
      invalid("ROM " + in_quotes(name) + " is placed in the store, but " + use, place, pointer,
              "Genode finds boot modules only; leave its 'placement' out");
  }

  void read_packages(ObjectReader& top) {
    for (const auto& [member, pointer] : top.members("packages")) {
      const Located located{&member->value, pointer};
      if (!expect_kind(context_, located, JsonValue::Kind::Text)) continue;
      if (const auto folder = path(located)) result_.packages.push_back({member->key, *folder});
    }
  }

  void read_children(ObjectReader& top) {
    if (!top.require("children")) return;
    const std::vector<Located> children = top.array("children");
    const std::optional<Located> array = top.find("children");
    if (children.empty() && array->value->kind == JsonValue::Kind::Array)
      invalid("a system has at least one child", array->value->place, array->pointer);
    // Routes may point forward: names first.
    for (const Located& child : children) {
      if (child.value->kind != JsonValue::Kind::Object) continue;
      for (const JsonMember& member : child.value->members)
        if (member.key == "name" && member.value.kind == JsonValue::Kind::Text)
          child_names_.insert(member.value.text);
    }
    for (const Located& child : children) read_child(child);
  }

  void read_child(const Located& located) {
    ObjectReader object(context_, located, "child");
    if (!object.ok()) return;
    ChildDescription child;
    child.where = context_.position(located.value->place, located.pointer);
    if (const auto name = object.required_text("name")) read_child_name(*name, object, child);
    read_binary(object, child);
    read_quota(object, child);
    child.provides = object.texts("provides");
    for (const Located& route : object.array("routes")) read_route(route, child);
    for (const auto& [member, pointer] : object.members("roms")) read_child_rom(*member, pointer, child);
    if (const auto config = object.find("config")) child.config = read_node(*config, {}, child);
    object.finish();
    check_config(object, child);
    result_.children.push_back(std::move(child));
  }

  void read_child_name(const std::string& name, ObjectReader& object, ChildDescription& child) {
    child.name = name;
    const Located where = *object.find("name");
    rom::NameFault fault = rom::check_characters(name);
    if (fault == rom::NameFault::None && name.size() > rom::kLabelLength) fault = rom::NameFault::TooLong;
    report_name(fault, "child name", name, where.value->place, where.pointer);
    for (const ChildDescription& other : result_.children)
      if (other.name == name)
        invalid("child " + in_quotes(name) + " is described twice", where.value->place, where.pointer);
  }

  void report_name(rom::NameFault fault, std::string_view what, std::string_view name, const JsonPlace& place,
                   const std::string& pointer) {
    if (fault == rom::NameFault::None) return;
    context_.errors.add(rom::name_error(what, name, fault).at(context_.position(place, pointer)));
  }

  void read_binary(ObjectReader& parent, ChildDescription& child) {
    const std::optional<Located> located = parent.require("binary");
    if (!located) return;
    ObjectReader object(context_, *located, "binary");
    if (!object.ok()) return;
    const std::optional<std::string> rom = object.text("rom");
    const std::optional<std::string> package = object.text("package");
    const std::optional<std::string> file = object.text("file");
    object.finish();
    const JsonPlace& place = located->value->place;
    if (rom ? (package || file) : !(package && file)) {
      invalid("binary is neither { \"rom\": … } nor { \"package\": …, \"file\": … }", place,
              located->pointer);
      return;
    }
    if (rom) {
      child.binary_rom = *rom;
      expect_module(*rom, "it is the binary of a child", place, located->pointer);
      return;
    }
    child.binary_program = {*package, *file};
    const auto known = std::any_of(result_.packages.begin(), result_.packages.end(),
                                   [&](const package::PackageFolder& f) { return f.name == *package; });
    if (!known) invalid("package " + in_quotes(*package) + " is not in 'packages'", place, located->pointer);
    if (file->empty() || file->find('\0') != std::string::npos)
      invalid("path " + in_quotes(*file) + " is no file's", place, located->pointer);
  }

  std::optional<std::int64_t> integer(ObjectReader& object, std::string_view key, std::int64_t lowest,
                                      std::int64_t highest, bool required) {
    const std::optional<Located> found = required ? object.require(key) : object.find(key);
    if (!found || !expect_kind(context_, *found, JsonValue::Kind::Integer)) return std::nullopt;
    const std::int64_t value = found->value->integer;
    if (value >= lowest && value <= highest) return value;
    invalid("'" + std::string(key) + "' is " + std::to_string(value) + ", expected " +
                std::to_string(lowest) + " to " + std::to_string(highest),
            found->value->place, found->pointer);
    return std::nullopt;
  }

  void read_quota(ObjectReader& object, ChildDescription& child) {
    constexpr std::int64_t kMostCaps = std::numeric_limits<std::int32_t>::max();
    child.caps = static_cast<std::uint64_t>(integer(object, "caps", 1, kMostCaps, true).value_or(0));
    child.priority = static_cast<std::int32_t>(integer(object, "priority", -127, 0, false).value_or(0));
    const std::optional<Located> ram = object.require("ram");
    if (!ram || !expect_kind(context_, *ram, JsonValue::Kind::Text)) return;
    const std::optional<std::uint64_t> size = parse_size(ram->value->text);
    if (size && *size > 0)
      child.ram_bytes = *size;
    else
      invalid("'ram' is " + in_quotes(ram->value->text) + ", expected a size such as '4096', '512K' or '4M'",
              ram->value->place, ram->pointer);
  }

  void read_route(const Located& located, ChildDescription& child) {
    ObjectReader object(context_, located, "route");
    if (!object.ok()) return;
    genode::Route route;
    route.service = object.required_text("service").value_or("");
    route.label = object.text("label").value_or("");
    route.server = object.text("child").value_or("");
    route.target_label = object.text("target_label").value_or("");
    object.finish();
    if (const auto server = object.find("child"); server && child_names_.count(route.server) == 0)
      invalid("route leads to child " + in_quotes(route.server) + ", which the system does not have",
              server->value->place, server->pointer);
    child.routes.push_back(std::move(route));
  }

  void read_child_rom(const JsonMember& member, const std::string& pointer, ChildDescription& child) {
    const Located located{&member.value, pointer};
    rom::NameFault fault = rom::check_characters(member.key);
    if (fault == rom::NameFault::None && member.key.size() > rom::kLabelLength)
      fault = rom::NameFault::TooLong;
    report_name(fault, "ROM name", member.key, member.place, pointer);
    if (!expect_kind(context_, located, JsonValue::Kind::Text)) return;
    if (!rom::is_core_rom(member.value.text))
      expect_module(member.value.text, "a child has a route to it", member.value.place, pointer);
    child.roms.emplace_back(member.key, member.value.text);
  }

  /// Depth is bounded by parse_json().
  genode::Node read_node(const Located& located, std::vector<std::size_t> path, ChildDescription& child) {
    genode::Node node;
    ObjectReader object(context_, located, "node");
    if (!object.ok()) return node;
    node.type = object.required_text("type").value_or("");
    for (const auto& [member, pointer] : object.members("attributes")) {
      if (member->value.kind == JsonValue::Kind::Object) {
        child.capabilities.push_back({path, node.attributes.size(), read_capability(member->value, pointer)});
        node.attributes.push_back({member->key, {}});
      } else if (expect_kind(context_, {&member->value, pointer}, JsonValue::Kind::Text)) {
        node.attributes.push_back({member->key, member->value.text});
      }
    }
    for (const Located& below : object.array("children")) {
      std::vector<std::size_t> path_below = path;
      path_below.push_back(node.children.size());
      node.children.push_back(read_node(below, std::move(path_below), child));
    }
    if (const auto text = object.text("text")) {
      if (!node.children.empty())
        invalid("node has both 'children' and 'text', expected one of them", object.place(),
                object.pointer());
      node.text = split_lines(*text);
    }
    object.finish();
    return node;
  }

  /// `{ "capability": ROM }`; the ROM's name.
  std::string read_capability(const JsonValue& value, const std::string& pointer) {
    ObjectReader object(context_, {&value, pointer}, "attribute");
    const std::optional<std::string> name = object.required_text("capability");
    object.finish();
    if (!name) return {};
    const Located where = *object.find("capability");
    const RomDescription* rom = find_rom(*name);
    if (rom == nullptr)
      invalid("ROM " + in_quotes(*name) + " is not in 'roms'", where.value->place, where.pointer);
    else if (rom->placement != image::Placement::Store)
      invalid("ROM " + in_quotes(*name) + " is a boot module, which has no read capability",
              where.value->place, where.pointer, "give it \"placement\": \"store\", or route it in 'roms'");
    return *name;
  }

  void check_config(ObjectReader& object, ChildDescription& child) {
    const bool routed = std::any_of(child.roms.begin(), child.roms.end(),
                                    [](const auto& rom) { return rom.first == "config"; });
    if (routed && child.config)
      invalid("child has both 'config' and a ROM routed as 'config', expected one of them", object.place(),
              object.pointer());
    if (!routed && !child.config) child.config = genode::Node{"config", {}, {}, {}};
    if (child.config && !child.config->type.empty() && child.config->type != "config")
      invalid("node type " + in_quotes(child.config->type) + " found, expected 'config' as the outermost",
              object.place(), object.pointer() + "/config");
  }

  std::filesystem::path folder_;
  ReadContext context_;
  SystemDescription result_;
  std::set<std::string> child_names_;
};

} // namespace

SystemDescription parse_description(std::string_view text, const std::filesystem::path& file) {
  return Reader(file).read(parse_json(text, file));
}

SystemDescription read_description(const std::filesystem::path& file) {
  return parse_description(Blob::map(file, kMaxJsonBytes).text(), file);
}

} // namespace sigil::system

#include "sigil/system/description.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "dhall_tree.hpp"
#include "json_tree.hpp"
#include "object_reader.hpp"
#include "sigil/base/text.hpp"

namespace sigil::system {
namespace {

constexpr std::array<std::string_view, 2> kNeededRoms{"init", "ld.lib.so"};

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
  Reader(Origin origin, const std::filesystem::path& file) : folder_(file.parent_path()) {
    context_.origin = origin;
    context_.file = file.native();
    result_.file = file;
  }

  DescriptionReading read(const dhall::Value& value) { return read(read_dhall(value, context_)); }

  DescriptionReading read(const TreeValue& root) {
    ObjectReader top(context_, {&root, ""}, "description");
    top.text("$schema");
    if (const auto name = top.required_text("name")) read_name(*name, root);
    if (const auto release = top.require("genode")) read_release(*release);
    if (const auto kernel = top.find("kernel")) read_kernel(*kernel);
    if (const auto core = top.find("core")) result_.core = input_path(*core);
    read_roms(top);
    read_packages(top);
    read_children(top);
    top.finish();
    check_kernel(top);
    return {std::move(result_), std::move(context_.errors)};
  }

 private:
  void invalid(const std::string& message, const TreePlace& place, const std::string& pointer,
               const std::string& hint = {}) {
    context_.add(ErrorKind::Invalid, message, place, pointer, hint);
  }

  /// A relative path is relative to the description's folder; attributes of a derivation have none.
  std::optional<std::filesystem::path> path(const Located& located) {
    if (!expect_kind(context_, located, TreeValue::Kind::Text)) return std::nullopt;
    const std::string& text = located.value->text;
    if (text.empty() || text.find('\0') != std::string::npos) {
      invalid("path " + in_quotes(text) + (text.empty() ? " is empty" : " contains a NUL"),
              located.value->place, located.pointer);
      return std::nullopt;
    }
    if (context_.origin == Origin::Attributes && text.front() != '/') {
      invalid("path " + in_quotes(text) + " is relative, expected one in the Nix store", located.value->place,
              located.pointer, "in Nix, ./file without quotes is a path");
      return std::nullopt;
    }
    return folder_ / text;
  }

  std::optional<InputPath> input_path(const Located& located) {
    const std::optional<std::filesystem::path> found = path(located);
    if (!found) return std::nullopt;
    return InputPath{*found, context_.position(located.value->place, located.pointer)};
  }

  void read_name(const std::string& name, const TreeValue& root) {
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
    if (!expect_kind(context_, located, TreeValue::Kind::Text)) return;
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
      if (!found) continue;
      if (auto value = input_path(*found)) *into = std::move(*value);
    }
    if (object.find("arguments")) kernel.arguments = object.texts("arguments");
    object.finish();
    result_.kernel = std::move(kernel);
  }

  void check_kernel(ObjectReader& top) {
    const bool has_kernel = top.find("kernel").has_value();
    if (has_kernel != top.find("core").has_value())
      invalid(has_kernel ? "'kernel' is given without 'core'" : "'core' is given without 'kernel'",
              top.place(), "", "give both for Genode's own files, or neither for the bootcheck stand-ins");
  }

  void read_roms(ObjectReader& top) {
    if (!top.require("roms")) return;
    for (const auto& [member, pointer] : top.members("roms")) {
      report_name(rom::check_named(member->key), "ROM name", member->key, member->place, pointer);
      ObjectReader object(context_, {&member->value, pointer}, "ROM " + in_quotes(member->key));
      RomDescription rom;
      rom.name = member->key;
      rom.where = context_.position(member->place, pointer);
      read_content(object, rom, *member, pointer);
      rom.placement = placement(object, rom.name);
      object.finish();
      result_.roms.push_back(std::move(rom));
    }
    for (const std::string_view needed : kNeededRoms) {
      if (find_rom(needed) == nullptr)
        invalid("ROM " + in_quotes(needed) + " is missing, every Genode system needs it", top.place(),
                "/roms");
    }
  }

  void read_content(ObjectReader& object, RomDescription& rom, const TreeMember& member,
                    const std::string& pointer) {
    const std::optional<Located> file = object.find("file");
    const std::optional<Located> text = object.find("text");
    if (file) {
      rom.where = context_.position(file->value->place, file->pointer);
      rom.file = path(*file);
    }
    if (text && expect_kind(context_, *text, TreeValue::Kind::Text)) {
      rom.where = context_.position(text->value->place, text->pointer);
      rom.text = text->value->text;
    }
    if (object.ok() && text.has_value() == file.has_value())
      invalid("ROM " + in_quotes(rom.name) + " has " +
                  (text ? "both 'file' and 'text'" : "neither 'file' nor 'text'") + ", expected one of them",
              member.place, pointer);
  }

  image::Placement placement(ObjectReader& object, std::string_view rom) {
    const std::optional<Located> found = object.find("placement");
    if (!found || !expect_kind(context_, *found, TreeValue::Kind::Text)) return image::Placement::Module;
    if (found->value->text == "store") {
      if (std::find(kNeededRoms.begin(), kNeededRoms.end(), rom) != kNeededRoms.end())
        stored(rom, "every system starts with it", found->value->place, found->pointer);
      return image::Placement::Store;
    }
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
  void expect_module(std::string_view name, const std::string& use, const TreePlace& place,
                     const std::string& pointer) {
    const RomDescription* rom = find_rom(name);
    if (rom == nullptr)
      invalid("ROM " + in_quotes(name) + " is not in 'roms'", place, pointer);
    else if (rom->placement == image::Placement::Store)
      stored(name, use, place, pointer);
  }

  void stored(std::string_view rom, const std::string& use, const TreePlace& place,
              const std::string& pointer) {
    invalid("ROM " + in_quotes(rom) + " is placed in the store, but " + use, place, pointer,
            "Genode finds boot modules only; leave its 'placement' out");
  }

  void read_packages(ObjectReader& top) {
    for (const auto& [member, pointer] : top.members("packages")) {
      const bool has_name = member->key.find('/') == std::string::npos;
      if (!has_name) invalid("package name " + in_quotes(member->key) + " has a '/'", member->place, pointer);
      std::optional<InputPath> folder = input_path({&member->value, pointer});
      if (has_name && folder)
        result_.packages.push_back({member->key, std::move(folder->path), std::move(folder->where)});
      else
        unsound_packages_.insert(member->key);
    }
  }

  /// A package that a binary gives in place, under a name that no other package has.
  std::optional<std::string> add_package(const Located& located) {
    ObjectReader object(context_, located, "package");
    const std::optional<Located> found = object.require("folder");
    std::optional<InputPath> folder;
    if (found) folder = input_path(*found);
    object.finish();
    if (!folder) return std::nullopt;
    std::string name = (folder->path / "").native();
    if (find_package(name) == nullptr)
      result_.packages.push_back({name, std::move(folder->path), std::move(folder->where)});
    return name;
  }

  const package::PackageFolder* find_package(std::string_view name) const {
    const auto found =
        std::find_if(result_.packages.begin(), result_.packages.end(),
                     [name](const package::PackageFolder& folder) { return folder.name == name; });
    return found == result_.packages.end() ? nullptr : &*found;
  }

  void read_children(ObjectReader& top) {
    if (!top.require("children")) return;
    const std::vector<Located> children = top.array("children");
    const std::optional<Located> array = top.find("children");
    if (children.empty() && array->value->kind == TreeValue::Kind::Array)
      invalid("a system has at least one child", array->value->place, array->pointer);
    // Routes may point forward: names first.
    for (const Located& child : children) {
      if (child.value->kind != TreeValue::Kind::Object) continue;
      for (const TreeMember& member : child.value->members)
        if (member.key == "name" && member.value.kind == TreeValue::Kind::Text)
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

  void report_name(rom::NameFault fault, std::string_view what, std::string_view name, const TreePlace& place,
                   const std::string& pointer) {
    if (fault == rom::NameFault::None) return;
    context_.errors.add(rom::name_error(what, name, fault).at(context_.position(place, pointer)));
  }

  void read_binary(ObjectReader& parent, ChildDescription& child) {
    const std::optional<Located> located = parent.require("binary");
    if (!located) return;
    ObjectReader object(context_, *located, "binary");
    if (!object.ok()) return;
    const TreePlace& place = located->value->place;
    child.binary_where = context_.position(place, located->pointer);
    const std::optional<std::string> rom = object.text("rom");
    const std::optional<std::string> file = object.text("file");
    const std::optional<std::string> package = read_package(object);
    object.finish();
    const bool has_rom = object.find("rom").has_value();
    const bool has_package = object.find("package").has_value();
    const bool has_file = object.find("file").has_value();
    if (has_rom ? (has_package || has_file) : !(has_package && has_file))
      return invalid("binary is neither { \"rom\": … } nor { \"package\": …, \"file\": … }", place,
                     located->pointer);
    if (rom) {
      child.binary_rom = *rom;
      expect_module(*rom, "it is the binary of a child", place, located->pointer);
    }
    if (!file) return;
    if (file->empty() || file->find('\0') != std::string::npos)
      invalid("path " + in_quotes(*file) + " is no file's", place, located->pointer);
    else if (package)
      child.binary_program = {*package, *file, child.binary_where};
  }

  /// The name of a binary's package if that is sound: of one in `packages`, or of one given in place.
  std::optional<std::string> read_package(ObjectReader& binary) {
    const std::optional<Located> located = binary.find("package");
    if (!located) return std::nullopt;
    if (located->value->kind == TreeValue::Kind::Object) return add_package(*located);
    const std::optional<std::string> name = binary.text("package");
    if (!name || unsound_packages_.count(*name) != 0) return std::nullopt;
    if (name->find('/') == std::string::npos && find_package(*name) != nullptr) return name;
    invalid("package " + in_quotes(*name) + " is not in 'packages'", located->value->place, located->pointer);
    return std::nullopt;
  }

  std::optional<std::int64_t> integer(ObjectReader& object, std::string_view key, std::int64_t lowest,
                                      std::int64_t highest, bool required) {
    const std::optional<Located> found = required ? object.require(key) : object.find(key);
    if (!found || !expect_kind(context_, *found, TreeValue::Kind::Integer)) return std::nullopt;
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
    if (!ram || !expect_kind(context_, *ram, TreeValue::Kind::Text)) return;
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

  void read_child_rom(const TreeMember& member, const std::string& pointer, ChildDescription& child) {
    const Located located{&member.value, pointer};
    rom::NameFault fault = rom::check_characters(member.key);
    if (fault == rom::NameFault::None && member.key.size() > rom::kLabelLength)
      fault = rom::NameFault::TooLong;
    report_name(fault, "ROM name", member.key, member.place, pointer);
    if (!expect_kind(context_, located, TreeValue::Kind::Text)) return;
    if (!rom::is_core_rom(member.value.text))
      expect_module(member.value.text, "a child has a route to it", member.value.place, pointer);
    child.roms.emplace_back(member.key, member.value.text);
  }

  /// Depth is bounded by what made the tree.
  genode::Node read_node(const Located& located, std::vector<std::size_t> path, ChildDescription& child) {
    genode::Node node;
    ObjectReader object(context_, located, "node");
    if (!object.ok()) return node;
    node.type = object.required_text("type").value_or("");
    for (const auto& [member, pointer] : object.members("attributes")) {
      if (member->value.kind == TreeValue::Kind::Object) {
        child.capabilities.push_back({path, node.attributes.size(), read_capability(member->value, pointer)});
        node.attributes.push_back({member->key, {}});
      } else if (expect_kind(context_, {&member->value, pointer}, TreeValue::Kind::Text)) {
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
  std::string read_capability(const TreeValue& value, const std::string& pointer) {
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
              where.value->place, where.pointer, "place it in the store, or route it in 'roms'");
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
  std::set<std::string> unsound_packages_; ///< have been reported
};

} // namespace

DescriptionReading parse_description(std::string_view text, const std::filesystem::path& file) {
  return Reader(Origin::Json, file).read(parse_json(text, file));
}

DescriptionReading read_description(const std::filesystem::path& file) {
  return parse_description(Blob::map(file, kMaxTreeBytes).text(), file);
}

DescriptionReading read_description(const dhall::Value& value, const std::filesystem::path& file) {
  return Reader(Origin::Dhall, file).read(value);
}

DerivationReading parse_derivation(std::string_view text, const std::filesystem::path& file) {
  const TreeValue root = parse_json(text, file);
  ReadContext context;
  context.file = file.native();
  ObjectReader top(context, {&root, ""}, "derivation");
  const std::optional<Located> description = top.require("sigil");
  std::optional<std::string> output;
  if (const auto outputs = top.require("outputs"))
    output = ObjectReader(context, *outputs, "'outputs'").required_text("out");
  context.errors.throw_if_any();
  return {Reader(Origin::Attributes, file).read(*description->value), *output};
}

DerivationReading read_derivation(const std::filesystem::path& file) {
  return parse_derivation(Blob::map(file, kMaxTreeBytes).text(), file);
}

} // namespace sigil::system

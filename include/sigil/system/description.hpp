/// \file
/// The system description: what a user writes. Format: docs/formats/system-description.md, schema in
/// docs/formats/system-description.schema.json. In JSON, as attributes of a Nix derivation, or in Dhall.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sigil/base/file.hpp"
#include "sigil/genode/init.hpp"
#include "sigil/genode/release.hpp"
#include "sigil/image/manifest.hpp"
#include "sigil/package/closure.hpp"

namespace sigil::dhall {
class Value;
}

namespace sigil::system {

/// A path, and what names it, for errors.
struct InputPath {
  std::filesystem::path path;
  SourcePosition where;
};

/// Genode's own kernel files; without them the image gets bootcheck's stand-ins.
struct KernelDescription {
  InputPath bender;
  InputPath hypervisor;
  /// Of the hypervisor; those of Genode's own images if the description has none.
  std::vector<std::string> arguments{"iommu_intel", "iommu_amd", "serial"};
};

/// A content under a name of its own: a file's, or text, of which a sound one has exactly one. A boot module,
/// or encrypted in the store.
struct RomDescription {
  std::string name;
  std::optional<std::filesystem::path> file;
  std::optional<std::string> text;
  image::Placement placement = image::Placement::Module;
  SourcePosition where; ///< of the file or the text
};

/// An attribute of a child's configuration whose value is the read capability of a content of the store.
struct CapabilityAttribute {
  /// Which of the children to follow from the outermost node on.
  std::vector<std::size_t> node;
  std::size_t attribute = 0;
  std::string rom;
};

struct ChildDescription {
  std::string name;
  std::string binary_rom; ///< a ROM's name, or empty: then a program of a package
  package::ProgramRequest binary_program;
  SourcePosition binary_where;
  std::uint64_t caps = 0;
  std::uint64_t ram_bytes = 0;
  std::int32_t priority = 0;
  std::vector<std::string> provides;
  std::vector<genode::Route> routes;
  /// Name the child asks for, and the ROM it gets.
  std::vector<std::pair<std::string, std::string>> roms;
  std::optional<genode::Node> config;
  /// Attributes of `config` that have no value yet.
  std::vector<CapabilityAttribute> capabilities;
  SourcePosition where;
};

struct SystemDescription {
  std::filesystem::path file;
  std::string name;
  genode::Release release = genode::Release::k26_02;
  std::optional<KernelDescription> kernel;
  std::optional<InputPath> core; ///< archive or object; given exactly with `kernel`
  std::vector<RomDescription> roms;
  std::vector<package::PackageFolder> packages;
  std::vector<ChildDescription> children;
  std::vector<std::filesystem::path> imports; ///< files that the description has been read from besides
};

/// What could be read of a description, and what is wrong with it. With errors, members may be left at what
/// they are initialised to: make_plan() adds what is wrong with the files and throws all errors together.
struct DescriptionReading {
  SystemDescription description;
  ErrorList errors;
};

/// Reads a description; relative paths become relative to the folder of `file`.
/// Every error has file, line, column and JSON pointer: Error{Invalid} for an unknown key, a value of the
/// wrong type or out of range, an unknown reference.
/// \throws Error{Invalid} for JSON that is malformed or has a key twice; Error{Limit} for more than 16 MiB or
/// 64 levels; Error{Missing}, Error{Io} for the file itself.
DescriptionReading read_description(const std::filesystem::path& file);

/// The same for text already in memory; `file` is for messages and as base of relative paths.
DescriptionReading parse_description(std::string_view text, const std::filesystem::path& file);

/// The same for a description in Dhall, which has been evaluated: what `dhall to-json` makes of it, but for
/// lists of parts, which are configuration nodes (docs/design/dhall-descriptions.md). Errors have the place
/// in the Dhall sources, and the field. \param file  what the expression was parsed as: paths are relative to
/// its folder \throws Error{Invalid} for functions and other values that are no data, and for a key that is
/// given twice in one map; Error{Limit}; what evaluation throws, "dhall.…".
DescriptionReading read_description(const dhall::Value& value, const std::filesystem::path& file);

/// A description as attribute `sigil` of a Nix derivation.
struct DerivationReading {
  DescriptionReading reading;
  std::filesystem::path output; ///< the derivation's output `out`
};

/// Reads structured attributes, which Nix gives a builder as JSON. Paths must be absolute. Errors name the
/// attribute, as "attribute children.0.ram".
/// \throws as read_description(); Error{Invalid} if there is no object `sigil` or no output `out`.
DerivationReading read_derivation(const std::filesystem::path& file);

/// The same for text already in memory.
DerivationReading parse_derivation(std::string_view text, const std::filesystem::path& file);

} // namespace sigil::system

#include "sigil/system/plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "sigil/crypto/hash.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/eris/store_view.hpp"
#include "sigil/image/core_image.hpp"
#include "sigil/image/manifest.hpp"

namespace sigil::system {
namespace {

/// Turns a description into a plan; what goes wrong is collected where the rest can still be checked.
class Planner {
 public:
  Planner(DescriptionReading reading, std::span<const eris::ConvergenceSecret> secrets)
      : description_(std::move(reading.description)), secrets_(secrets), errors_(std::move(reading.errors)) {
    plan_.name = description_.name;
    plan_.description = description_.file;
    plan_.kernel = description_.kernel;
    plan_.core = description_.core;
    plan_.init.release = description_.release;
    plan_.inputs = description_.imports;
    plan_.inputs.push_back(description_.file);
  }

  Plan run(std::optional<genode::Syntax> syntax) {
    plan_.syntax = syntax.value_or(genode::default_syntax(description_.release));
    if (plan_.syntax == genode::Syntax::Hid && !genode::reads_hid(description_.release))
      errors_.add(Error(ErrorKind::Usage, "configuration syntax 'hid' was asked for, but Genode " +
                                              std::string(genode::to_text(description_.release)) +
                                              " reads XML only"));
    // Of a description with errors the sound parts are checked against the files, for one report of all.
    load_kernel();
    load_roms();
    errors_.collect([this] { resolve_programs(); });
    find_named_programs();
    errors_.throw_if_any();
    fill_store();
    add_children();
    errors_.throw_if_any();
    plan_.config_text = genode::write(genode::compile(plan_.init), plan_.syntax);
    add_modules();
    return std::move(plan_);
  }

 private:
  /// Only that the files are there: linking and copying read them later.
  void load_kernel() {
    std::vector<InputPath> files;
    if (plan_.kernel) files = {plan_.kernel->bender, plan_.kernel->hypervisor};
    if (plan_.core) files.push_back(*plan_.core);
    for (const InputPath& file : files) {
      if (file.path.empty()) continue; // was reported by the reader
      collect_at(file.where, [&] { Blob::map(file.path); });
      plan_.inputs.push_back(file.path);
    }
  }

  void load_roms() {
    for (const RomDescription& rom : description_.roms) {
      if (!rom.file && !rom.text) continue; // was reported by the reader
      collect_at(rom.where, [&] {
        const Blob content = rom.file ? Blob::map(*rom.file, image::kMaxImageBytes) : Blob::of(*rom.text);
        if (rom.file) plan_.inputs.push_back(*rom.file);
        if (content.size() == 0)
          throw Error(ErrorKind::Invalid,
                      "ROM " + in_quotes(rom.name) + " is empty, core skips such modules");
        if (rom.placement == image::Placement::Store) {
          stored_.emplace(rom.name, content);
          plan_.stored.push_back({rom.name, content.size(), {}});
        } else {
          roms_.emplace(rom.name, content);
          plan_.modules.push_back({rom::RomName::named(rom.name), content});
        }
      });
    }
  }

  /// Encodes what is placed in the store; configurations may ask for its capabilities.
  void fill_store() {
    if (plan_.stored.empty()) return;
    std::vector<ByteView> contents;
    for (const StoredRom& stored : plan_.stored) contents.push_back(stored_.at(stored.name).bytes());
    eris::WrittenStore written = eris::write_store(contents);
    for (std::size_t i = 0; i < contents.size(); ++i) plan_.stored[i].capability = written.capabilities[i];
    store_ = Blob::of(std::move(written.bytes));
  }

  void resolve_programs() {
    package::ClosureRequest request{description_.packages, {}, {}, secrets_};
    for (const ChildDescription& child : description_.children) {
      if (child.binary_program.file.empty()) continue; // a ROM, or was reported by the reader
      program_index_.emplace(&child, request.programs.size());
      request.programs.push_back(child.binary_program);
    }
    for (const auto& [name, content] : roms_) request.roms.push_back(name);
    closures_ = package::resolve(request);
    for (const package::ClosureFile& file : closure_files()) {
      plan_.inputs.push_back(file.path);
      plan_.capabilities.emplace(file.rom.name.full(), file.capability);
    }
  }

  std::vector<package::ClosureFile> closure_files() const {
    std::vector<package::ClosureFile> files(closures_.programs.begin(), closures_.programs.end());
    files.insert(files.end(), closures_.libraries.begin(), closures_.libraries.end());
    return files;
  }

  /// Programs that are ROMs, init and the linker among them. ROMs that could not be loaded have been
  /// reported.
  void find_named_programs() {
    for (const ChildDescription& child : description_.children)
      if (roms_.count(child.binary_rom) != 0)
        collect_at(child.binary_where,
                   [&] { named_programs_.emplace(&child, named_program(child.binary_rom)); });
    // What core starts: init, by the linker, with the libraries init needs.
    for (const RomDescription& rom : description_.roms) {
      if (roms_.count(rom.name) == 0) continue;
      if (rom.name == "init") collect_at(rom.where, [&] { named_program(rom.name); });
      if (rom.name == elf::kGenodeLinker) collect_at(rom.where, [&] { parse(rom.name); });
    }
  }

  void add_children() {
    for (const ChildDescription& described : description_.children)
      collect_at(described.where, [&] { plan_.init.children.push_back(make_child(described)); });
  }

  /// Runs `step` and adds its errors, which are about what stands at `where`.
  template <typename Step>
  void collect_at(const SourcePosition& where, Step step) {
    ErrorList errors;
    errors.collect(step);
    for (Error error : errors.errors()) errors_.add(error.at(where));
  }

  genode::Child make_child(const ChildDescription& described) {
    Program program = find_program(described);
    genode::Child child{.name = described.name,
                        .binary = std::move(program.binary),
                        .libraries = std::move(program.libraries),
                        .is_dynamic = program.is_dynamic,
                        .caps = described.caps,
                        .ram_bytes = described.ram_bytes,
                        .priority = described.priority,
                        .provides = described.provides,
                        .routes = described.routes,
                        .roms = {},
                        .config = with_capabilities(described)};
    for (const auto& [asked, rom] : described.roms)
      child.roms.push_back(
          {asked, rom::is_core_rom(rom) ? rom::RomName::reserved(rom) : rom::RomName::named(rom)});
    return child;
  }

  std::optional<genode::Node> with_capabilities(const ChildDescription& described) const {
    std::optional<genode::Node> config = described.config;
    for (const CapabilityAttribute& wanted : described.capabilities) {
      genode::Node* node = &*config;
      for (const std::size_t child : wanted.node) node = &node->children.at(child);
      const auto stored = std::find_if(plan_.stored.begin(), plan_.stored.end(),
                                       [&](const StoredRom& rom) { return rom.name == wanted.rom; });
      SIGIL_ASSERT(stored != plan_.stored.end());
      node->attributes.at(wanted.attribute).value = stored->capability.to_urn();
    }
    return config;
  }

  struct Program {
    rom::RomName binary;
    std::vector<rom::RomName> libraries;
    bool is_dynamic;
  };

  Program find_program(const ChildDescription& described) {
    const auto index = program_index_.find(&described);
    if (index == program_index_.end()) return named_programs_.at(&described);
    const package::ClosureProgram& program = closures_.programs[index->second];
    return {program.rom.name, with_named(program.libraries), program.is_dynamic};
  }

  /// `libraries` and, of those that are ROMs of the description, what they need.
  std::vector<rom::RomName> with_named(const std::vector<rom::RomName>& libraries) {
    std::set<rom::RomName> all(libraries.begin(), libraries.end());
    for (const rom::RomName& library : libraries)
      if (plan_.capabilities.count(library.full()) == 0 && roms_.count(library.full()) != 0)
        for (const rom::RomName& below : named_program(library.full()).libraries) all.insert(below);
    return {all.begin(), all.end()};
  }

  /// A program that is a named ROM. Its libraries are named ROMs too, found by the names in DT_NEEDED.
  Program named_program(const std::string& program) {
    const bool is_dynamic = parse(program).is_dynamic();
    std::vector<rom::RomName> libraries;
    ErrorList errors;
    std::set<std::string> seen{program, std::string(elf::kGenodeLinker)};
    std::vector<std::string> pending{program};
    while (!pending.empty()) {
      const std::string user = std::move(pending.back());
      pending.pop_back();
      for (const std::string& needed : parse(user).needed) {
        const std::string label(rom::label_of(needed));
        if (!seen.insert(label).second) continue;
        if (roms_.count(label) != 0) {
          libraries.push_back(rom::RomName::named(label));
          pending.push_back(label);
        } else if (stored_.count(label) != 0) {
          errors.add(Error(ErrorKind::Invalid, "ROM " + in_quotes(label) +
                                                   " is placed in the store, but ROM " + in_quotes(user) +
                                                   " needs it as a library")
                         .hint("Genode finds boot modules only; leave its 'placement' out")
                         .coded("system.library.stored"));
        } else if (!is_described(label)) { // else it could not be loaded, which was reported
          errors.add(Error(ErrorKind::Missing, "library " + in_quotes(needed) + " of ROM " + in_quotes(user) +
                                                   " is not in 'roms'")
                         .coded("system.library.missing"));
        }
      }
    }
    errors.throw_if_any();
    return {rom::RomName::named(program), std::move(libraries), is_dynamic};
  }

  bool is_described(const std::string& rom) const {
    return std::any_of(description_.roms.begin(), description_.roms.end(),
                       [&](const RomDescription& described) { return described.name == rom; });
  }

  elf::File parse(const std::string& rom) {
    try {
      elf::File file = elf::parse(roms_.at(rom).bytes());
      elf::check_loadable(file);
      return file;
    } catch (Error& error) {
      error.while_doing("while reading ROM " + in_quotes(rom));
      throw;
    }
  }

  void add_modules() {
    std::set<rom::RomName> seen;
    for (const package::ClosureFile& file : closure_files())
      if (seen.insert(file.rom.name).second && !is_named_rom(file)) plan_.modules.push_back(file.rom);
    plan_.modules.push_back({rom::RomName::reserved("config"), Blob::of(plan_.config_text)});
    if (!plan_.stored.empty()) plan_.modules.push_back({rom::RomName::reserved(eris::kStoreName), store_});

    check_size();

    std::vector<image::ManifestEntry> entries;
    for (const rom::Rom& rom : plan_.modules) {
      const auto known = plan_.capabilities.find(rom.name.full());
      entries.push_back({image::Placement::Module, rom.name.full(), rom.size_bytes(),
                         crypto::blake2b_256(rom.content.bytes()),
                         known == plan_.capabilities.end() ? std::string() : known->second.to_urn()});
    }
    for (const StoredRom& stored : plan_.stored)
      entries.push_back({image::Placement::Store, stored.name, stored.size_bytes,
                         crypto::blake2b_256(stored_.at(stored.name).bytes()), stored.capability.to_urn()});
    plan_.manifest_text = image::write_manifest(entries);
    plan_.modules.push_back({rom::RomName::reserved("sigil-manifest"), Blob::of(plan_.manifest_text)});

    check_names();
  }

  /// Whether the description has a library's ROM by itself: with the same content.
  bool is_named_rom(const package::ClosureFile& library) {
    const auto rom = roms_.find(library.rom.name.full());
    if (rom == roms_.end()) return false;
    if (!std::ranges::equal(rom->second.bytes(), library.rom.content.bytes()))
      errors_.add(Error(ErrorKind::Invalid,
                        "ROM " + in_quotes(rom->first) + " is another content than the library " +
                            in_quotes(library.path.native()) + ", which is asked for by this name")
                      .coded("system.library.kept")
                      .hint("leave one of the two out"));
    return true;
  }

  /// Before anything reads all of it; writing the image counts the rest exactly.
  void check_size() {
    std::uint64_t size = 0;
    for (const rom::Rom& rom : plan_.modules) size += rom.size_bytes();
    if (size >= image::kMaxImageBytes)
      throw Error(ErrorKind::Limit, "boot modules have " + std::to_string(size) +
                                        " bytes, an image has less than " +
                                        std::to_string(image::kMaxImageBytes));
  }

  void check_names() {
    std::vector<rom::RomName> names;
    for (const rom::Rom& rom : plan_.modules) names.push_back(rom.name);
    rom::check_distinct(names);
    // A file that was rewritten before asks for URNs, which nothing of this system may have.
    const std::set<rom::RomName> present(names.begin(), names.end());
    for (const genode::Child& child : plan_.init.children)
      for (const rom::RomName& library : child.libraries)
        if (present.count(library) == 0)
          errors_.add(Error(ErrorKind::Missing, "child " + in_quotes(child.name) + " needs library " +
                                                    in_quotes(library.full()) + ", which no package has")
                          .coded("system.library.missing"));
    errors_.throw_if_any();
  }

  const SystemDescription description_;
  const std::span<const eris::ConvergenceSecret> secrets_;
  Plan plan_;
  ErrorList errors_;
  std::map<std::string, Blob> roms_;   ///< boot modules
  std::map<std::string, Blob> stored_; ///< contents of the store
  Blob store_;                         ///< encoded
  std::map<const ChildDescription*, std::size_t> program_index_;
  std::map<const ChildDescription*, Program> named_programs_;
  package::Closures closures_;
};

} // namespace

Plan make_plan(DescriptionReading reading, std::optional<genode::Syntax> syntax,
               std::span<const eris::ConvergenceSecret> secrets) {
  return Planner(std::move(reading), secrets).run(syntax);
}

} // namespace sigil::system

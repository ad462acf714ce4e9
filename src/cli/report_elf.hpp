/// \file
/// ELF files as text for people and as JSON, whose fields are in docs/cli/elf.md.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/elf/rewrite.hpp"
#include "sigil/elf/sections.hpp"

namespace sigil::cli {

struct ElfReport {
  std::filesystem::path path;
  elf::File file;
  std::vector<elf::Section> sections;
};

/// A report without sections. \throws what elf::parse throws.
ElfReport read_elf_names(const std::filesystem::path& path, ByteView content);
/// A report with all. \throws what elf::parse and elf::read_sections throw.
ElfReport read_elf_tables(const std::filesystem::path& path, ByteView content);

/// What a check found in a file; sound if it is nothing.
struct ElfCheck {
  std::filesystem::path path;
  std::vector<Error> violations;
};

/// One name a line. `files` is how many were asked for: of more than one the file stands before the name.
std::string needed_text(const std::vector<ElfReport>& reports, std::size_t files);
std::string needed_json(const std::vector<ElfReport>& reports);

std::string explanation_text(const std::vector<ElfReport>& reports);
std::string explanation_json(const std::vector<ElfReport>& reports);

std::string elf_check_text(const std::vector<ElfCheck>& checks);
std::string elf_check_json(const std::vector<ElfCheck>& checks, const std::string& loader);

/// What became of a file.
struct ElfRewriting {
  std::filesystem::path path;
  std::filesystem::path target;
  elf::Layout layout;
  std::uint64_t size_before_bytes;
  std::uint64_t size_after_bytes;
};

std::string rewriting_text(const std::vector<ElfRewriting>& files);
std::string rewriting_json(const std::vector<ElfRewriting>& files);

} // namespace sigil::cli

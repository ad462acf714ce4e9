#include "sigil/elf/words.hpp"

#include <algorithm>
#include <array>

namespace sigil::elf {
namespace {

template <typename T>
struct Word {
  T value;
  const char* name;
};

constexpr std::array<Word<std::uint32_t>, 12> kSegmentTypes{{
    {0, "NULL"},
    {1, "LOAD"},
    {2, "DYNAMIC"},
    {3, "INTERP"},
    {4, "NOTE"},
    {5, "SHLIB"},
    {6, "PHDR"},
    {7, "TLS"},
    {0x6474e550, "GNU_EH_FRAME"},
    {0x6474e551, "GNU_STACK"},
    {0x6474e552, "GNU_RELRO"},
    {0x6474e553, "GNU_PROPERTY"},
}};

constexpr std::array<Word<std::uint32_t>, 24> kSectionTypes{{
    {0, "NULL"},
    {1, "PROGBITS"},
    {2, "SYMTAB"},
    {3, "STRTAB"},
    {4, "RELA"},
    {5, "HASH"},
    {6, "DYNAMIC"},
    {7, "NOTE"},
    {8, "NOBITS"},
    {9, "REL"},
    {10, "SHLIB"},
    {11, "DYNSYM"},
    {14, "INIT_ARRAY"},
    {15, "FINI_ARRAY"},
    {16, "PREINIT_ARRAY"},
    {17, "GROUP"},
    {18, "SYMTAB_SHNDX"},
    {19, "RELR"},
    {0x6ffffff5, "GNU_ATTRIBUTES"},
    {0x6ffffff6, "GNU_HASH"},
    {0x6ffffff7, "GNU_LIBLIST"},
    {0x6ffffffd, "GNU_verdef"},
    {0x6ffffffe, "GNU_verneed"},
    {0x6fffffff, "GNU_versym"},
}};

constexpr std::array<Word<std::int64_t>, 50> kDynamicTags{{
    {0, "NULL"},
    {1, "NEEDED"},
    {2, "PLTRELSZ"},
    {3, "PLTGOT"},
    {4, "HASH"},
    {5, "STRTAB"},
    {6, "SYMTAB"},
    {7, "RELA"},
    {8, "RELASZ"},
    {9, "RELAENT"},
    {10, "STRSZ"},
    {11, "SYMENT"},
    {12, "INIT"},
    {13, "FINI"},
    {14, "SONAME"},
    {15, "RPATH"},
    {16, "SYMBOLIC"},
    {17, "REL"},
    {18, "RELSZ"},
    {19, "RELENT"},
    {20, "PLTREL"},
    {21, "DEBUG"},
    {22, "TEXTREL"},
    {23, "JMPREL"},
    {24, "BIND_NOW"},
    {25, "INIT_ARRAY"},
    {26, "FINI_ARRAY"},
    {27, "INIT_ARRAYSZ"},
    {28, "FINI_ARRAYSZ"},
    {29, "RUNPATH"},
    {30, "FLAGS"},
    {32, "PREINIT_ARRAY"},
    {33, "PREINIT_ARRAYSZ"},
    {34, "SYMTAB_SHNDX"},
    {35, "RELRSZ"},
    {36, "RELR"},
    {37, "RELRENT"},
    {0x6ffffef5, "GNU_HASH"},
    {0x6ffffef6, "TLSDESC_PLT"},
    {0x6ffffef7, "TLSDESC_GOT"},
    {0x6ffffff0, "VERSYM"},
    {0x6ffffff9, "RELACOUNT"},
    {0x6ffffffa, "RELCOUNT"},
    {0x6ffffffb, "FLAGS_1"},
    {0x6ffffffc, "VERDEF"},
    {0x6ffffffd, "VERDEFNUM"},
    {0x6ffffffe, "VERNEED"},
    {0x6fffffff, "VERNEEDNUM"},
    {0x7ffffffd, "AUXILIARY"},
    {0x7fffffff, "FILTER"},
}};

constexpr std::array<Word<std::uint16_t>, 13> kMachines{{
    {2, "SPARC"},
    {3, "x86"},
    {8, "MIPS"},
    {20, "PowerPC"},
    {21, "PowerPC 64"},
    {22, "S390"},
    {40, "ARM"},
    {43, "SPARC V9"},
    {50, "IA-64"},
    {62, "x86-64"},
    {183, "AArch64"},
    {243, "RISC-V"},
    {258, "LoongArch"},
}};

std::string hexadecimal(std::uint64_t value) {
  std::string digits;
  do digits.insert(digits.begin(), "0123456789abcdef"[value % 16]);
  while ((value /= 16) != 0);
  return "0x" + digits;
}

template <typename Words, typename T>
std::string name_of(const Words& words, T value, std::uint64_t number) {
  const auto found =
      std::find_if(words.begin(), words.end(), [value](const auto& word) { return word.value == value; });
  return found == words.end() ? hexadecimal(number) : found->name;
}

} // namespace

std::string segment_type_name(std::uint32_t type) {
  return name_of(kSegmentTypes, type, type);
}

std::string section_type_name(std::uint32_t type) {
  return name_of(kSectionTypes, type, type);
}

std::string dynamic_tag_name(std::int64_t tag) {
  return name_of(kDynamicTags, tag, static_cast<std::uint64_t>(tag));
}

std::string machine_name(std::uint16_t machine) {
  return name_of(kMachines, machine, machine);
}

} // namespace sigil::elf

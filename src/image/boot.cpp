#include "sigil/image/boot.hpp"

#include <algorithm>

#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"

namespace sigil::image {
namespace {

constexpr std::string_view kManifestPrefix = "sigil-manifest=";

Error unfit(std::string_view what, std::string_view value, const char* why) {
  return Error(ErrorKind::Invalid, std::string(what) + " " + in_quotes(value) + " " + why)
      .coded("image.grub.word");
}

/// Characters that mean nothing to GRUB's parser anywhere in a word.
bool is_plain(char character) {
  constexpr std::string_view kOthers = "_./-=,:+";
  const bool alphanumeric = (character >= 'a' && character <= 'z') ||
                            (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9');
  return alphanumeric || kOthers.find(character) != std::string_view::npos;
}

std::string quoted(std::string_view word) {
  return "'" + std::string(word) + "'";
}

/// `word` as it stands in the file. GRUB puts quotes and backslashes of its own around words with
/// blanks, quotes or backslashes when it joins them into a command line, so those cannot be passed.
std::string word_for_grub(std::string_view what, std::string_view word) {
  if (word.empty()) throw unfit(what, word, "is empty");
  for (const char character : word) {
    if (character <= ' ' || character > '~')
      throw unfit(what, word, "contains a blank, a control character or one outside ASCII");
    if (character == '\'' || character == '"' || character == '\\')
      throw unfit(what, word, "contains a quote or backslash, which GRUB would escape");
  }
  return std::all_of(word.begin(), word.end(), is_plain) ? std::string(word) : quoted(word);
}

std::string command(const char* name, std::string_view path, const std::vector<std::string>& arguments) {
  if (!path.starts_with('/')) throw unfit("path", path, "is not absolute");
  std::string line = "  " + std::string(name) + " " + word_for_grub("path", path);
  for (const std::string& argument : arguments) line += " " + word_for_grub("argument", argument);
  return line + "\n";
}

void take_hash(const std::vector<std::string>& arguments, std::optional<crypto::Hash>& found) {
  for (const std::string& word : arguments) {
    if (!word.starts_with(kManifestPrefix)) continue;
    crypto::Hash hash{};
    if (!from_hex(std::string_view(word).substr(kManifestPrefix.size()), hash))
      throw Error(ErrorKind::Invalid,
                  "argument " + in_quotes(word) + " does not end in 64 lower-case " + "hexadecimal digits")
          .coded("image.grub.manifest-word");
    if (found && *found != hash)
      throw Error(ErrorKind::Invalid,
                  "manifest hash stands twice and differs: " + to_hex(*found) + " and " + to_hex(hash))
          .coded("image.grub.manifest-word");
    found = hash;
  }
}

} // namespace

std::string write_grub_config(const BootEntry& entry) {
  const auto is_control = [](char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
  };
  if (entry.title.empty()) throw unfit("title", entry.title, "is empty");
  if (entry.title.find('\'') != std::string::npos || !is_utf8(entry.title) ||
      std::any_of(entry.title.begin(), entry.title.end(), is_control))
    throw unfit("title", entry.title, "contains an apostrophe or a control character, or is not UTF-8");
  std::string text = "set timeout=0\n";
  if (entry.has_video_mode) text += "set gfxpayload=auto\n";
  text += "menuentry " + quoted(entry.title) + " {\n";
  // Both are part of our GRUB; another one, as Genode's, loads them here.
  if (entry.has_video_mode) text += "  insmod multiboot2\n  insmod gzio\n";
  text += command("multiboot2", entry.kernel_path, entry.kernel_arguments);
  for (const BootEntry::Module& module : entry.modules)
    text += command("module2", module.path, module.arguments);
  return text + "}\n";
}

std::string manifest_word(const crypto::Hash& hash) {
  return std::string(kManifestPrefix) + to_hex(hash);
}

std::optional<crypto::Hash> find_manifest_hash(const BootEntry& entry) {
  std::optional<crypto::Hash> found;
  take_hash(entry.kernel_arguments, found);
  for (const BootEntry::Module& module : entry.modules) take_hash(module.arguments, found);
  return found;
}

const GrubImage& grub_image(Firmware firmware) {
  // Run by GRUB's rescue parser, which goes on after a failing line: without a serial port the console
  // alone is used.
  static const GrubImage bios{
      "i386-pc",
      "i386-pc-eltorito",
      "grub-pc-bin",
      "serial --unit=0 --speed=115200\n"
      "terminfo serial dumb\n"
      "terminal_input console serial\n"
      "terminal_output console serial\n"
      "normal\n",
      {"biosdisk", "iso9660", "multiboot2", "normal", "serial", "terminal", "terminfo", "gzio", "all_video"}};
  // A UEFI loads GRUB from the EFI system partition. What is booted lies in the ISO 9660 file system around
  // it, which begins with the medium: its name is that of the partition up to the comma.
  static const GrubImage uefi{"x86_64-efi",
                              "x86_64-efi",
                              "grub-efi-amd64-bin",
                              "serial --unit=0 --speed=115200\n"
                              "terminfo serial dumb\n"
                              "terminal_input console serial\n"
                              "terminal_output console serial\n"
                              "regexp --set=1:medium '^\\(([^,)]+)' $cmdpath\n"
                              "set root=$medium\n"
                              "set prefix=($medium)/boot/grub\n"
                              "normal\n",
                              {"iso9660", "part_gpt", "part_msdos", "fat", "multiboot2", "normal", "serial",
                               "terminal", "terminfo", "regexp", "gzio", "all_video"}};
  return firmware == Firmware::Bios ? bios : uefi;
}

} // namespace sigil::image

/// \file
/// The stores and capabilities that the commands of `eris` are given.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "command.hpp"
#include "sigil/base/file.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/eris/store_name.hpp"

namespace sigil::cli {

/// A store by its name.
struct NamedStore {
  std::string name;           ///< for messages: without a password
  std::string scheme;         ///< eris::StoreName::scheme
  std::filesystem::path file; ///< that it is; empty if it is none
  Blob content;               ///< of an image, whose store views it
  std::unique_ptr<eris::BlockStore> store;

  eris::BlockStore& operator*() const { return *store; }
  eris::BlockStore* operator->() const { return store.get(); }
  /// BlockStore::sync(), and an index beside a CBOR file that is large.
  void finish() const;
  /// "while reading STORE" and the like.
  std::string frame(std::string_view doing) const;
};

/// A name as `parse_store_name()` knows them. That of a file without a scheme is a CBOR file, tar file or
/// image by what is in it. \throws Error{Usage}; what the stores throw.
NamedStore open_named_store(const std::string& name, eris::Access access);

/// An option that names a store. \param when  the beginning of its help.
Option& add_store_option(Command& command, const std::string& option, std::string& name,
                         const std::string& description);

/// A content that a command was asked for.
struct NamedCapability {
  std::string name; ///< path, or the root's reference: no key is shown
  eris::ReadCapability capability;
};

/// URNs of the command line, then those of lists as `eris sum` prints them.
/// \throws Error{Invalid} with the place of a line that is none.
std::vector<NamedCapability> named_capabilities(const std::vector<std::string>& urns,
                                                const std::vector<std::filesystem::path>& lists);

/// "urn:blake2b:" and the reference in base32.
std::string urn_of(const eris::Reference& reference);

/// `name` as a line of `eris sum` has it, and the other way round: sha256sum's way with line ends in names.
std::string sum_line(const eris::ReadCapability& capability, const std::string& name);
/// \throws Error{Invalid}, at the line of the file.
std::vector<NamedCapability> read_sums(const std::filesystem::path& list);

/// Options of commands that take several contents.
struct ContentOptions {
  std::vector<std::string> urns;
  std::vector<std::filesystem::path> lists;
};
void add_content_options(Command& command, ContentOptions& options, const std::string& description);

/// A URN, or what the text of a QR code has; "-": the first line of standard input, so that no list of
/// processes shows the key. \throws as ReadCapability::parse_text().
eris::ReadCapability read_capability(const std::string& text);

} // namespace sigil::cli

/// \file
/// What `eris sum` and `eris put` have in common: encoding many files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "context.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::cli {

struct EncodeOptions {
  std::vector<std::filesystem::path> files; ///< none, or "-": standard input
  std::string block_size = "auto";
  std::filesystem::path secret_file;
  bool is_json = false;
};

void add_encode_options(Command& command, EncodeOptions& options);

/// A file and its name by content.
struct Encoded {
  std::string path;
  std::uint64_t size_bytes = 0;
  eris::ReadCapability capability;
};

/// Encodes all files, several at a time, and calls `take` for each in the order of `options`. What cannot be
/// read is added to `errors` and does not keep the others back.
/// \param store  gets the blocks; null: nobody does.
void encode_files(Context& context, const EncodeOptions& options, eris::BlockStore* store, ErrorList& errors,
                  const std::function<void(const Encoded& encoded)>& take);

/// Block size of an option; nothing for "auto".
std::optional<eris::BlockSize> block_size_of(const std::string& word);

/// As a report in JSON.
std::string encoded_json(const char* kind, const std::vector<Encoded>& all);

} // namespace sigil::cli

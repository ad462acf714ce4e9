#include "eris_encode.hpp"

#include <array>
#include <future>
#include <memory>
#include <utility>

#include "convergence_secret.hpp"
#include "json_text.hpp"
#include "meter.hpp"
#include "sigil/base/file.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::cli {
namespace {

namespace fs = std::filesystem;

/// Files that are encoded together. Small ones are read into one memory, which costs less than mapping each.
struct Group {
  static constexpr std::size_t kRoom = std::size_t{8} << 20;
  static constexpr std::uint64_t kSmall = std::uint64_t{1} << 20;

  std::unique_ptr<std::uint8_t[]> memory = std::make_unique_for_overwrite<std::uint8_t[]>(kRoom);
  std::vector<std::string> paths;
  std::vector<ByteView> contents;
  std::vector<Blob> mapped;          ///< those that are not in memory
  std::optional<InputStream> stream; ///< behind the others, what can only be read
  std::string stream_path;
  ErrorList errors;
};

/// Opens one file after the other.
class Loader {
 public:
  explicit Loader(const std::vector<fs::path>& files) : files_(files) {}

  /// False if there are no more.
  bool load(Group& group) {
    group.paths.clear();
    group.contents.clear();
    group.mapped.clear();
    group.stream.reset();
    group.errors = {};
    std::size_t used = 0;
    bool is_full = false;
    const std::size_t first = next_;
    while (next_ < files_.size() && !is_full)
      group.errors.collect([&] {
        const fs::path& path = files_[next_++];
        InputStream input = path == "-" ? InputStream::standard_input() : InputStream(path);
        const std::optional<std::uint64_t> size = path == "-" ? std::nullopt : input.size_bytes();
        if (!size) {
          group.stream.emplace(std::move(input));
          group.stream_path = path.native();
          is_full = true;
          return;
        }
        if (*size > Group::kSmall) {
          group.mapped.push_back(Blob::map(path));
          group.contents.push_back(group.mapped.back().bytes());
          is_full = true; // fills all cores by itself
        } else {
          const std::size_t count = read(input, {group.memory.get() + used, static_cast<std::size_t>(*size)});
          group.contents.emplace_back(group.memory.get() + used, count);
          used += count;
          is_full = Group::kRoom - used < Group::kSmall;
        }
        group.paths.push_back(path.native());
      });
    return next_ != first;
  }

 private:
  static std::size_t read(InputStream& input, MutableBytes buffer) {
    std::size_t count = 0;
    while (count < buffer.size()) {
      const std::size_t more = input.read(buffer.subspan(count));
      if (more == 0) break;
      count += more;
    }
    return count;
  }

  const std::vector<fs::path>& files_;
  std::size_t next_ = 0;
};

class FileEncoder {
 public:
  FileEncoder(std::optional<eris::BlockSize> block_size, const eris::ConvergenceSecret& secret,
              eris::BlockStore* store, const std::function<void(const Encoded&)>& take)
      : block_size_(block_size), secret_(secret), store_(store), take_(take) {}

  /// Encodes one group while the next one is read.
  void run(const std::vector<fs::path>& files, ErrorList& errors) {
    Loader loader(files);
    std::array<Group, 2> groups;
    bool has_more = loader.load(groups[0]);
    for (std::size_t i = 0; has_more; i ^= 1) {
      auto loading = std::async(std::launch::async, [&] { return loader.load(groups[i ^ 1]); });
      encode(groups[i]);
      for (const Error& error : groups[i].errors.errors()) errors.add(error);
      has_more = loading.get();
    }
  }

 private:
  void encode(Group& group) {
    const auto capabilities = eris::encode_all(group.contents, block_size_, secret_, store_);
    for (std::size_t i = 0; i < capabilities.size(); ++i)
      take_({group.paths[i], group.contents[i].size(), capabilities[i]});
    if (group.stream) encode_stream(group);
  }

  void encode_stream(Group& group) {
    std::uint64_t size = 0;
    // What cannot be read ends there, and does not keep the others back, as a store that fails does.
    const auto read = [&](MutableBytes buffer) {
      std::size_t count = 0;
      group.errors.collect([&] { count = group.stream->read(buffer); });
      size += count;
      return count;
    };
    const std::size_t before = group.errors.size();
    const eris::ReadCapability capability = eris::encode_stream(read, block_size_, secret_, store_);
    if (group.errors.size() == before) take_({group.stream_path, size, capability});
  }

  const std::optional<eris::BlockSize> block_size_;
  const eris::ConvergenceSecret& secret_;
  eris::BlockStore* const store_;
  const std::function<void(const Encoded&)>& take_;
};

std::uint64_t total_size(const std::vector<fs::path>& files) {
  std::uint64_t total = 0;
  for (const fs::path& file : files) {
    std::error_code code;
    if (!fs::is_regular_file(file, code)) return 0;
    total += fs::file_size(file, code);
  }
  return total;
}

} // namespace

void add_encode_options(Command& command, EncodeOptions& options) {
  command.add_option("FILE", &options.files, "what to encode; none, or '-': standard input");
  command
      .add_option("--block-size", &options.block_size,
                  "of all blocks; default: auto, by the size of each content as ERIS recommends")
      .one_of({"1k", "32k", "auto"});
  command
      .add_option("--secret-file", &options.secret_file,
                  "convergence secret, 32 bytes or 64 hexadecimal digits; default: the null secret")
      .shown_as("FILE");
  command.add_option("--json", &options.is_json, "print JSON");
}

std::optional<eris::BlockSize> block_size_of(const std::string& word) {
  if (word == "1k") return eris::BlockSize::k1KiB;
  if (word == "32k") return eris::BlockSize::k32KiB;
  return std::nullopt;
}

void encode_files(Context& context, const EncodeOptions& options, eris::BlockStore* store, ErrorList& errors,
                  const std::function<void(const Encoded&)>& take) {
  eris::ConvergenceSecret secret{};
  const SecretGuard guard(secret);
  if (!options.secret_file.empty()) secret = read_convergence_secret(options.secret_file);
  const std::vector<fs::path> files = options.files.empty() ? std::vector<fs::path>{"-"} : options.files;
  Meter meter(context.terminal, "encoding", context.terminal.shows_status() ? total_size(files) : 0);
  MeteredStore metered(store, meter);
  FileEncoder(block_size_of(options.block_size), secret, meter.is_shown() ? &metered : store, take)
      .run(files, errors);
}

std::string encoded_json(const char* kind, const std::vector<Encoded>& all) {
  Json root = root_of(kind);
  root["contents"] = Json::array();
  for (const Encoded& one : all)
    root["contents"].push_back({{"path", one.path},
                                {"size_bytes", one.size_bytes},
                                {"block_size_bytes", size_bytes(one.capability.block_size)},
                                {"level", one.capability.level},
                                {"urn", one.capability.to_urn()}});
  return to_text(root);
}

} // namespace sigil::cli

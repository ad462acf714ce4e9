#include "eris_encode.hpp"

#include <algorithm>

#include "convergence_secret.hpp"
#include "json_text.hpp"
#include "meter.hpp"
#include "sigil/base/file.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::cli {
namespace {

namespace fs = std::filesystem;

/// How many files are open at a time, and how much is in them: one large file fills all cores by itself.
constexpr std::size_t kMostOpen = 512;
constexpr std::uint64_t kManyBytes = std::uint64_t{256} << 20;

class FileEncoder {
 public:
  FileEncoder(const EncodeOptions& options, const eris::ConvergenceSecret& secret, eris::BlockStore* store,
              ErrorList& errors, const std::function<void(const Encoded&)>& take)
      : block_size_(block_size_of(options.block_size)), secret_(secret), store_(store), errors_(errors),
        take_(take) {}

  void add(const fs::path& path) {
    if (path == "-") return stream(InputStream::standard_input(), "-");
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    // Pipes and devices can be read once, and have no size.
    if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status))
      return errors_.collect([&] { stream(InputStream(path), path.native()); });
    errors_.collect([&] {
      contents_.push_back(Blob::map(path));
      paths_.push_back(path.native());
      bytes_ += contents_.back().size();
    });
    if (contents_.size() == kMostOpen || bytes_ >= kManyBytes) flush();
  }

  void flush() {
    std::vector<ByteView> views;
    for (const Blob& content : contents_) views.push_back(content.bytes());
    const std::vector<eris::ReadCapability> capabilities =
        eris::encode_all(views, block_size_, secret_, store_);
    for (std::size_t i = 0; i < views.size(); ++i) take_({paths_[i], views[i].size(), capabilities[i]});
    contents_.clear();
    paths_.clear();
    bytes_ = 0;
  }

 private:
  void stream(InputStream input, std::string path) {
    flush(); // results keep their order
    std::uint64_t size = 0;
    const auto read = [&](MutableBytes buffer) {
      const std::size_t count = input.read(buffer);
      size += count;
      return count;
    };
    const eris::ReadCapability capability = eris::encode_stream(read, block_size_, secret_, store_);
    take_({std::move(path), size, capability});
  }

  const std::optional<eris::BlockSize> block_size_;
  const eris::ConvergenceSecret& secret_;
  eris::BlockStore* const store_;
  ErrorList& errors_;
  const std::function<void(const Encoded&)>& take_;
  std::vector<Blob> contents_;
  std::vector<std::string> paths_;
  std::uint64_t bytes_ = 0;
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

void add_encode_options(CLI::App& command, EncodeOptions& options) {
  command.add_option("FILE", options.files, "what to encode; none, or '-': standard input");
  command
      .add_option("--block-size", options.block_size,
                  "of all blocks; default: auto, by the size of each content as ERIS recommends")
      ->option_text("1k|32k|auto")
      ->check(CLI::IsMember({"1k", "32k", "auto"}));
  command
      .add_option("--secret-file", options.secret_file,
                  "convergence secret, 32 bytes or 64 hexadecimal digits; default: the null secret")
      ->option_text("FILE");
  command.add_flag("--json", options.is_json, "print JSON");
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
  Meter meter(context.terminal, "encoding", total_size(files));
  MeteredStore metered(store, meter);
  FileEncoder encoder(options, secret, meter.is_shown() ? &metered : store, errors, take);
  for (const fs::path& file : files) encoder.add(file);
  encoder.flush();
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

#include "stored.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "sigil/crypto/hash.hpp"
#include "sigil/crypto/secret.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/image/core_image.hpp"

namespace sigil::system {
namespace {

std::optional<eris::ReadCapability> as_capability(std::string_view text) {
  eris::CapabilityBytes bytes;
  if (!eris::read_urn(text, bytes)) return std::nullopt;
  return eris::ReadCapability::parse_binary(bytes);
}

void collect(const genode::Node& node, const std::string& child, std::vector<CapabilityUse>& into) {
  for (const genode::Attribute& attribute : node.attributes)
    if (const auto capability = as_capability(attribute.value))
      into.push_back({child, attribute.name, *capability});
  for (const genode::Node& below : node.children) {
    const std::string* name = child.empty() && below.type == "start" ? below.attribute("name") : nullptr;
    collect(below, name != nullptr ? *name : child, into);
  }
}

/// Takes a content that may be longer than it should: equal blocks are stored once, so that few of them
/// can describe a content without end.
class ProofSink final : public ByteSink {
 public:
  ProofSink(eris::BlockSize block_size, std::uint64_t expected_bytes)
      : encoder_(block_size, {}, nullptr), expected_bytes_(expected_bytes) {}

  void write(ByteView bytes) override {
    size_bytes_ += bytes.size();
    if (size_bytes_ > expected_bytes_)
      throw Error(ErrorKind::Integrity, "content has more bytes than the " + std::to_string(expected_bytes_) +
                                            " that the manifest says")
          .coded("system.store.size");
    hash_.write(bytes);
    encoder_.write(bytes);
  }

  std::uint64_t size_bytes() const { return size_bytes_; }
  crypto::Hash hash() { return hash_.finish(); }
  eris::ReadCapability capability() { return encoder_.finish(); }

 private:
  crypto::HashSink hash_;
  eris::Encoder encoder_;
  std::uint64_t expected_bytes_;
  std::uint64_t size_bytes_ = 0;
};

/// Remembers which blocks were asked for.
class MarkingStore final : public eris::BlockStore {
 public:
  explicit MarkingStore(eris::StoreView& store) : store_(store) {
    for (const eris::BlockSize size : kSizes) reached(size).resize(store.block_count(size));
  }

  ByteView get(const eris::Reference& reference, MutableBytes) override {
    const std::lock_guard lock(mutex_);
    for (const eris::BlockSize size : kSizes)
      if (const auto index = store_.index_of(size, reference)) {
        reached(size)[*index] = true;
        return store_.block(size, *index);
      }
    return {};
  }
  void put(const eris::Reference& reference, ByteView block) override { store_.put(reference, block); }

  /// References of blocks that no content has asked for.
  std::vector<eris::Reference> unreached() {
    std::vector<eris::Reference> references;
    for (const eris::BlockSize size : kSizes)
      for (std::size_t i = 0; i < reached(size).size(); ++i)
        if (!reached(size)[i]) references.push_back(store_.reference(size, i));
    return references;
  }

 private:
  static constexpr eris::BlockSize kSizes[] = {eris::BlockSize::k32KiB, eris::BlockSize::k1KiB};
  std::vector<bool>& reached(eris::BlockSize size) {
    return size == eris::BlockSize::k32KiB ? large_ : small_;
  }

  eris::StoreView& store_;
  std::mutex mutex_;
  std::vector<bool> large_, small_;
};

class Prover {
 public:
  Prover(eris::StoreView& store, VerifyReport& report) : store_(store), marked_(store), report_(report) {
    for (std::size_t i = 0; i < store.content_count(); ++i) {
      const eris::StoredContent content = store.content(i);
      listed_.emplace(content.root, content);
    }
  }

  void prove(const image::ManifestEntry& entry) {
    try {
      prove_content(entry, eris::ReadCapability::parse_urn(entry.capability));
    } catch (Error& error) {
      is_whole_ = false;
      problems_.add(
          std::move(error).while_doing("while decoding content " + in_quotes(entry.name) + " of the store"));
    }
  }

  /// A child's capability must be one of the manifest's, unless it leads out of the image. One with the
  /// reference or the key of a content was meant for it.
  void check_use(const CapabilityUse& use) {
    if (std::find(known_.begin(), known_.end(), use.capability) != known_.end()) return;
    const bool has_key = std::any_of(known_.begin(), known_.end(), [&](const eris::ReadCapability& known) {
      return crypto::equal_secrets(known.root.key, use.capability.root.key);
    });
    if (!has_key && store_.get(use.capability.root.reference).empty()) return;
    problems_.add(Error(ErrorKind::Integrity, "attribute " + in_quotes(use.attribute) + " of child " +
                                                  in_quotes(use.child) +
                                                  " has reference or key of a content "
                                                  "in the store, but is the capability of none")
                      .coded("system.store.capability"));
  }

  std::vector<Error> finish() {
    for (const auto& [root, content] : listed_)
      if (claimed_.count(root) == 0)
        problems_.add(Error(ErrorKind::Integrity, "the store lists the content " +
                                                      in_quotes(eris::to_text(root)) +
                                                      ", which the manifest has not")
                          .coded("system.store.list"));
    // A content that cannot be decoded leaves blocks behind that are not to blame.
    if (const auto unreached = marked_.unreached(); is_whole_ && !unreached.empty())
      problems_.add(Error(ErrorKind::Integrity, "the store has " + std::to_string(unreached.size()) +
                                                    (unreached.size() == 1 ? " block" : " blocks") +
                                                    " of no content, the first is " +
                                                    in_quotes(eris::to_text(unreached.front())))
                        .coded("system.store.surplus"));
    return problems_.errors();
  }

 private:
  void prove_content(const image::ManifestEntry& entry, const eris::ReadCapability& capability) {
    known_.push_back(capability);
    const auto listed = listed_.find(capability.root.reference);
    if (listed != listed_.end()) claimed_.insert(*listed);
    if (entry.size_bytes > image::kMaxImageBytes)
      throw Error(ErrorKind::Limit, "content has " + std::to_string(entry.size_bytes) +
                                        " bytes by the manifest, expected at most " +
                                        std::to_string(image::kMaxImageBytes))
          .coded("system.store.limit");
    ProofSink sink(capability.block_size, entry.size_bytes);
    eris::decode(capability, marked_, sink, eris::Checks::Strict);
    if (sink.size_bytes() != entry.size_bytes)
      throw Error(ErrorKind::Integrity, "content has " + std::to_string(sink.size_bytes()) +
                                            " bytes, the manifest says " + std::to_string(entry.size_bytes))
          .coded("system.store.size");
    if (sink.hash() != entry.hash)
      throw Error(ErrorKind::Integrity, "content has another hash than the manifest says")
          .coded("system.store.hash");
    // Keys of leaves can be checked by encoding again, which is how sigil-build has made them.
    if (!(sink.capability() == capability))
      throw Error(ErrorKind::Integrity, "content has another capability when it is encoded again")
          .coded("system.store.capability");
    check_listed(entry, capability);
    ++report_.contents;
    report_.proven_bytes += entry.size_bytes;
  }

  void check_listed(const image::ManifestEntry& entry, const eris::ReadCapability& capability) {
    const auto listed = listed_.find(capability.root.reference);
    if (listed == listed_.end())
      throw Error(ErrorKind::Integrity, "content is not in the store's list").coded("system.store.list");
    const eris::StoredContent& content = listed->second;
    if (content.size_bytes != entry.size_bytes || content.block_size != capability.block_size ||
        content.level != capability.level)
      throw Error(ErrorKind::Integrity, "content has another size or level in the store's list")
          .coded("system.store.list");
  }

  eris::StoreView& store_;
  MarkingStore marked_;
  VerifyReport& report_;
  std::map<eris::Reference, eris::StoredContent> listed_, claimed_;
  std::vector<eris::ReadCapability> known_;
  bool is_whole_ = true;
  ErrorList problems_;
};

} // namespace

std::vector<CapabilityUse> find_capabilities(const genode::Node& config) {
  std::vector<CapabilityUse> uses;
  collect(config, "", uses);
  return uses;
}

StoreReport report_store(eris::StoreView& store, std::uint64_t size_bytes,
                         const std::vector<image::ManifestEntry>& manifest,
                         const std::vector<CapabilityUse>& uses) {
  StoreReport report{.size_bytes = size_bytes,
                     .large_blocks = store.block_count(eris::BlockSize::k32KiB),
                     .small_blocks = store.block_count(eris::BlockSize::k1KiB),
                     .contents = {}};
  for (std::size_t i = 0; i < store.content_count(); ++i) {
    const eris::StoredContent content = store.content(i);
    StoredReport stored{.name = {},
                        .urn = {},
                        .size_bytes = content.size_bytes,
                        .block_size_bytes = eris::size_bytes(content.block_size),
                        .level = content.level,
                        .users = {}};
    for (const CapabilityUse& use : uses)
      if (use.capability.root.reference == content.root) stored.users.push_back(use.child);
    bool is_named = false;
    for (const image::ManifestEntry& entry : manifest) {
      const auto capability = as_capability(entry.capability);
      if (entry.placement != image::Placement::Store || !capability ||
          capability->root.reference != content.root)
        continue;
      is_named = true;
      stored.name = entry.name;
      stored.urn = entry.capability;
      report.contents.push_back(stored); // equal contents may have several names
    }
    if (!is_named) report.contents.push_back(stored);
  }
  std::ranges::stable_sort(report.contents, {}, &StoredReport::name);
  return report;
}

std::vector<Error> prove_store(eris::StoreView& store, const std::vector<image::ManifestEntry>& manifest,
                               const std::vector<CapabilityUse>& uses, VerifyReport& report) {
  Prover prover(store, report);
  for (const image::ManifestEntry& entry : manifest)
    if (entry.placement == image::Placement::Store) prover.prove(entry);
  for (const CapabilityUse& use : uses) prover.check_use(use);
  return prover.finish();
}

} // namespace sigil::system

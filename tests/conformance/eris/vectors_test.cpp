// The test vectors of ERIS 1.0, of any folder that has them as the specification does: positive ones are
// encoded to exactly their blocks and capability and decoded again, negative ones are refused. What cannot be
// interpreted as either, to the last field, fails the test (vector_runner_test.py).
#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/eris/codec.hpp"
#include "support/catch.hpp"
#include "vector_folder.hpp"

using namespace sigil;
using nlohmann::json;
using test::base32_bytes;
using test::base32_key;

namespace {

std::vector<std::filesystem::path> vector_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name == "large-content.json") continue; // without blocks: see large_content_test.cpp
    if (entry.path().extension() == ".json" || name.starts_with("eris-test-vector"))
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The vector's blocks under the references that it tells, right or not.
void fill(eris::MemoryStore& store, const json& vector) {
  const json& blocks = vector.at("blocks");
  if (!blocks.is_object()) throw std::runtime_error("field 'blocks' is no object");
  for (const auto& [reference, block] : blocks.items()) {
    store.put(base32_key(reference), base32_bytes(block.get<std::string>()));
  }
}

Bytes decoded(const eris::ReadCapability& capability, eris::BlockStore& store, eris::Checks checks) {
  BytesSink sink;
  eris::decode(capability, store, sink, checks);
  return std::move(sink).bytes();
}

/// The capability as the vector's parts tell it, which its URN must do too.
eris::ReadCapability capability_of(const json& vector) {
  const json& parts = vector.at("read-capability");
  test::require_fields(parts, {"block-size", "level", "root-reference", "root-key"});
  eris::ReadCapability capability;
  capability.block_size = test::block_size_of(test::number(parts, "block-size"));
  capability.level = static_cast<std::uint8_t>(test::number(parts, "level", 255));
  capability.root.reference = base32_key(parts.at("root-reference").get<std::string>());
  capability.root.key = base32_key(parts.at("root-key").get<std::string>());
  const std::string urn = vector.at("urn").get<std::string>();
  CHECK(capability.to_urn() == urn);
  CHECK(eris::ReadCapability::parse_urn(urn) == capability);
  return capability;
}

void check_positive(const json& vector) {
  const Bytes content = base32_bytes(vector.at("content").get<std::string>());
  const eris::BlockSize block_size = test::block_size_of(test::number(vector, "block-size"));
  const eris::ConvergenceSecret secret = base32_key(vector.at("convergence-secret").get<std::string>());
  const eris::ReadCapability expected = capability_of(vector);

  eris::MemoryStore encoded;
  CHECK(eris::encode(content, block_size, secret, &encoded) == expected);
  eris::MemoryStore store;
  fill(store, vector);
  CHECK((encoded.blocks() == store.blocks()));
  CHECK((decoded(expected, store, eris::Checks::Standard) == content));
  CHECK((decoded(expected, store, eris::Checks::Strict) == content));
}

void check_negative(const json& vector) {
  const eris::ReadCapability capability = capability_of(vector);
  eris::MemoryStore store;
  fill(store, vector);
  for (const eris::Checks checks : {eris::Checks::Standard, eris::Checks::Strict}) {
    try {
      decoded(capability, store, checks);
      FAIL_CHECK("decoded: " << vector.at("description"));
    } catch (const Error& error) {
      CAPTURE(error.message());
      CHECK((error.kind() == ErrorKind::Integrity || error.kind() == ErrorKind::Missing));
      CHECK(error.code().starts_with("eris.decode."));
    }
  }
}

/// \throws std::exception for a vector that is not understood.
void check(const json& vector) {
  test::require_version(vector);
  const std::string type = vector.at("type").get<std::string>();
  const std::set<std::string> common = {"id",          "type", "spec-version",    "name",
                                        "description", "urn",  "read-capability", "blocks"};
  const std::set<std::string> of_content = {"content", "convergence-secret", "block-size"};
  if (type == "positive") {
    std::set<std::string> all = of_content;
    all.insert(common.begin(), common.end());
    test::require_fields(vector, all);
    check_positive(vector);
  } else if (type == "negative") {
    test::require_fields(vector, common, of_content);
    check_negative(vector);
  } else {
    throw std::runtime_error("type is '" + type + "', expected 'positive' or 'negative'");
  }
}

} // namespace

TEST_CASE("the vectors of ERIS 1.0") {
  const auto folder = test::vector_folder();
  if (!folder) SIGIL_SKIP(test::kNoVectors);
  const std::vector<std::filesystem::path> files = vector_files(*folder);
  CHECK_FALSE(files.empty());
  for (const std::filesystem::path& file : files) {
    CAPTURE(file.filename().string());
    try {
      check(test::read_json(file));
    } catch (const std::exception& error) {
      FAIL_CHECK("vector is not understood: " << error.what());
    }
  }
}

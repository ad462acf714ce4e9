// The test vectors of ERIS 1.0: positive ones are encoded to exactly their blocks and capability and
// decoded again, negative ones are refused. A file that is neither fails the test.
#include <algorithm>
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
    // These have no blocks: see large_content_test.cpp.
    if (entry.path().extension() != ".json" || entry.path().filename() == "large-content.json") continue;
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The vector's blocks under the references that it tells, right or not.
void fill(eris::MemoryStore& store, const json& vector) {
  for (const auto& [reference, block] : vector.at("blocks").items()) {
    store.put(base32_key(reference), base32_bytes(block.get<std::string>()));
  }
}

Bytes decoded(const eris::ReadCapability& capability, eris::BlockStore& store, eris::Checks checks) {
  BytesSink sink;
  eris::decode(capability, store, sink, checks);
  return std::move(sink).bytes();
}

/// The capability as the vector's parts tell it.
eris::ReadCapability capability_of(const json& parts) {
  eris::ReadCapability capability;
  capability.block_size = test::block_size_of(parts.at("block-size").get<std::uint64_t>());
  capability.level = parts.at("level").get<std::uint8_t>();
  capability.root.reference = base32_key(parts.at("root-reference").get<std::string>());
  capability.root.key = base32_key(parts.at("root-key").get<std::string>());
  return capability;
}

void check_positive(const json& vector) {
  const Bytes content = base32_bytes(vector.at("content").get<std::string>());
  const eris::BlockSize block_size = test::block_size_of(vector.at("block-size").get<std::uint64_t>());
  const eris::ConvergenceSecret secret = base32_key(vector.at("convergence-secret").get<std::string>());
  const std::string urn = vector.at("urn").get<std::string>();

  eris::MemoryStore encoded;
  const eris::ReadCapability capability = eris::encode(content, block_size, secret, &encoded);
  CHECK(capability.to_urn() == urn);
  CHECK(capability == capability_of(vector.at("read-capability")));
  eris::MemoryStore store;
  fill(store, vector);
  CHECK((encoded.blocks() == store.blocks()));
  const eris::ReadCapability parsed = eris::ReadCapability::parse_urn(urn);
  CHECK(parsed == capability);
  CHECK((decoded(parsed, store, eris::Checks::Standard) == content));
  CHECK((decoded(parsed, store, eris::Checks::Strict) == content));
}

void check_negative(const json& vector) {
  const std::string urn = vector.at("urn").get<std::string>();
  for (const eris::Checks checks : {eris::Checks::Standard, eris::Checks::Strict}) {
    eris::MemoryStore store;
    fill(store, vector);
    try {
      decoded(eris::ReadCapability::parse_urn(urn), store, checks);
      FAIL_CHECK("decoded: " << vector.at("description"));
    } catch (const Error& error) {
      CAPTURE(error.message());
      CHECK((error.kind() == ErrorKind::Integrity || error.kind() == ErrorKind::Missing ||
             error.kind() == ErrorKind::Invalid));
      CHECK(error.code().starts_with("eris."));
    }
  }
}

} // namespace

TEST_CASE("the vectors of ERIS 1.0") {
  const auto folder = test::vector_folder();
  if (!folder) SIGIL_SKIP(test::kNoVectors);
  const std::vector<std::filesystem::path> files = vector_files(*folder);
  std::size_t positive = 0;
  std::size_t negative = 0;
  for (const std::filesystem::path& file : files) {
    CAPTURE(file.filename().string());
    // An exception of a field that is missing or malformed fails the test with the file's name.
    const json vector = test::read_json(file);
    CAPTURE(vector.value("name", ""));
    const std::string version = vector.at("spec-version").get<std::string>();
    const std::string type = vector.at("type").get<std::string>();
    REQUIRE(version == "1.0.0");
    REQUIRE((type == "positive" || type == "negative"));
    if (type == "positive") {
      ++positive;
      check_positive(vector);
    } else {
      ++negative;
      check_negative(vector);
    }
  }
  CHECK(positive > 0);
  CHECK(negative > 0);
}

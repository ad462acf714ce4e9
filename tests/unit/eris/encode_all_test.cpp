#include <algorithm>
#include <atomic>
#include <random>

#include "contents.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/ordered.hpp"
#include "sigil/eris/codec.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using eris::BlockSize;
using eris::ReadCapability;

namespace {

/// What one Encoder after the other makes of them.
std::vector<ReadCapability> one_by_one(const std::vector<ByteView>& contents, std::optional<BlockSize> size,
                                       const eris::ConvergenceSecret& secret, eris::BlockStore& store) {
  std::vector<ReadCapability> capabilities;
  for (const ByteView content : contents) {
    eris::Encoder encoder(size.value_or(eris::recommended_block_size(content.size())), secret, &store);
    encoder.write(content);
    capabilities.push_back(encoder.finish());
  }
  return capabilities;
}

void compare(const std::vector<ByteView>& contents, std::optional<BlockSize> size,
             const eris::ConvergenceSecret& secret) {
  eris::MemoryStore expected, found;
  CHECK((eris::encode_all(contents, size, secret, &found) == one_by_one(contents, size, secret, expected)));
  CHECK((found.blocks() == expected.blocks()));
}

Bytes random_bytes(std::size_t size) {
  std::mt19937 engine(static_cast<unsigned>(size));
  Bytes bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(engine());
  return bytes;
}

/// Fails at the block with number `room`.
class FullStore final : public eris::BlockStore {
 public:
  explicit FullStore(int room) : room_(room) {}
  void put(const eris::Reference&, ByteView) override {
    if (room_-- <= 0) throw Error(ErrorKind::Io, "store is full");
  }
  ByteView get(const eris::Reference&, MutableBytes) override { return {}; }

 private:
  std::atomic<int> room_;
};

} // namespace

TEST_CASE("many contents at once have the names and blocks that each has alone") {
  const auto secret = GENERATE(eris::ConvergenceSecret{}, test::counting_secret());
  const auto size =
      GENERATE(std::optional<BlockSize>{}, std::optional(BlockSize::k1KiB), std::optional(BlockSize::k32KiB));
  const Bytes most = random_bytes(3 << 20);
  std::vector<ByteView> contents;
  const auto add = [&](std::size_t bytes) {
    contents.push_back(ByteView(most).subspan(contents.size() * 11 % 4096, bytes));
  };
  // At every border of leaves, nodes and batches, and one large between small ones.
  add(0);
  for (const std::size_t border : {1024U, 16384U, 32768U, 262144U, 524288U, 1048576U, 2097152U})
    for (const std::size_t size_bytes : {border - 1, border, border + 1}) add(size_bytes);
  for (std::size_t i = 0; i < 300; ++i) add(i * 97 % 40000);
  compare(contents, size, secret);
}

TEST_CASE("equal blocks of many contents are stored once") {
  const Bytes zeros(2 << 20), words = random_bytes(1 << 20);
  std::vector<ByteView> contents{zeros, words, zeros, words, ByteView(zeros).first(70000)};
  compare(contents, {}, {});
  compare(contents, BlockSize::k1KiB, {});
}

TEST_CASE("nothing to encode is no error, and an empty content is one") {
  CHECK(eris::encode_all({}).empty());
  const std::vector<ByteView> contents(3);
  const auto capabilities = eris::encode_all(contents);
  CHECK(capabilities[2] == eris::name_of({}));
}

TEST_CASE("a store that fails ends the run with its error") {
  const Bytes bytes = random_bytes(5 << 20);
  for (const int room : {0, 1, 100, 161}) {
    FullStore store(room);
    const std::vector<ByteView> contents{bytes};
    CHECK_THROWS_AS(eris::encode_all(contents, {}, {}, &store), Error);
  }
}

TEST_CASE("tasks are worked on by all, and end in their order") {
  struct Task {
    int number = 0;
    long result = 0;
  };
  int next = 0;
  std::vector<long> results;
  ordered_for<Task>(
      [&](Task& task) {
        task.number = next++;
        return task.number < 1000;
      },
      [](Task& task) { task.result = 3L * task.number; },
      [&](Task& task) { results.push_back(task.result); });
  REQUIRE(results.size() == 1000);
  for (std::size_t i = 0; i < results.size(); ++i) CHECK(results[i] == 3 * static_cast<long>(i));
}

TEST_CASE("the first task that fails ends the row, after those before it") {
  struct Task {
    int number = 0;
  };
  int next = 0;
  std::vector<int> ended;
  const auto run = [&] {
    ordered_for<Task>(
        [&](Task& task) {
          task.number = next++;
          return true;
        },
        [](const Task& task) {
          if (task.number == 57 || task.number == 58) throw Error(ErrorKind::Io, std::to_string(task.number));
        },
        [&](const Task& task) { ended.push_back(task.number); });
  };
  try {
    run();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.message() == "57");
  }
  CHECK(ended.size() == 57);
}

TEST_CASE("a content that comes in pieces has the name and blocks that it has at once") {
  const auto size = GENERATE(std::optional<BlockSize>{}, std::optional<BlockSize>{BlockSize::k1KiB},
                             std::optional<BlockSize>{BlockSize::k32KiB});
  std::mt19937 engine(7);
  for (const std::size_t length :
       {0U, 1U, 1023U, 1024U, 16383U, 16384U, 524287U, 524288U, 524289U, 1048576U, 3000000U}) {
    const Bytes content = random_bytes(length);
    eris::MemoryStore expected, found;
    const ReadCapability name = one_by_one({content}, size, test::counting_secret(), expected).front();
    ByteView rest(content);
    const auto read = [&](MutableBytes buffer) {
      const std::size_t count = std::min({rest.size(), buffer.size(), std::size_t{1} + engine() % 100'000});
      std::copy_n(rest.begin(), count, buffer.begin());
      rest = rest.subspan(count);
      return count;
    };
    CHECK((eris::encode_stream(read, size, test::counting_secret(), &found) == name));
    CHECK((found.blocks() == expected.blocks()));
  }
}

TEST_CASE("a stream that fails, or a store that does, ends the encoding") {
  int calls = 0;
  const auto broken = [&](MutableBytes buffer) -> std::size_t {
    if (++calls == 5) throw Error(ErrorKind::Io, "stream is broken");
    std::fill(buffer.begin(), buffer.end(), static_cast<std::uint8_t>(calls));
    return buffer.size();
  };
  CHECK(test::error_of([&] { eris::encode_stream(broken); }).message() == "stream is broken");
  FullStore full(20);
  std::uint8_t number = 0;
  const auto endless = [&](MutableBytes buffer) {
    std::fill(buffer.begin(), buffer.end(), ++number);
    return buffer.size();
  };
  CHECK(test::error_of([&] { eris::encode_stream(endless, {}, {}, &full); }).message() == "store is full");
}

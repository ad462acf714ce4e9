// The store in a folder: against the store in memory, damaged, refused, full, killed.
#include "sigil/eris/directory_store.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "blocks.hpp"
#include "page.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/codec.hpp"
#include "support/error_of.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::eris;
namespace fs = std::filesystem;

namespace {

fs::path file_of(const fs::path& store, const Reference& reference) {
  const std::string name = to_text(reference);
  return store / name.substr(0, 2) / name;
}

void overwrite(const fs::path& file, ByteView bytes) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(out.good());
}

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

template <typename Action>
std::string code_of(Action action) {
  return test::error_of(action).code();
}

/// Every file under a final name is the block of that name.
std::set<Reference> sound_blocks(const fs::path& folder) {
  std::set<Reference> found;
  DirectoryStore store(folder, Access::Read);
  store.for_each([&](const Reference& reference, std::size_t) {
    if (crypto::blake2b_256(test::block_of(store, reference)) != reference) FAIL("block is damaged");
    found.insert(reference);
  });
  return found;
}

/// Runs `work` in a child process and returns what it returns, or 255 if it was killed or threw.
template <typename Work>
int in_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      ::_exit(work());
    } catch (const Error& error) {
      std::cerr << error.render("child");
      ::_exit(255);
    } catch (...) {
      ::_exit(255);
    }
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

/// A child puts blocks from number `first` on, some at a time, and tells of each sync() that came back. It is
/// killed some time after the first `syncs` of them. \returns how many blocks were acknowledged.
std::uint64_t put_until_killed(const fs::path& folder, std::uint64_t first, unsigned syncs,
                               unsigned microseconds) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      DirectoryStore store(folder, Access::Write);
      for (std::uint64_t count = 0;;) {
        test::put_blocks(store, first + count, 1 + count % 7);
        count += 1 + count % 7;
        store.sync();
        if (::write(ends[1], &count, sizeof count) != sizeof count) break;
      }
    } catch (...) {
    }
    ::_exit(1);
  }
  ::close(ends[1]);
  std::uint64_t acknowledged = 0, count = 0;
  while (syncs-- > 0 && ::read(ends[0], &count, sizeof count) == sizeof count) acknowledged = count;
  ::usleep(microseconds);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  while (::read(ends[0], &count, sizeof count) == sizeof count) acknowledged = count;
  ::close(ends[0]);
  return acknowledged;
}

} // namespace

TEST_CASE("a directory store has what was put, before and after it is opened again") {
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 300);
  {
    DirectoryStore store(temp / "store", Access::Write);
    test::put_blocks(store, 0, 200);
    test::put_blocks(store, 100, 200); // 100 for the second time
    test::check_same(store, expected);
    store.sync();
    test::check_same(store, expected);
    CHECK(sound_blocks(temp / "store").size() == 300);
    store.sync();
  }
  CHECK(entries_in(temp.path() / "store" / "staging") == 0);
  DirectoryStore again(temp / "store", Access::Read);
  test::check_same(again, expected);
}

TEST_CASE("what was put without a sync is there after an orderly end") {
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 5);
  {
    DirectoryStore store(temp / "store", Access::Write);
    test::put_blocks(store, 0, 5);
    CHECK(sound_blocks(temp / "store").empty());
  }
  DirectoryStore again(temp / "store", Access::Read);
  test::check_same(again, expected);
}

TEST_CASE("full batches get their places without a sync") {
  test::TempFolder temp;
  DirectoryStore store(temp / "store", Access::Write);
  std::uint64_t number = 0;
  while (number < 5000 && sound_blocks(temp / "store").empty()) {
    for (std::uint64_t end = number + 256; number < end; ++number) {
      const test::NamedBlock one = test::block(number * 4);
      store.put(one.reference, one.bytes);
    }
  }
  CHECK(sound_blocks(temp / "store").size() >= 1024);
  store.sync();
  CHECK(sound_blocks(temp / "store").size() == number);
}

TEST_CASE("the directory store of the format page is right") {
  const std::string page = test::project_file("docs/formats/eris-directory.md");
  const fs::path example = page.substr(page.find("    VS/") + 4, 2 + 1 + kReferenceTextLength);
  test::TempFolder temp;
  DirectoryStore store(temp / "store", Access::Write);
  encode(as_bytes("sigil\n"), BlockSize::k1KiB, {}, &store);
  store.sync();
  CHECK(Blob::map(temp.path() / "store" / "version").text() == "eris-directory 1\n");
  const Blob block = Blob::map(temp.path() / "store" / example);
  CHECK(block.size() == 1024);
  CHECK(to_hex(block.bytes().first(4)) == "6c4ab35e");
  CHECK((fs::status(temp.path() / "store" / example).permissions() & fs::perms(0222)) == fs::perms::none);
}

TEST_CASE("the page on directory stores has the codes of this test, which has each of them") {
  const std::string page = test::project_file("docs/formats/eris-directory.md");
  const std::string tests = test::project_file("tests/unit/eris/directory_store_test.cpp");
  for (const std::string room : {"directory", "block"})
    CHECK(test::codes_in(page, "eris." + room + ".", '`') ==
          test::codes_in(tests, "eris." + room + ".", '"'));
}

TEST_CASE("several threads put, get and synchronise a directory store") {
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 400);
  {
    DirectoryStore store(temp / "store", Access::Write);
    std::atomic<std::size_t> lost = 0;
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 0; thread < 4; ++thread)
      threads.emplace_back([&, thread] {
        for (std::uint64_t i = 0; i < 300; ++i) { // each block in three threads
          const test::NamedBlock one = test::block((thread * 100 + i) % 400);
          store.put(one.reference, one.bytes);
          if (i % 50 == thread) store.sync();
          if (!store.has(one.reference) || test::block_of(store, one.reference) != one.bytes) ++lost;
        }
      });
    for (std::thread& thread : threads) thread.join();
    CHECK(lost == 0);
    test::check_same(store, expected);
    store.sync();
  }
  DirectoryStore again(temp / "store", Access::Read);
  test::check_same(again, expected);
}

TEST_CASE("two writers share a directory store, and neither removes what the other has begun") {
  test::TempFolder temp;
  DirectoryStore first(temp / "store", Access::Write);
  test::put_blocks(first, 0, 10);
  DirectoryStore second(temp / "store", Access::Write);
  test::put_blocks(second, 5, 10);
  CHECK(entries_in(temp.path() / "store" / "staging") == 4);
  second.sync();
  first.sync();
  MemoryStore expected;
  test::put_blocks(expected, 0, 15);
  test::check_same(first, expected);
  test::check_same(second, expected);
}

TEST_CASE("a directory store is made in a new or empty folder only") {
  test::TempFolder temp;
  fs::create_directory(temp / "empty");
  fs::create_directory(temp / "empty" / "lost+found");
  DirectoryStore(temp / "empty", Access::Write);
  fs::create_directory(temp / "used");
  std::ofstream(temp / "used" / "letter.txt") << "dear";
  CHECK(code_of([&] { DirectoryStore(temp / "used", Access::Write); }) == "eris.directory.foreign");
  CHECK(entries_in(temp / "used") == 1);
  CHECK(code_of([&] { DirectoryStore(temp / "used", Access::Read); }) == "eris.directory.version");
  CHECK(test::error_of([&] { DirectoryStore(temp / "none", Access::Read); }).kind() == ErrorKind::Missing);
  CHECK(test::error_of([&] { DirectoryStore(temp / "no" / "ne", Access::Write); }).kind() == ErrorKind::Io);
  CHECK(test::error_of([&] { DirectoryStore(temp / "used" / "letter.txt", Access::Read); }).kind() ==
        ErrorKind::Io);
  for (const char* text : {"", "eris-directory 2\n", "eris-directory 1\nand more"}) {
    std::ofstream(temp / "used" / "version", std::ios::trunc) << text;
    CHECK(code_of([&] { DirectoryStore(temp / "used", Access::Write); }) == "eris.directory.version");
  }
}

TEST_CASE("a file that is no block is an error that names it, and is replaced by a put") {
  test::TempFolder temp;
  const test::NamedBlock good = test::block(1), bad = test::block(3);
  DirectoryStore store(temp / "store", Access::Write);
  test::put_blocks(store, 1, 3);
  store.sync();
  const fs::path file = file_of(temp / "store", bad.reference);
  for (const std::size_t size : {0U, 1U, 1023U, 1025U, 32767U, 32769U, 100'000U}) {
    CAPTURE(size);
    overwrite(file, Bytes(size, 7));
    const Error error = test::error_of([&] { test::block_of(store, bad.reference); });
    CHECK(error.code() == "eris.directory.block-size");
    CHECK(error.kind() == ErrorKind::Integrity);
    CHECK(error.message().find(file.filename().native()) != std::string::npos);
    CHECK_FALSE(store.has(bad.reference));
    std::size_t visited = 0;
    CHECK(code_of([&] { store.for_each([&](const Reference&, std::size_t) { ++visited; }); }) ==
          "eris.directory.block-size");
    CHECK(visited == 2);
    store.put(bad.reference, bad.bytes);
    CHECK(test::block_of(store, bad.reference) == bad.bytes);
    store.sync();
    CHECK(fs::file_size(file) == bad.bytes.size());
  }
  Bytes flipped = bad.bytes;
  flipped[1000] ^= 4;
  overwrite(file, flipped);
  CHECK(test::block_of(store, bad.reference) == flipped); // for decoders to find
  store.put(bad.reference, bad.bytes);
  store.sync();
  CHECK(sound_blocks(temp / "store").size() == 3);

  // A put of other bytes under a reference does not harm the block that is there.
  store.put(good.reference, flipped);
  store.sync();
  CHECK(test::block_of(store, good.reference) == good.bytes);

  fs::remove(file);
  fs::create_directory(file);
  CHECK(code_of([&] { test::block_of(store, bad.reference); }) == "eris.directory.block-size");
  fs::remove(file);
  fs::create_symlink("/dev/zero", file);
  CHECK(test::error_of([&] { test::block_of(store, bad.reference); }).kind() == ErrorKind::Io);
}

TEST_CASE("files that do not belong into a directory store are told once all blocks were listed") {
  test::TempFolder temp;
  DirectoryStore store(temp / "store", Access::Write);
  test::put_blocks(store, 0, 4);
  store.sync();
  const fs::path file = file_of(temp / "store", test::block(0).reference);
  std::ofstream(file.parent_path() / ".hidden") << "of the file system";
  std::ofstream(temp / "store" / "README") << "not in a shard";
  std::size_t visited = 0;
  const auto count = [&](const Reference&, std::size_t) { ++visited; };
  store.for_each(count);
  CHECK(visited == 4);
  std::ofstream(file.parent_path() / "note") << "x";
  fs::copy_file(file, file.parent_path() / (std::string(50, 'A') + "AA"));
  visited = 0;
  const Error error = test::error_of([&] { store.for_each(count); });
  CHECK(error.code() == "eris.directory.name");
  CHECK(error.separated().size() == 2);
  CHECK(visited == 4);
}

TEST_CASE("blocks of other sizes and stores for reading take no put") {
  test::TempFolder temp;
  DirectoryStore store(temp / "store", Access::Write);
  for (const std::size_t size : {0U, 1023U, 2048U, 32769U})
    CHECK(code_of([&] { store.put({}, Bytes(size)); }) == "eris.block.size");
  DirectoryStore reader(temp / "store", Access::Read);
  const test::NamedBlock one = test::block(0);
  CHECK(code_of([&] { reader.put(one.reference, one.bytes); }) == "eris.directory.read-only");
  reader.sync();
}

TEST_CASE("what killed writers leave is removed, what others hold is not") {
  test::TempFolder temp;
  const fs::path staging = temp / "store" / "staging";
  DirectoryStore alive(temp / "store", Access::Write);
  test::put_blocks(alive, 0, 3);
  fs::create_directory(staging / "DEAD");
  std::ofstream(staging / "DEAD" / "0") << "half a block";
  std::ofstream(staging / "DEAD.lock");
  fs::create_directory(staging / "WITHOUTLOCK");
  std::ofstream(staging / "WITHOUTFOLDER.lock");
  CHECK(entries_in(staging) == 6);
  DirectoryStore other(temp / "store", Access::Write);
  CHECK(entries_in(staging) == 4);
  alive.sync();
  CHECK(sound_blocks(temp / "store").size() == 3);
}

TEST_CASE("a read-only folder is refused for writing, and read") {
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 4);
  {
    DirectoryStore store(temp / "store", Access::Write);
    test::put_blocks(store, 0, 4);
  }
  fs::permissions(temp.path(), fs::perms(0755));
  fs::permissions(temp / "store" / "staging", fs::perms(0555));
  fs::permissions(temp / "store", fs::perms(0555));
  // In a child that is not root.
  const int status = in_child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
    try {
      DirectoryStore(temp / "store", Access::Write);
      return 3;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Io) return 4;
    }
    DirectoryStore store(temp / "store", Access::Read);
    std::size_t count = 0;
    store.for_each([&](const Reference& reference, std::size_t) {
      count += crypto::blake2b_256(test::block_of(store, reference)) == reference ? 1U : 0U;
    });
    return count == 4 ? 0 : 5;
  });
  fs::permissions(temp / "store", fs::perms(0755));
  CHECK(status == 0);
}

TEST_CASE("a block that does not fit onto the disk is refused, the ones before it stay") {
  test::TempFolder temp;
  const int status = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    DirectoryStore store(temp / "store", Access::Write);
    test::put_blocks(store, 0, 3); // 1 KiB each
    const rlimit limit{20'000, 20'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      test::put_blocks(store, 3, 1);
      return 2;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Io) return 3;
    }
    if (store.has(test::block(3).reference)) return 4;
    test::put_blocks(store, 4, 1);
    store.sync();
    return 0;
  });
  CHECK(status == 0);
  CHECK(sound_blocks(temp / "store").size() == 4);
  CHECK(entries_in(temp / "store" / "staging") == 0);
}

TEST_CASE("a full file system loses nothing, and goes on once there is room") {
  test::TempFolder temp;
  fs::create_directory(temp / "disk");
  if (::mount("none", (temp / "disk").c_str(), "tmpfs", 0, "size=1m") != 0)
    SIGIL_SKIP("a small file system cannot be mounted here");
  {
    std::ofstream(temp / "disk" / "ballast") << std::string(300'000, 'x');
    MemoryStore expected;
    DirectoryStore store(temp / "disk" / "store", Access::Write);
    std::uint64_t number = 0;
    const auto fill = [&] {
      for (;; ++number) {
        const test::NamedBlock one = test::block(number);
        store.put(one.reference, one.bytes);
        expected.put(one.reference, one.bytes);
      }
    };
    CHECK(test::error_of(fill).kind() == ErrorKind::Io);
    CHECK(number > 10);
    test::check_same(store, expected);
    try {
      store.sync(); // there may be no room for the folders
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Io);
    }
    test::check_same(store, expected);
    fs::remove(temp / "disk" / "ballast");
    store.sync();
    CHECK(sound_blocks(temp / "disk" / "store").size() == number);
    CHECK(test::error_of(fill).kind() == ErrorKind::Io);
    test::check_same(store, expected);
  }
  ::umount((temp / "disk").c_str());
}

TEST_CASE("a writer that is killed loses no block that was acknowledged, and leaves no half block") {
  constexpr int kKills = 200;
  test::TempFolder temp;
  std::uint32_t random = 1;
  std::size_t acknowledged_ever = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    // A store for ten writers, one after the other, each with blocks of its own.
    const fs::path folder = temp / ("store" + std::to_string(kill / 10));
    const std::uint64_t first = static_cast<std::uint64_t>(kill % 10) << 32;
    random = random * 1664525U + 1013904223U;
    const std::uint64_t acknowledged = put_until_killed(folder, first, random >> 28 & 3, random >> 8 & 8191);
    acknowledged_ever += acknowledged;
    const std::set<Reference> found =
        fs::exists(folder / "version") ? sound_blocks(folder) : std::set<Reference>{};
    for (std::uint64_t i = 0; i < acknowledged; ++i)
      if (found.count(test::block(first + i).reference) == 0) FAIL("an acknowledged block is lost");
    if (kill % 10 == 9) {
      DirectoryStore(folder, Access::Write);
      CHECK(entries_in(folder / "staging") == 0);
      fs::remove_all(folder);
    }
  }
  CHECK(acknowledged_ever > kKills);
}

namespace {

/// A file system in a file that can lose its power: it then forgets what is not in its journal.
class Disk {
 public:
  explicit Disk(const fs::path& folder) : image_(folder / "disk.img"), root_(folder / "disk") {
    fs::create_directory(root_);
    std::ofstream(image_).close();
    fs::resize_file(image_, 64 << 20);
    is_mounted_ = ::geteuid() == 0 && run("mkfs.ext4 -q '" + image_.native() + "'") && mount();
  }
  ~Disk() { unmount(); }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  bool is_mounted() const { return is_mounted_; }
  const fs::path& root() const { return root_; }
  bool lose_power() const {
    constexpr unsigned long kShutdown = _IOR('X', 125, std::uint32_t); // of ext4
    std::uint32_t without_flush = 2;
    const Descriptor root(::open(root_.c_str(), O_RDONLY | O_CLOEXEC));
    return ::ioctl(root.get(), kShutdown, &without_flush) == 0;
  }
  bool start_again() { return unmount() && (is_mounted_ = mount()); }

 private:
  static bool run(const std::string& command) {
    return std::system((command + " 2> /dev/null").c_str()) == 0;
  }
  bool mount() const {
    return run("mount -o loop,commit=300 '" + image_.native() + "' '" + root_.native() + "'");
  }
  bool unmount() {
    return !is_mounted_ || (::umount2(root_.c_str(), MNT_DETACH) == 0 && !(is_mounted_ = false));
  }

  fs::path image_, root_;
  bool is_mounted_ = false;
};

struct Outcome {
  std::uint64_t acknowledged = 0; ///< blocks
  std::string code;               ///< of the error of a sync() after the disk has failed
};

/// Puts blocks from number `first` on and synchronises until the disk fails, then tries again.
Outcome put_until_failure(const fs::path& folder, std::uint64_t first) {
  Outcome outcome;
  try {
    DirectoryStore store(folder, Access::Write);
    try {
      for (std::uint64_t count = 0;;) {
        test::put_blocks(store, first + count, 1 + count % 13);
        count += 1 + count % 13;
        store.sync();
        outcome.acknowledged = count;
      }
    } catch (const Error&) {
    }
    for (int i = 0; i < 2; ++i) {
      try {
        store.sync();
      } catch (const Error& error) {
        outcome.code = error.code();
      }
    }
  } catch (const Error&) {
  }
  return outcome;
}

/// Lets the file system write its journal again and again, as other programs do.
void disturb(const fs::path& file) {
  const Descriptor other(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  while (::write(other.get(), "x", 1) == 1 && ::fsync(other.get()) == 0) {
  }
}

} // namespace

TEST_CASE("a loss of power loses no block that was acknowledged, and leaves no half block") {
  test::TempFolder temp;
  Disk disk(temp.path());
  if (!disk.is_mounted()) SIGIL_SKIP("an ext4 file system cannot be mounted here");
  const fs::path folder = disk.root() / "store";
  std::uint64_t acknowledged_ever = 0;
  int refused = 0;
  for (std::uint64_t round = 0; round < 20; ++round) {
    const std::uint64_t first = round << 32;
    Outcome outcome;
    std::thread writer([&] { outcome = put_until_failure(folder, first); });
    std::thread other([&] { disturb(disk.root() / "other"); });
    ::usleep(static_cast<unsigned>(60'000 + round * 7'919));
    const bool is_lost = disk.lose_power();
    if (!is_lost) std::abort(); // the threads would never end
    writer.join();
    other.join();
    REQUIRE(disk.start_again());
    const std::set<Reference> found =
        fs::exists(folder / "version") ? sound_blocks(folder) : std::set<Reference>{};
    for (std::uint64_t i = 0; i < outcome.acknowledged; ++i)
      if (found.count(test::block(first + i).reference) == 0) FAIL("an acknowledged block is lost");
    acknowledged_ever += outcome.acknowledged;
    refused += outcome.code == "eris.directory.failed" ? 1 : 0;
  }
  CHECK(refused > 0);
  CHECK(acknowledged_ever > 20);
}

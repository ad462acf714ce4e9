#include "common/abi.hpp"

#include <cstring>
#include <string>

#include "support/catch.hpp"

using namespace sigil::bootcheck;

TEST_CASE("the information page is as its page in docs/formats says") {
  Info info{};
  info.magic = kInfoMagic;
  info.version = kInfoVersion;
  info.module_address = 0xa1d000;
  info.module_size = 0x12000;
  info.work_address = kWorkAddress;
  info.work_size = kWorkSize;
  const std::string expected("BOOTCHK1\1\0\0\0\0\0\0\0"
                             "\0\xd0\xa1\0\0\0\0\0\0\x20\x01\0\0\0\0\0"
                             "\0\x10\0\x40\0\0\0\0\0\xf0\xff\x01\0\0\0\0",
                             48);
  std::string bytes(sizeof info, '\xff');
  std::memcpy(bytes.data(), &info, sizeof info);
  REQUIRE(bytes == expected + std::string(40, '\0'));
}

TEST_CASE("core's areas do not meet") {
  REQUIRE(kImageAddress < kImageLimit);
  REQUIRE(kImageLimit <= kInfoAddress);
  REQUIRE(kInfoAddress + kPageSize <= kWorkAddress);
  REQUIRE(kWorkAddress + kWorkSize <= kWindowAddress);
}

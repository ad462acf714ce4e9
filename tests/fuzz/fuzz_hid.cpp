#include "configuration_round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return sigil::genode::check_round_trip({data, size}, sigil::genode::Syntax::Hid);
}

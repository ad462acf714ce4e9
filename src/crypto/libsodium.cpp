#include "libsodium.hpp"

#include "sigil/base/error.hpp"

namespace sigil::crypto {

void initialise_sodium() {
  static const bool done = sodium_init() >= 0;
  SIGIL_ASSERT(done);
}

} // namespace sigil::crypto

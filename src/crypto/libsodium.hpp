/// \file
/// libsodium, made ready.
#pragma once

#include <sodium.h>

namespace sigil::crypto {

/// To be called before hashing and encrypting: without sodium_init() it silently takes its portable
/// code, which is four times slower.
void initialise_sodium();

} // namespace sigil::crypto

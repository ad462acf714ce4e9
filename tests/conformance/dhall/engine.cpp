#include "engine.hpp"

namespace sigil::test {

std::unique_ptr<Engine> make_engine(dhall::Heap& /*heap*/, const Surroundings& /*surroundings*/) {
  return nullptr;
}

} // namespace sigil::test

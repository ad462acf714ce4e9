#include "../standin.hpp"

namespace {
void construct() {
  leave('a');
}
void construct_early() {
  leave('E');
}
CONSTRUCTOR(construct, "");
CONSTRUCTOR(construct_early, ".65434"); // priority 101
} // namespace

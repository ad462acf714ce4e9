// Of the same name as another member, as in Genode's archive.
#include "../standin.hpp"

namespace {
void construct() {
  leave('b');
}
void construct_second() {
  leave('S');
}
CONSTRUCTOR(construct, "");
CONSTRUCTOR(construct_second, ".65433"); // priority 102
} // namespace

// What tables name and nothing calls.
#include "standin.hpp"

void may_throw(int) {}

extern "C" {
void* __cxa_begin_catch(void* object) {
  return object;
}
void __cxa_end_catch() {}
[[noreturn]] void _Unwind_Resume(void*) {
  __builtin_trap();
}
int __gxx_personality_v0() {
  return 0;
}
void never_called() {
  calls_with_cleanup(1);
} // for --gc-sections
}

// Exception tables: a cleanup and a handler. Nothing is thrown.
#include "standin.hpp"

int cleanups = 0;
Guard::Guard() {
  ++cleanups;
}
Guard::~Guard() {
  ++cleanups;
}

int calls_with_cleanup(int value) {
  Guard guard;
  try {
    may_throw(value);
  } catch (...) {
    return -1;
  }
  return cleanups;
}

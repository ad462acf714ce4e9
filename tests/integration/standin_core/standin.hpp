/// \file
/// A program in the shape of Genode's core: what its members share.
#pragma once

#include <cstddef>
#include <cstdint>

/// What the constructors leave: one letter each, in the order in which they ran.
extern char trace[8];
extern std::size_t traced;
void leave(char letter);

/// A constructor in section .ctors, as Genode's tool chain writes them; `priority` is "" or ".N", N being
/// higher the earlier the constructor must run.
#define CONSTRUCTOR(function, priority)                                                                      \
  __attribute__((section(".ctors" priority), used)) void (*function##_entry)() = function

struct Guard {
  Guard();
  ~Guard();
};
void may_throw(int value);
int calls_with_cleanup(int value);

#include "words.h"

/* Writable, and found through a pointer: the dynamic linker has to relocate and to copy. */
static char text[] = "And hello from a library that is found by its URN";
static char *words = text;

const char *words_of_library(void)
{
  words[0] = 'a';
  return words;
}

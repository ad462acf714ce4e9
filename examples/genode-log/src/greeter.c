#include "genode.h"
#include "words.h"

/* Component::construct(Genode::Env &): ld.lib.so looks it up by name and calls it. */
void _ZN9Component9constructERN6Genode3EnvE(void *env)
{
  (void)env;
  log_line("hello from a program that is named by its content");
  log_line(words_of_library());
}

/* greeting.lib.so: the words of a greeting. */
#pragma once

#include "text.h"

void greeting_write(struct text *into, char const *name);

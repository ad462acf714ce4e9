/* What ld.lib.so offers to every program and library. */
#pragma once

void log_line(char const *text);
_Noreturn void leave(void);

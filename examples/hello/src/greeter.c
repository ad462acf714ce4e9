#include "greeting.h"
#include "linker.h"

_Noreturn void _start(void)
{
	static char const *const names[] = { "init", "reader" };
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct text line;
		text_clear(&line);
		greeting_write(&line, names[i]);
		log_line(line.buffer);
	}
	leave();
}

#include "checksum.h"
#include "linker.h"
#include "text.h"

_Noreturn void _start(void)
{
	struct text line;
	text_clear(&line);
	text_append(&line, "checksum ");
	text_append_number(&line, checksum("hello"));
	log_line(line.buffer);
	leave();
}

/* Stand-in for Genode's init. */
#include "linker.h"

_Noreturn void _start(void)
{
	log_line("init");
	leave();
}

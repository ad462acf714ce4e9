#include "light.h"
#include "linker.h"

_Noreturn void _start(void)
{
	log_line(light_text(DARK));
	leave();
}

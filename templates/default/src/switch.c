#include "light.h"
#include "linker.h"

_Noreturn void _start(void)
{
	enum light light = DARK;
	for (int press = 0; press < 3; press++) {
		light = light_after_press(light);
		log_line(light_text(light));
	}
	leave();
}

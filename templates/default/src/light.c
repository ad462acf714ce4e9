#include "light.h"

enum light light_after_press(enum light light)
{
	return light == DARK ? BRIGHT : DARK;
}

char const *light_text(enum light light)
{
	return light == BRIGHT ? "let there be light" : "good night";
}

#include "greeting.h"

static unsigned greeted;

void greeting_write(struct text *into, char const *name)
{
	text_append(into, "hello ");
	text_append(into, name);
	text_append(into, ", you are number ");
	text_append_number(into, ++greeted);
}

#include "text.h"

void text_append(struct text *text, char const *more)
{
	while (*more && text->length < sizeof(text->buffer) - 1)
		text->buffer[text->length++] = *more++;
	text->buffer[text->length] = 0;
}

void text_append_number(struct text *text, unsigned number)
{
	char digits[11];
	unsigned at = sizeof(digits) - 1;
	digits[at] = 0;
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	text_append(text, digits + at);
}

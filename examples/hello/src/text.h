/* text.lib.so: text in buffers of fixed size. */
#pragma once

struct text
{
	char     buffer[256];
	unsigned length;
};

static inline void text_clear(struct text *text)
{
	text->length = 0;
	text->buffer[0] = 0;
}

void text_append(struct text *text, char const *more);
void text_append_number(struct text *text, unsigned number);

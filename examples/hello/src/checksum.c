#include "checksum.h"

unsigned checksum(char const *text)
{
	unsigned low = 0, high = 0;
	for (; *text; text++) {
		low  = (low + (unsigned char)*text) % 255;
		high = (high + low) % 255;
	}
	return high << 8 | low;
}

/* checksum.lib.so: the checksum of a text (Fletcher-16). */
#pragma once

unsigned checksum(char const *text);

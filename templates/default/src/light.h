/* light.lib.so: what a lamp and a switch agree on. */
#pragma once

enum light { DARK, BRIGHT };

enum light  light_after_press(enum light light);
char const *light_text(enum light light);

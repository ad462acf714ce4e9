#pragma once

const char *words_of_library(void);

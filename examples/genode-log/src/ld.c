/* Stands in for Genode's ld.lib.so while greeter is linked: its names, and no code. */
#include "genode.h"

struct genode_log *_ZN6Genode3Log3logEv(void) { return 0; }
void _ZN6Genode3Log8_acquireENS0_4TypeE(struct genode_log *log, int type) { (void)log; (void)type; }
void _ZN6Genode3Log8_releaseEv(struct genode_log *log) { (void)log; }
void _ZN6Genode5printERNS_6OutputEPKc(struct genode_output *output, const char *text) { (void)output; (void)text; }

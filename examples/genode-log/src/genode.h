/* The few functions of ld.lib.so that this example calls, under the names that C++ gives them. They are
 * the same in Genode 24.10 and 26.02. */
#pragma once

struct genode_log;
struct genode_output;

/* Genode::Log::log(), Log::_acquire(Type), Log::_release() */
struct genode_log *_ZN6Genode3Log3logEv(void);
void _ZN6Genode3Log8_acquireENS0_4TypeE(struct genode_log *, int type);
void _ZN6Genode3Log8_releaseEv(struct genode_log *);
/* Genode::print(Genode::Output &, char const *) */
void _ZN6Genode5printERNS_6OutputEPKc(struct genode_output *, const char *);

/* Prints a line to the component's LOG session. */
static inline void log_line(const char *text)
{
  struct genode_log *log = _ZN6Genode3Log3logEv();
  /* A Log begins with a mutex of 32 bytes; in 26.02 the type of the current line follows (0 between lines,
   * filled up to 8 bytes), and then in both its output. */
  struct genode_output **words = (struct genode_output **)log;
  struct genode_output *output = words[4] ? words[4] : words[5];
  _ZN6Genode3Log8_acquireENS0_4TypeE(log, 0);
  _ZN6Genode5printERNS_6OutputEPKc(output, text);
  _ZN6Genode3Log8_releaseEv(log);
}

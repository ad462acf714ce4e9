/// \file
/// libcurl, found when the program runs. Who never asks a server does not pay for loading it, some 15
/// milliseconds with all that it needs, and does not need to have it.
#pragma once

#include <string>

// Its wrappers for type checks call functions by name.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

namespace sigil::host {

/// For the error of a library that is not there.
struct CurlUse {
  const char* code;
  const char* who_needs_it; ///< "stores on servers need it"
};

/// The functions that are used, by their names without "curl_".
struct CurlLibrary {
  /// \param path  a path, or a name for the dynamic linker. Stays loaded until the process ends.
  /// \throws Error{Missing} with the code of `use`
  CurlLibrary(const std::string& path, const CurlUse& use);

  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_global_init) global_init;
  decltype(&curl_multi_add_handle) multi_add_handle;
  decltype(&curl_multi_cleanup) multi_cleanup;
  decltype(&curl_multi_info_read) multi_info_read;
  decltype(&curl_multi_init) multi_init;
  decltype(&curl_multi_perform) multi_perform;
  decltype(&curl_multi_poll) multi_poll;
  decltype(&curl_multi_remove_handle) multi_remove_handle;
  decltype(&curl_multi_setopt) multi_setopt;
  decltype(&curl_multi_wakeup) multi_wakeup;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
};

} // namespace sigil::host

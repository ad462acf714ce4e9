#include "curl_library.hpp"

#include <dlfcn.h>
#include <mutex>

#include "sigil/base/error.hpp"

namespace sigil::host {
namespace {

Error cannot_load(const std::string& path, const CurlUse& use, const std::string& reason) {
  return Error(ErrorKind::Missing, "library " + in_quotes(path) + " cannot be loaded: " + reason)
      .coded(use.code)
      .hint(std::string("install the Debian package 'libcurl4', 7.68 or newer; ") + use.who_needs_it);
}

} // namespace

CurlLibrary::CurlLibrary(const std::string& path, const CurlUse& use) {
  void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw cannot_load(path, use, ::dlerror());
  const auto find = [&](auto& function, const char* name) {
    void* symbol = ::dlsym(handle, name);
    if (symbol == nullptr) throw cannot_load(path, use, "it has no function '" + std::string(name) + "'");
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(symbol);
  };
  find(easy_cleanup, "curl_easy_cleanup");
  find(easy_getinfo, "curl_easy_getinfo");
  find(easy_init, "curl_easy_init");
  find(easy_perform, "curl_easy_perform");
  find(easy_reset, "curl_easy_reset");
  find(easy_setopt, "curl_easy_setopt");
  find(easy_strerror, "curl_easy_strerror");
  find(global_init, "curl_global_init");
  find(multi_add_handle, "curl_multi_add_handle");
  find(multi_cleanup, "curl_multi_cleanup");
  find(multi_info_read, "curl_multi_info_read");
  find(multi_init, "curl_multi_init");
  find(multi_perform, "curl_multi_perform");
  find(multi_poll, "curl_multi_poll");
  find(multi_remove_handle, "curl_multi_remove_handle");
  find(multi_setopt, "curl_multi_setopt");
  find(multi_wakeup, "curl_multi_wakeup");
  find(slist_append, "curl_slist_append");
  find(slist_free_all, "curl_slist_free_all");
  static std::mutex mutex; // older versions cannot be initialised by two threads at once
  const std::lock_guard lock(mutex);
  if (const CURLcode code = global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK)
    throw cannot_load(path, use, easy_strerror(code));
}

} // namespace sigil::host

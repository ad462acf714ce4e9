/// \file
/// A real server of blocks: nginx with a folder of its own.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "http_server.hpp"
#include "process.hpp"
#include "sigil/base/file.hpp"
#include "sigil/host/tools.hpp"
#include "support/temp_folder.hpp"

namespace sigil::test {

/// The program, if it is installed.
inline std::optional<std::filesystem::path> find_nginx() {
  for (const char* name : {"nginx", "/usr/sbin/nginx"}) {
    try {
      return host::find_program(name);
    } catch (const Error&) { // perhaps the next one
    }
  }
  return std::nullopt;
}

/// Serves the files of blocks() as docs/formats/eris-http.md says, below /eris.
class Nginx {
 public:
  /// \param listen  what stands behind the port in "listen", with further directives.
  explicit Nginx(const std::filesystem::path& program, const std::string& listen = "",
                 bool takes_uploads = true) {
    use_no_proxy();
    listen_anywhere(port_).reset();
    std::filesystem::create_directory(blocks());
    std::ofstream(folder_ / "nginx.conf") << configuration(listen, takes_uploads);
    child_ = std::make_unique<host::Child>(host::ChildCommand{
        program, {"-p", folder_.path().native(), "-c", "nginx.conf", "-e", "error.log"}, {}, {}});
    for (int i = 0; i < 500 && !is_up(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    INFO("nginx does not listen");
    REQUIRE(is_up());
  }

  std::filesystem::path blocks() const { return folder_ / "blocks"; }
  const TempFolder& folder() const { return folder_; }
  std::string url(const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + std::to_string(port_) + "/eris";
  }

  /// Of all requests that were answered: by their connections' numbers, with "HTTP/1.1" or "HTTP/2.0".
  /// \param count  of the lines that there will be: nginx writes one after the response is sent
  std::vector<std::string> log(std::size_t count) const {
    std::vector<std::string> lines;
    for (int left = 1000; left > 0; --left) {
      std::ifstream file(folder_ / "access.log");
      lines.clear();
      for (std::string line; std::getline(file, line);) lines.push_back(line);
      if (lines.size() >= count) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return lines;
  }

 private:
  /// The example of the format page, with what nginx needs to run in a folder.
  std::string configuration(const std::string& listen, bool takes_uploads) const {
    const std::string page(Blob::map(SIGIL_SOURCE_DIR "/docs/formats/eris-http.md").text());
    std::string locations = page.substr(page.find("    location = /eris/"));
    const auto replace = [&](const std::string& word, const std::string& by) {
      locations.replace(locations.find(word), word.size(), by);
    };
    replace("/srv/eris", folder_.path().native());
    if (!takes_uploads) replace("dav_methods PUT;", "");
    std::filesystem::create_directory(folder_ / "temporary");
    std::string text = "daemon off; master_process off; pid nginx.pid; events { worker_connections 256; }\n"
                       "http {\n"
                       "log_format short '$connection $server_protocol'; access_log access.log short;\n";
    for (const char* name : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
      text += std::string(name) + "_temp_path temporary/" + name + ";\n";
    return text + "server {\nlisten 127.0.0.1:" + std::to_string(port_) + " " + listen + ";\n" + locations +
           "}\n}\n";
  }

  bool is_up() const {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    return ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  TempFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<host::Child> child_;
};

} // namespace sigil::test

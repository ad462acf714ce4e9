/// \file
/// A server on a free port of this machine that answers as a test says, also as no server should.
#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <list>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "sigil/base/descriptor.hpp"
#include "support/catch.hpp"

namespace sigil::test {

/// A socket on a free port of 127.0.0.1 that listens.
inline Descriptor listen_anywhere(std::uint16_t& port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), length) == 0);
  REQUIRE(::listen(socket.get(), 64) == 0);
  REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
  port = ntohs(address.sin_port);
  return socket;
}

/// The servers of tests are never asked through a proxy.
inline void use_no_proxy() {
  ::setenv("no_proxy", "*", 1);
}

struct HttpRequest {
  std::string head; ///< with its request line, without the empty line
  std::string body;
  std::size_t number = 0; ///< of all requests to the server
  bool has(const std::string& text) const { return head.find(text) != std::string::npos; }
};

struct HttpAnswer {
  std::string bytes;
  enum class Then { KeepOpen, Close, Hang, RepeatForever } then = Then::KeepOpen;
};

/// An answer with its length.
inline HttpAnswer answer(const std::string& status, const std::string& body = "",
                         const std::string& more = "") {
  return {"HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more +
          "\r\n" + body};
}

class HttpServer {
 public:
  /// \param answer_to  called by several threads at once.
  explicit HttpServer(std::function<HttpAnswer(const HttpRequest&)> answer_to)
      : answer_to_(std::move(answer_to)), listener_(listen_anywhere(port_)) {
    use_no_proxy();
    thread_ = std::thread([this] { accept_all(); });
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer() {
    is_over_ = true;
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
    for (Connection& connection : connections_) ::shutdown(connection.socket.get(), SHUT_RDWR);
    for (Connection& connection : connections_) connection.thread.join();
  }

  std::string url(const std::string& path = "") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  /// All requests that came, in their order.
  std::vector<HttpRequest> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::vector<std::chrono::steady_clock::time_point> times() {
    const std::lock_guard lock(mutex_);
    return times_;
  }
  std::size_t connection_count() const { return connection_count_; }
  std::size_t most_at_once() const { return most_at_once_; }

 private:
  struct Connection {
    Descriptor socket;
    std::thread thread;
  };

  void accept_all() {
    for (;;) {
      Descriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket.is_open()) return;
      ++connection_count_;
      Connection& connection = connections_.emplace_back();
      connection.socket = std::move(socket);
      connection.thread = std::thread([this, &connection] { serve(connection.socket.get()); });
    }
  }

  void serve(int socket) {
    std::string received;
    HttpRequest request;
    while (receive(socket, received, request)) {
      {
        const std::lock_guard lock(mutex_);
        request.number = requests_.size();
        requests_.push_back(request);
        times_.push_back(std::chrono::steady_clock::now());
        most_at_once_ = std::max(most_at_once_, ++at_once_);
      }
      const HttpAnswer answer = answer_to_(request);
      {
        const std::lock_guard lock(mutex_);
        --at_once_;
      }
      bool is_sent = send(socket, answer.bytes);
      while (is_sent && answer.then == HttpAnswer::Then::RepeatForever) is_sent = send(socket, answer.bytes);
      if (answer.then == HttpAnswer::Then::Hang) // until one of both ends it
        while (!is_over_ && ::recv(socket, received.data(), 1, 0) > 0) {
        }
      if (!is_sent || answer.then != HttpAnswer::Then::KeepOpen) break;
    }
    ::shutdown(socket, SHUT_RDWR);
  }

  static bool receive(int socket, std::string& received, HttpRequest& request) {
    const auto fill = [&] {
      char buffer[16384];
      const ssize_t count = ::recv(socket, buffer, sizeof buffer, 0);
      if (count > 0) received.append(buffer, static_cast<std::size_t>(count));
      return count > 0;
    };
    std::size_t end = 0;
    while ((end = received.find("\r\n\r\n")) == std::string::npos)
      if (!fill()) return false;
    request.head = received.substr(0, end);
    received.erase(0, end + 4);
    std::size_t length = 0;
    if (const std::size_t at = request.head.find("Content-Length: "); at != std::string::npos)
      length = std::stoul(request.head.substr(at + 16));
    while (received.size() < length)
      if (!fill()) return false;
    request.body = received.substr(0, length);
    received.erase(0, length);
    return true;
  }

  static bool send(int socket, const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const ssize_t count = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    return true;
  }

  std::function<HttpAnswer(const HttpRequest&)> answer_to_;
  std::uint16_t port_ = 0;
  Descriptor listener_;
  std::thread thread_;
  std::list<Connection> connections_;
  std::atomic<bool> is_over_ = false;
  std::atomic<std::size_t> connection_count_ = 0;
  std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::vector<std::chrono::steady_clock::time_point> times_;
  std::size_t at_once_ = 0;
  std::size_t most_at_once_ = 0;
};

} // namespace sigil::test

/// \file
/// Shell scripts as stand-ins for programs.
#pragma once

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "support/temp_folder.hpp"

namespace sigil::test {

/// Makes `folder/name` an executable shell script.
inline std::filesystem::path make_script(const TempFolder& folder, const std::string& name,
                                         const std::string& body) {
  const std::filesystem::path path = folder / name;
  std::ofstream(path) << "#!/bin/sh\n" << body << '\n';
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

/// The number that a script wrote to `path`, 0 as long as there is none.
inline pid_t read_pid(const std::filesystem::path& path) {
  pid_t process = 0;
  std::ifstream(path) >> process;
  return process;
}

/// Whether `condition` comes true within ten seconds.
template <typename Condition>
bool comes_true(Condition condition) {
  for (int i = 0; i < 1000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return false;
}

/// Whether the process is gone (or a zombie that nobody has collected yet).
inline bool is_gone(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  if (!(status >> number >> name >> state)) return true;
  return state == "Z" || state == "X";
}

} // namespace sigil::test

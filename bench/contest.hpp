/// \file
/// Several ways to do a thing, measured in turns, so that what else the machine does hits all alike.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <iostream>
#include <sched.h>
#include <string>
#include <vector>

namespace sigil::bench {

/// The cores that the process had when it began.
class Cores {
 public:
  Cores() {
    ::sched_getaffinity(0, sizeof all_, &all_);
    for (std::size_t core = 0; core < CPU_SETSIZE; ++core)
      if (CPU_ISSET(core, &all_)) cores_.push_back(core);
  }

  std::size_t count() const { return cores_.size(); }
  void use_all() const { ::sched_setaffinity(0, sizeof all_, &all_); }
  /// Threads that are made from now on stay there too, and `available_cores()` is 1.
  void use_one(std::size_t index) const {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cores_[index % cores_.size()], &one);
    ::sched_setaffinity(0, sizeof one, &one);
  }

 private:
  cpu_set_t all_{};
  std::vector<std::size_t> cores_;
};

struct Contestant {
  std::string name;
  bool is_on_all_cores = false;
  std::size_t bytes = 0;       ///< of content, in a turn
  std::size_t block_bytes = 0; ///< in the blocks of that content, where there are any
  std::function<void(std::size_t slice)> turn;
  std::vector<double> seconds{}; ///< of each round
};

/// Each round gives each contestant the same slice, and begins with another one; the core of those that have
/// one changes from round to round.
inline void run(std::vector<Contestant>& contestants, std::size_t rounds, std::size_t slices,
                const Cores& cores) {
  for (std::size_t round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      Contestant& contestant = contestants[(round + i) % contestants.size()];
      contestant.is_on_all_cores ? cores.use_all() : cores.use_one(round);
      const auto begin = std::chrono::steady_clock::now();
      contestant.turn(round % slices);
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
      contestant.seconds.push_back(taken.count());
    }
  cores.use_all();
}

/// A line each: group, name, "one" or "all", cores, bytes, bytes in blocks, least and median seconds, with
/// tabs between.
inline void print(const std::string& group, std::vector<Contestant>& contestants, const Cores& cores) {
  for (Contestant& each : contestants) {
    std::sort(each.seconds.begin(), each.seconds.end());
    std::cout << group << '\t' << each.name << '\t' << (each.is_on_all_cores ? "all" : "one") << '\t'
              << (each.is_on_all_cores ? cores.count() : 1) << '\t' << each.bytes << '\t' << each.block_bytes
              << '\t' << each.seconds.front() << '\t' << each.seconds[each.seconds.size() / 2] << '\n';
  }
}

} // namespace sigil::bench

/// \file
/// How a domain room asks for an outside program without starting one: `host` implements this.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sigil {

/// The outside programs that a build may need.
enum class Tool { Ld, GrubMkimage, Xorriso };

/// One run of a tool: no shell, no inherited environment (only PATH-independent, fixed variables:
/// LC_ALL=C, TZ=UTC and `environment`), standard input empty.
struct ToolCall {
  Tool tool;
  std::vector<std::string> arguments;
  std::filesystem::path working_folder;
  std::map<std::string, std::string> environment;
};

/// A private folder that is removed with all its content at the end of its life.
class WorkFolder {
 public:
  virtual ~WorkFolder() = default;
  virtual const std::filesystem::path& path() const noexcept = 0;
};

class ToolRunner {
 public:
  virtual ~ToolRunner() = default;
  /// Runs to the end and returns what the tool wrote to standard output.
  /// \throws Error{Missing} if the tool is not installed (the hint names its package);
  /// Error{Failed} with the tail of its standard error if it fails; Error{Interrupted}.
  virtual std::string run(const ToolCall& call) = 0;
  /// A version line of the tool, part of cache keys.
  virtual std::string version(Tool tool) = 0;
  virtual std::unique_ptr<WorkFolder> make_work_folder() = 0;
};

/// A folder of derived data that may be emptied at any time. Entries are named by a hash of all that
/// they depend on.
class Cache {
 public:
  virtual ~Cache() = default;
  /// The entry's bytes, or an empty vector if there is none. Damaged entries count as absent.
  virtual std::vector<unsigned char> get(const std::string& name) = 0;
  /// Stores an entry; failures to write are ignored (a cache is a convenience).
  virtual void put(const std::string& name, const std::vector<unsigned char>& bytes) = 0;
};

} // namespace sigil

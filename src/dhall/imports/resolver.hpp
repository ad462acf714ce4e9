/// \file
/// Import resolution (standard, imports.md).
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "imports/absent.hpp"
#include "imports/gate.hpp"
#include "imports/integrity.hpp"
#include "imports/language.hpp"
#include "imports/location.hpp"
#include "imports/resolved.hpp"
#include "sigil/dhall/fetcher.hpp"
#include "sigil/dhall/import_graph.hpp"
#include "syntax/heap.hpp"

namespace sigil::dhall {

/// One run: what is imported twice is read, parsed and checked once, and both are the same ResolvedImport, so
/// that graphs cost what their files and edges do. Goes through expressions and imports of any depth without
/// recursion. Not thread-safe.
///
/// `a ? b` takes b only if an import of a, however far below, is *absent*: a file that does not exist, a
/// variable that is not set, `missing`, a URL that cannot be retrieved (no connection, another status than
/// 200). Every other failure is final.
class Resolver {
 public:
  struct Options {
    Policy policy{};
    ImportLimits limits{};
    ImportCache* cache = nullptr; ///< nullptr: none is used
    ImportObserver observer{};    ///< or nothing
    bool is_traced = false;       ///< whether asked() is wanted
  };

  /// What a file, a variable or the cache was asked for. The answers decide what becomes of an expression.
  struct Asked {
    std::string location;        ///< to_text(), or hash_text() of what the cache had
    std::optional<Blob> content; ///< nothing: absent
  };

  /// All must outlive it. Resolved imports live in the heap and in the resolver.
  Resolver(Heap& heap, Language& language, Fetcher& fetcher, Options options);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  ~Resolver();

  /// Sets `resolved` of all imports of an expression that are needed, and `chosen` of all `?`. The
  /// expression itself is not checked. May be called again, for another expression or after an error.
  /// \param here  where the expression is: the importer of its imports, kept. What is in no file is
  ///              file_location(arena, "(input)") or so in the folder that it shall be relative to.
  /// \throws Error, each with the place of the import and the imports on the way there:
  ///   Missing "dhall.import.missing": absent, and there is no alternative;
  ///   Invalid "dhall.import.cycle", "dhall.import.sanity" (of a server, wants something local),
  ///           "dhall.import.cors", "dhall.import.text" (not UTF-8), "dhall.import.forbidden" (by the
  ///           policy), "dhall.import.header", "dhall.import.headers", "dhall.import.path";
  ///   Integrity "dhall.import.hash";
  ///   Limit "dhall.limit.imports", "dhall.limit.import-depth", "dhall.limit.import-size",
  ///         "dhall.limit.location", "dhall.limit.sources";
  ///   Io for a file that is there but cannot be read; Interrupted; whatever Language throws.
  void resolve(Node* expression, const Location& here);

  /// Puts an import into the cache, if there is one. \returns its hash
  Sha256Digest store(ResolvedImport& import) { return integrity_.store(import); }

  const ImportGraph& graph() const { return graph_; }
  /// All of it so far, in order; nothing if the answers do not decide alone: if a server was asked, or the
  /// cache did not have what it was asked for.
  const std::optional<std::vector<Asked>>& asked() const { return asked_; }
  /// What the user should know although nothing failed: about the cache.
  const std::vector<std::string>& warnings() const { return integrity_.warnings(); }

 private:
  struct Entry;
  struct Request;
  struct Step;
  class Run;

  // The steps of a run: resolver.cpp.
  void take_all_steps();
  void take(Step& step);
  void visit(Node* node);
  void visit_import(ImportNode& import);
  void evaluate_headers(ImportNode& import, Request& request);
  void import_from(ImportNode& import, Request& request);
  void finish(ImportNode& import, Entry& entry);
  void fall_back(Absent absent);

  // From content to resolved imports: resolver_entries.cpp.
  Entry& entry_of(const Location& location, ImportMode mode, const HttpHeaders& headers);
  void read(ImportNode* import, Entry& entry);
  void enter(ImportNode* import, Entry& entry, const SourceMap::Source& source);
  void leave(Entry& entry);
  void settle(Entry& entry, Node* expression);
  Entry* find_verified(const Sha256Digest& digest, const Location& location);
  Entry* read_cache(const Sha256Digest& digest, const Location& location);
  Entry& location_entry(const Location& location);
  void begin_configuration();
  void end_configuration(Entry& entry);
  std::optional<Location> configuration_location();
  void trace(const Location& location, const std::variant<Content, Absence>& answer);
  void record(Entry& entry, ImportRecord::From from, std::uint64_t size_bytes);
  void connect(const Entry& imported);

  // Errors, all of the import that is being taken care of: resolver_errors.cpp.
  void check_importer(const Location& location);
  void check_cors(const Entry& entry);
  void check_depth() const;
  [[noreturn]] static void refuse_cycle(const Entry& entry);
  [[noreturn]] void refuse_configuration_cycle();
  [[noreturn]] void give_up(Entry* entry, const Absence& absence);
  void locate(Error& error);
  std::vector<std::string> chain_texts() const;

  const Entry& importer() const { return *importing_.back(); }
  void observe(ImportEvent event, const Entry& entry) const;

  Heap& heap_;
  Language& language_;
  Gate gate_;
  Options options_;
  Integrity integrity_;
  ImportGraph graph_;
  std::optional<std::vector<Asked>> asked_;

  std::deque<ResolvedImport> resolved_;
  std::unordered_map<std::string, std::unique_ptr<Entry>> entries_;
  std::unordered_map<std::string, Entry*> verified_; ///< by hash_text()
  std::unordered_set<std::uint64_t> edges_;
  enum class Configuration : std::uint8_t { Unknown, Loading, Known } configuration_ = Configuration::Unknown;
  OriginHeaders origin_headers_;
  Node* location_type_ = nullptr;

  // Of one run.
  std::vector<Step> steps_;       ///< what is still to do, the next one last
  std::vector<Node*> parts_;      ///< of the expression that is visited
  std::vector<Entry*> importing_; ///< the root, and the files that are being resolved, each imported by the
                                  ///< one before
  std::uint32_t position_ = 0;    ///< of the import that is being taken care of
  std::string subject_;           ///< which that is, for people; empty between imports
};

} // namespace sigil::dhall

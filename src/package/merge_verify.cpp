#include "merge_verify.hpp"

#include <algorithm>
#include <map>

#include "sigil/base/file.hpp"
#include "sigil/base/parallel.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/package/set_name.hpp"

namespace sigil::package {
namespace {

Error fault(const MergedFile& file, const char* code, const std::string& what,
            ErrorKind kind = ErrorKind::Integrity) {
  return Error(kind, "file " + in_quotes(file.path.native()) + ' ' + what)
      .coded(std::string("package.closure.") + code);
}

bool encodes_to(ByteView content, const eris::ReadCapability& capability,
                const eris::ConvergenceSecret& secret) {
  return eris::encode(content, capability.block_size, secret) == capability;
}

void verify_capability(const MergedFile& file, ByteView content,
                       std::span<const eris::ConvergenceSecret> secrets) {
  const bool is_private = file.entry && file.entry->has_private_secret;
  if (!is_private && encodes_to(content, file.capability, {})) return;
  for (const eris::ConvergenceSecret& secret : secrets)
    if (encodes_to(content, file.capability, secret)) return;
  if (is_private && secrets.empty())
    throw fault(file, "secret", "has a capability made with a convergence secret, which is not given",
                ErrorKind::Missing)
        .hint("give it with '--convergence-secret-file'");
  throw fault(file, "capability", "does not encode to the capability that its manifest has");
}

void verify_names(const MergedFile& file, ByteView content) {
  for (const std::string& name : elf::parse(content).needed) {
    const auto is_it = [&name](const ManifestNeed& need) { return need.name == name; };
    const auto& entry = *file.entry;
    if (name == elf::kGenodeLinker || std::any_of(entry.needs.begin(), entry.needs.end(), is_it) ||
        std::find(entry.missing.begin(), entry.missing.end(), name) != entry.missing.end())
      continue;
    throw fault(file, "needed", "needs a library that its manifest does not have");
  }
}

void verify(const MergedFile& file, std::span<const eris::ConvergenceSecret> secrets) {
  const Blob content = Blob::map(file.path);
  if (file.entry) {
    if (content.size() != file.entry->size_bytes)
      throw fault(file, "size",
                  "has " + std::to_string(content.size()) + " bytes, expected " +
                      std::to_string(file.entry->size_bytes));
    if (crypto::sha256(content.bytes()) != file.entry->sha256)
      throw fault(file, "sha256", "has another SHA-256 than its manifest says");
    verify_names(file, content.bytes());
  }
  verify_capability(file, content.bytes(), secrets);
}

/// Members by index, of each set that any file belongs to.
std::map<std::string, std::map<std::size_t, const MergedFile*>> sets_of(const MergedClosure& closure) {
  std::map<std::string, std::map<std::size_t, const MergedFile*>> sets;
  for (const MergedFile& file : closure.files)
    if (file.entry && !file.entry->set_name.empty())
      if (const auto name = parse_set_name(file.entry->set_name))
        sets[name->hash].emplace(name->index, &file);
  return sets;
}

void verify_set(const std::string& hash, const std::map<std::size_t, const MergedFile*>& members) {
  std::vector<Blob> contents;
  std::vector<ByteView> views;
  for (const auto& [index, file] : members) {
    if (index != contents.size())
      throw fault(*file, "set",
                  "belongs to a set of which member " + std::to_string(contents.size()) + " is not there");
    contents.push_back(Blob::map(file->path));
    views.push_back(contents.back().bytes());
  }
  if (recompute_set_hash(views, hash) != hash)
    throw fault(*members.begin()->second, "set",
                "and the others of its set have another hash than their names");
}

} // namespace

void verify_files(const MergedClosure& closure, std::span<const eris::ConvergenceSecret> secrets,
                  ErrorList& errors) {
  std::vector<std::optional<Error>> failures(closure.files.size());
  parallel_for(failures.size(), [&](std::size_t i) {
    try {
      verify(closure.files[i], secrets);
    } catch (Error& error) {
      if (error.kind() == ErrorKind::Interrupted || error.kind() == ErrorKind::Internal) throw;
      failures[i] = std::move(error);
    }
  });
  for (const std::optional<Error>& failure : failures)
    if (failure) errors.add(*failure);
  for (const auto& [hash, members] : sets_of(closure))
    errors.collect([&, &set_hash = hash, &set_members = members] { verify_set(set_hash, set_members); });
}

} // namespace sigil::package

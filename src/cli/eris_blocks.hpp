/// \file
/// The references that `eris fsck` and `eris copy` go through, some at a time.
#pragma once

#include <functional>
#include <vector>

#include "sigil/eris/codec.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::cli {

/// Collects references and hands them on in portions, so that memory does not grow with a store.
class Portions {
 public:
  using Take = std::function<void(const std::vector<eris::Reference>& portion)>;
  explicit Portions(Take take) : take_(std::move(take)) {}

  void add(const eris::Reference& reference) {
    constexpr std::size_t kMost = 4096;
    references_.push_back(reference);
    if (references_.size() == kMost) flush();
  }
  /// Hands on what is left. Call it at the end.
  void flush() {
    if (!references_.empty()) take_(references_);
    references_.clear();
  }

 private:
  const Take take_;
  std::vector<eris::Reference> references_;
};

} // namespace sigil::cli

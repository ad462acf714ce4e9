/// \file
/// Where bytes go, with an explicit contract for failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sigil/base/bytes.hpp"

namespace sigil {

using Bytes = std::vector<std::uint8_t>;

/// Where bytes go. Blocks until all of `bytes` is taken.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  /// \throws Error{Io} if the bytes cannot be taken; the sink is then of no further use.
  virtual void write(ByteView bytes) = 0;

 protected:
  ByteSink() = default;
  ByteSink(const ByteSink&) = default;
  ByteSink& operator=(const ByteSink&) = default;
};

/// Appends to a vector that it owns.
class BytesSink final : public ByteSink {
 public:
  void write(ByteView bytes) override { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  const Bytes& bytes() const& noexcept { return bytes_; }
  Bytes bytes() && noexcept { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

} // namespace sigil

#include "sigil/base/stream.hpp"

#include <algorithm>

namespace sigil {

std::size_t ViewSource::read(MutableBytes into) {
  const std::size_t count = std::min(into.size(), rest_.size());
  std::copy_n(rest_.begin(), count, into.begin());
  rest_ = rest_.subspan(count);
  return count;
}

} // namespace sigil

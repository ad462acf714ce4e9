#include "imports/absent.hpp"

#include <algorithm>

namespace sigil::dhall {

namespace {

constexpr std::size_t kMostReasons = 8;
constexpr std::size_t kChainEnd = 8;

} // namespace

void Absent::append(const Absent& later) {
  const std::size_t room = kMostReasons - std::min(kMostReasons, reasons_.size());
  const std::size_t taken = std::min(room, later.reasons_.size());
  reasons_.insert(reasons_.end(), later.reasons_.begin(),
                  later.reasons_.begin() + static_cast<std::ptrdiff_t>(taken));
  more_ += later.reasons_.size() - taken + later.more_;
}

Error Absent::error(const SourceMap& sources) const {
  std::vector<Error> errors;
  for (const auto& reason : reasons_) {
    errors.push_back(reason->error);
    errors.back().at(sources.locate(reason->position));
  }
  if (errors.size() == 1) return errors.front();
  const std::size_t count = errors.size() + more_;
  Error error(ErrorKind::Missing, "none of " + std::to_string(count) + " alternatives can be imported");
  error.at(errors.front().where()).coded("dhall.import.missing");
  for (Error& each : errors) error.also(std::move(each));
  return error;
}

void add_chain(Error& error, const std::vector<std::string>& chain) {
  for (std::size_t at = 0; at < chain.size(); ++at) {
    if (chain.size() > 2 * kChainEnd && at == kChainEnd) {
      const std::size_t left_out = chain.size() - 2 * kChainEnd;
      error.while_doing("↳ … " + std::to_string(left_out) + " more …");
      at += left_out;
    }
    error.while_doing("↳ " + chain[at]);
  }
}

} // namespace sigil::dhall

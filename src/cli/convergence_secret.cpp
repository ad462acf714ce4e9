#include "convergence_secret.hpp"

#include <algorithm>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/base/text.hpp"

namespace sigil::cli {

eris::ConvergenceSecret read_convergence_secret(const std::filesystem::path& path) {
  const Blob file = Blob::map(path, 4096);
  eris::ConvergenceSecret secret;
  if (file.size() == secret.size()) {
    std::copy(file.bytes().begin(), file.bytes().end(), secret.begin());
    return secret;
  }
  std::string_view text = file.text();
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (!from_hex(text, secret))
    throw Error(ErrorKind::Invalid, "convergence secret in " + in_quotes(path.native()) +
                                        " is neither 32 bytes nor 64 lower-case hexadecimal digits: it has " +
                                        std::to_string(file.size()) + " bytes")
        .coded("package.secret");
  return secret;
}

Option& add_secrets_option(Command& command, std::vector<std::filesystem::path>& files,
                           const std::string& when) {
  return command
      .add_option("--convergence-secret-file", &files,
                  when + "secret of private packages; may be given more than once")
      .shown_as("FILE")
      .one_each_time();
}

} // namespace sigil::cli

// HttpStore against a server that nobody here wrote.
#include <fstream>
#include <set>

#include "http_blocks.hpp"
#include "nginx.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::host;
using namespace sigil::test;

namespace {

std::vector<eris::Reference> references_of(const std::vector<TestBlock>& blocks) {
  std::vector<eris::Reference> references;
  for (const TestBlock& block : blocks) references.push_back(block.reference);
  return references;
}

/// Makes a certificate that nobody has signed in the folder of the server to be; false if there is no
/// openssl.
bool make_certificate(const TempFolder& folder) {
  std::filesystem::path program;
  try {
    program = find_program("openssl");
  } catch (const Error&) {
    return false;
  }
  return run_to_end({program,
                     {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-addext",
                      "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout", (folder / "key.pem").native(),
                      "-out", (folder / "certificate.pem").native()},
                     {},
                     {}})
      .status.is_success();
}

} // namespace

TEST_CASE("blocks go to nginx and come back", "[http][nginx]") {
  const auto program = find_nginx();
  if (!program) SIGIL_SKIP("nginx is not installed (Debian package nginx-light)");
  const Nginx server(*program);
  std::vector<TestBlock> blocks;
  for (std::size_t i = 0; i < 300; ++i) blocks.push_back(make_block(i, i % 3 == 0 ? 32768 : 1024));
  const std::vector<eris::Reference> references = references_of(blocks);
  {
    HttpStore store(server.url());
    CHECK(store.missing(references) == references);
    for (std::size_t i = 0; i < blocks.size(); i += 2) store.put(blocks[i].reference, blocks[i].bytes);
    store.sync();
    CHECK(std::distance(std::filesystem::directory_iterator(server.blocks()), {}) == 150);
  }
  HttpStore store(server.url());
  CHECK(store.missing(references).size() == 150);
  CHECK(store.has(references[0]));
  CHECK_FALSE(store.has(references[1]));
  store.expect(references);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    CAPTURE(i);
    CHECK(get(store, references[i]) == (i % 2 == 0 ? blocks[i].bytes : Bytes{}));
  }
  CHECK(get(store, references[2]) == blocks[2].bytes);
  store.put(blocks[2].reference, blocks[2].bytes); // 204: it is there
  store.sync();

  constexpr std::size_t kRequests = 300 + 150 + 300 + 2 + 300 + 1 + 1;
  const auto log = server.log(kRequests);
  CHECK(log.size() == kRequests);
  CHECK(std::set(log.begin(), log.end()).size() <= 2 * 8); // connections are kept
}

TEST_CASE("a block that is damaged on the server is told with its URL", "[http][nginx]") {
  const auto program = find_nginx();
  if (!program) SIGIL_SKIP("nginx is not installed (Debian package nginx-light)");
  const Nginx server(*program);
  const TestBlock block = make_block(1);
  HttpStore store(server.url());
  store.put(block.reference, block.bytes);
  store.sync();
  const std::string text = eris::to_text(block.reference);
  const auto file = server.blocks() / text;
  REQUIRE(std::filesystem::file_size(file) == 1024);
  std::fstream(file, std::ios::in | std::ios::out).put('x');
  const Error error = error_of([&] { get(store, block.reference); });
  CHECK(error.kind() == ErrorKind::Integrity);
  CHECK(error.code() == "eris.block.reference");
  CHECK(error.message().find("'" + text + "'") != std::string::npos);
  CHECK(error.context() ==
        std::vector{"while reading '" + server.url() + "/uri-res/N2R?urn:blake2b:" + text + "'"});
  std::filesystem::resize_file(file, 40000);
  CHECK(error_of([&] { get(store, block.reference); }).code() == "eris.http.length");
  std::filesystem::remove(file);
  CHECK(get(store, block.reference).empty());
}

TEST_CASE("a server that only gives blocks refuses uploads", "[http][nginx]") {
  const auto program = find_nginx();
  if (!program) SIGIL_SKIP("nginx is not installed (Debian package nginx-light)");
  const Nginx server(*program, "", false);
  const TestBlock block = make_block(1);
  std::ofstream(server.blocks() / eris::to_text(block.reference), std::ios::binary) << block.text();
  HttpStore store(server.url());
  CHECK(get(store, block.reference) == block.bytes);
  store.put(block.reference, block.bytes);
  const Error error = error_of([&] { store.sync(); });
  CHECK(error.code() == "eris.http.status");
  CHECK(error.message().find("answered with 405") != std::string::npos);
  CHECK(error.hints() == std::vector<std::string>{"this server only gives blocks"});
}

TEST_CASE("a certificate that nobody has signed is refused", "[http][nginx]") {
  const auto program = find_nginx();
  if (!program) SIGIL_SKIP("nginx is not installed (Debian package nginx-light)");
  const TempFolder folder;
  if (!make_certificate(folder)) SIGIL_SKIP("openssl is not installed");
  const Nginx server(*program, "ssl; ssl_certificate " + (folder / "certificate.pem").native() +
                                   "; ssl_certificate_key " + (folder / "key.pem").native());
  HttpStore store(server.url("https"), hasty());
  const Error error = error_of([&] { store.has(make_block(1).reference); });
  CHECK(error.code() == "eris.http.connection");
  CHECK(error.message().find("certificate") != std::string::npos);
  CHECK(error.context().empty()); // no further try
}

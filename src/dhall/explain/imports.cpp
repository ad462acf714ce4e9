// About imports and what they are fetched by. The examples speak of files that exist: one.dhall with the
// content `1`, self.dhall with `./self.dhall`, latin.txt that is not UTF-8.
#include "explain/tables.hpp"

namespace sigil::dhall {

namespace {

constexpr Explanation kImports[] = {
    {"dhall.import.missing",
     "An import names a file, a URL or an environment variable that is there. The path of a file is relative "
     "to the file that imports it. With 'a ? b' b is taken if a is not there.",
     "./none.dhall ? 1", "./none.dhall",
     "A path that is relative to another folder than was thought. On standard input it is relative to the "
     "working folder.\n"
     "A name that is misspelt; the hint names a file of nearly that name, if there is one.\n"
     "'?' helps only if something is not there: an import that is there and wrong is an error."},
    {"dhall.import.cycle", "No import depends on itself, not even by way of others: there is no recursion.",
     "./one.dhall", "./self.dhall",
     "Two files that need each other: move what both need into a third one.\n"
     "The lines below the message say by which way the import has come to itself."},
    {"dhall.import.hash",
     "An import with a hash is what has that hash: the SHA-256 of the encoding of its normal form. Comments, "
     "layout and names of variables do not count.",
     "./one.dhall sha256:d60d8415e36e86dae7f42933d3b0c4fe3ca238f057fba206c7e9fbf5d784fe15",
     "./one.dhall sha256:0000000000000000000000000000000000000000000000000000000000000000",
     "The content was changed on purpose: look at it, then 'dhall freeze' writes the new hash.\n"
     "The content was changed by somebody else: this is what the hash is for.\n"
     "A file of the cache is damaged: '--no-cache' does without it."},
    {"dhall.import.text", "An import 'as Text' is UTF-8.", "./one.dhall as Text", "./latin.txt as Text",
     "The file has another encoding: convert it.\nIt is no text: import it 'as Bytes'."},
    {"dhall.import.path",
     "The components of a path are names of files and folders: none is empty, or has a '/' or the character "
     "0 in it.",
     "", "", "An encoded expression that another program has made: no source says such a thing."},
    {"dhall.import.sanity",
     "What comes from a server may import from servers only, and not the files and variables of whoever uses "
     "it.",
     "https://example.com/good.dhall", "https://example.com/local.dhall",
     "A path in a remote file that begins with '/' or '~': relative paths ('./') are resolved on the "
     "server.\n"
     "An 'env:' in a remote file: make it an argument of a function."},
    {"dhall.import.cors",
     "A server may be asked by what came from another one only if it says so "
     "('Access-Control-Allow-Origin'). This keeps what is public from reaching into a network that is not.",
     "https://example.com/good.dhall", "https://example.com/foreign.dhall",
     "The other server has to send the header, or the content has to be moved.\n"
     "Import it from a local file, and give it to the remote one as an argument."},
    {"dhall.import.headers",
     "The headers after 'using' are a 'List { mapKey : Text, mapValue : Text }' and use no variables; those "
     "of the configuration are a list of such, by 'host:port'.",
     "https://example.com/good.dhall using [ { mapKey = \"X\", mapValue = \"y\" } ]",
     "https://example.com/good.dhall using [ 1 ]",
     "'toMap { Authorization = \"token …\" }' writes such a list.\n"
     "What is bound by 'let' around the import cannot be used: put it into a file and import that."},
    {"dhall.import.header", "The name of a header is a word, and its value is one line.",
     "https://example.com/good.dhall using (toMap { X = \"y\" })",
     "https://example.com/good.dhall using (toMap { X = \"a\\nb\" })",
     "A value that was read from a file, with the line break at its end."},
    {"dhall.import.forbidden", "The options of this run do not allow this import.", "./one.dhall", "",
     "'--no-imports' allows none, '--only-under' only files below one folder, wherever links lead.\n"
     "'dhall resolve' beforehand gives an expression that has no imports any more."},
    {"dhall.import.cached", "What is in the cache is a normal form, without imports of its own.", "", "",
     "Another program has written it there: remove the file, or do without the cache ('--no-cache')."},
    {"dhall.http.url", "A URL has the scheme http or https and a host.", "", "",
     "Characters that a URL cannot have are written with '%' and two hexadecimal digits."},
    {"dhall.http.connection", "The server of an import can be reached.", "", "",
     "There is no network, or a proxy is needed: the usual variables of the environment name it.\n"
     "The certificate of the server is not trusted.\n"
     "'a ? b' takes b if a cannot be reached; an import with a hash is read from the cache if it is there."},
    {"dhall.http.timeout", "The server of an import answers in time.", "", "",
     "The server or the way to it is slow: try again.\nAn import with a hash is fetched once, and then read "
     "from the cache."},
    {"dhall.http.redirect", "A server may send elsewhere, to a URL with http or https and a few times only.",
     "", "", "Import from where it sends to."},
    {"dhall.http.library",
     "Importing from servers needs the library libcurl, which is loaded when it is needed.", "", "",
     "Install it, or import from files."},
};

} // namespace

std::span<const Explanation> explanations_of_imports() {
  return kImports;
}

} // namespace sigil::dhall

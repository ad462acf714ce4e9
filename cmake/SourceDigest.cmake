# Writes OUTPUT, the definition of the evaluator's kBuildDigest: a digest of its sources below ROOT and of BUILD,
# a text. Paths are relative, so that equal sources give an equal digest wherever they are.
#   cmake -D ROOT=… -D BUILD=… -D OUTPUT=… -P SourceDigest.cmake
cmake_minimum_required(VERSION 3.25)

set(digests "${BUILD}")
foreach(folder include/sigil/base include/sigil/dhall src/base src/dhall)
  file(GLOB_RECURSE sources RELATIVE "${ROOT}" "${ROOT}/${folder}/*.hpp" "${ROOT}/${folder}/*.cpp")
  foreach(source IN LISTS sources)
    file(SHA256 "${ROOT}/${source}" digest)
    string(APPEND digests "\n${source} ${digest}")
  endforeach()
endforeach()
string(SHA256 digest "${digests}")
file(WRITE "${OUTPUT}" "#include \"results/build_digest.hpp\"\n\nconst char* const sigil::dhall::kBuildDigest = \"${digest}\";\n")

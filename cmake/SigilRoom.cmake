# The three kinds of target this project has: a room (library), its unit tests, a fuzz target.

add_library(sigil_flags INTERFACE)
target_compile_features(sigil_flags INTERFACE cxx_std_20)
target_include_directories(sigil_flags INTERFACE "${PROJECT_SOURCE_DIR}/include")
target_compile_options(sigil_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wcast-qual -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wformat=2
  -Werror=switch-enum -Werror=return-type -Werror=unused-result)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Optimised, both report paths inside the standard library's own strings and vectors that do not
  # exist (GCC bugs 105651, 105562).
  target_compile_options(sigil_flags INTERFACE -Wno-restrict -Wno-null-dereference)
endif()
if(SIGIL_SANITIZE)
  target_compile_options(sigil_flags INTERFACE
    "-fsanitize=${SIGIL_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(sigil_flags INTERFACE "-fsanitize=${SIGIL_SANITIZE}")
endif()
if(SIGIL_FUZZ)
  target_compile_options(sigil_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
# The result names no folder of the machine it was built on.
target_compile_options(sigil_flags INTERFACE
  "-ffile-prefix-map=${PROJECT_BINARY_DIR}=build" "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.")
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# sigil_add_room(<room> SOURCES <file>... [ROOMS <room>...] [LIBRARIES <third party>...])
# A room without sources is header-only.
function(sigil_add_room room)
  cmake_parse_arguments(arg "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  list(TRANSFORM arg_ROOMS PREPEND "sigil::")
  if(arg_SOURCES)
    add_library(sigil_${room} STATIC ${arg_SOURCES})
    target_link_libraries(sigil_${room} PUBLIC ${arg_ROOMS} PRIVATE ${arg_LIBRARIES})
    # The flags travel to other rooms through their own link line, never to consumers.
    target_link_libraries(sigil_${room} PRIVATE $<BUILD_INTERFACE:sigil_flags>)
    target_include_directories(sigil_${room} PUBLIC "${PROJECT_SOURCE_DIR}/include"
                                             PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_compile_features(sigil_${room} PUBLIC cxx_std_20)
  else()
    add_library(sigil_${room} INTERFACE)
    target_link_libraries(sigil_${room} INTERFACE ${arg_ROOMS})
    target_include_directories(sigil_${room} INTERFACE "${PROJECT_SOURCE_DIR}/include")
  endif()
  add_library(sigil::${room} ALIAS sigil_${room})
endfunction()

# sigil_add_test(<room> SOURCES <file>... [LIBRARIES <target>...] [LABEL <label>])
# One executable per room; each Catch2 case becomes a CTest test '<label>.<room>.<case>'.
function(sigil_add_test room)
  cmake_parse_arguments(arg "" "LABEL;NAME" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  if(NOT arg_NAME)
    set(arg_NAME "sigil_${room}_test")
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE sigil_test_support sigil::${room} ${arg_LIBRARIES} sigil_flags)
  # Catch2's 'skipped' needs v3; with both versions a skip is exit status 4 of sigil_skip().
  catch_discover_tests(${arg_NAME} TEST_PREFIX "${arg_LABEL}.${room}."
    PROPERTIES LABELS "${arg_LABEL}" SKIP_REGULAR_EXPRESSION "SIGIL-SKIPPED:" TIMEOUT 600)
endfunction()

# sigil_add_fuzzer(<unit> LIBRARIES <target>...)
# tests/fuzz/fuzz_<unit>.cpp with its corpus tests/fuzz/corpus/<unit>/. With SIGIL_FUZZ it is a
# libFuzzer target and runs for a short time; without, a plain main replays the corpus.
function(sigil_add_fuzzer unit)
  cmake_parse_arguments(arg "" "" "LIBRARIES" ${ARGN})
  set(source "${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${unit}.cpp")
  set(corpus "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${unit}")
  if(SIGIL_FUZZ)
    add_executable(fuzz_${unit} ${source})
    target_link_options(fuzz_${unit} PRIVATE -fsanitize=fuzzer)
    # The first folder collects what a run finds and stays in the build tree.
    file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/found/${unit}")
    add_test(NAME fuzz.${unit} COMMAND fuzz_${unit} -max_total_time=8 -rss_limit_mb=2048 -timeout=10
             -print_final_stats=1 "-artifact_prefix=${CMAKE_CURRENT_BINARY_DIR}/${unit}-"
             "${CMAKE_CURRENT_BINARY_DIR}/found/${unit}" "${corpus}")
  else()
    add_executable(fuzz_${unit} ${source} "${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp")
    add_test(NAME fuzz.${unit}.replay COMMAND fuzz_${unit} "${corpus}")
    set_tests_properties(fuzz.${unit}.replay PROPERTIES LABELS fuzz)
  endif()
  target_link_libraries(fuzz_${unit} PRIVATE ${arg_LIBRARIES} sigil_flags)
  if(SIGIL_FUZZ)
    set_tests_properties(fuzz.${unit} PROPERTIES LABELS fuzz TIMEOUT 120)
  endif()
endfunction()

# For folders whose code runs on the target: none of the flags of a preset or of the environment
# (sanitizers, coverage, debug information), so that every build type makes the same files.
foreach(language C CXX ASM)
  foreach(configuration "" _DEBUG _RELEASE _RELWITHDEBINFO _MINSIZEREL)
    set(CMAKE_${language}_FLAGS${configuration} "")
  endforeach()
endforeach()
foreach(configuration "" _DEBUG _RELEASE _RELWITHDEBINFO _MINSIZEREL)
  set(CMAKE_EXE_LINKER_FLAGS${configuration} "")
endforeach()
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
# Nor the hardening flags that nixpkgs' wrappers of compiler and linker take from the environment.
if(DEFINED ENV{NIX_HARDENING_ENABLE})
  foreach(rule COMPILE LINK)
    set_property(DIRECTORY PROPERTY RULE_LAUNCH_${rule} "\"${CMAKE_COMMAND}\" -E env NIX_HARDENING_ENABLE=")
  endforeach()
endif()

# sigil_freestanding(<target> <option>...)  <option>: further options of the C++ compiler.
function(sigil_freestanding target)
  # The kernel saves general registers only. Clang's word for that refuses the library's headers.
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    set(no_vectors -mno-sse -mno-mmx -mno-implicit-float)
  else()
    set(no_vectors -mgeneral-regs-only)
  endif()
  set(options
    -m64 -O2 -ffreestanding -mno-red-zone ${no_vectors} -fno-exceptions -fno-rtti -fno-threadsafe-statics
    -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -fno-ident
    -U_FORTIFY_SOURCE -U_GLIBCXX_ASSERTIONS
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wcast-qual -Wold-style-cast ${ARGN})
  target_compile_options(${target} PRIVATE
    "$<$<COMPILE_LANGUAGE:CXX>:${options}>" "$<$<COMPILE_LANGUAGE:ASM>:-m64>")
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src/bootcheck" "${PROJECT_SOURCE_DIR}/include")
endfunction()

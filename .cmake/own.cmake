# What the project's own targets share: link regula_own instead of regula::regula. Nothing of this reaches a user.

if(PROJECT_IS_TOP_LEVEL)
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(NOT CMAKE_BUILD_TYPE AND NOT multi_config)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "How to build" FORCE)
  endif()
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
endif()

# Warnings are errors with the compilers that .ci/run checks; a newer one may know warnings that we do not.
set(checked OFF)
if((CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.")
   OR (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^14\\."))
  set(checked ON)
endif()
option(REGULA_WARNINGS_ARE_ERRORS "Stop at a warning in the project's own code" ${checked})

# Whoever builds one program is sooner done without, whoever builds many of them with it.
option(REGULA_LINK_COMPILED "Tests, examples and benchmarks link regula::compiled" OFF)

add_library(regula_own INTERFACE)
target_link_libraries(regula_own INTERFACE regula::$<IF:$<BOOL:${REGULA_LINK_COMPILED}>,compiled,regula>)
target_compile_options(regula_own INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  # g++ warns about its own intrinsics, inlined from Eigen.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-uninitialized -Wno-array-bounds>
  # To clang, -Wconversion includes the signs.
  $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wno-sign-conversion>
  $<$<BOOL:${REGULA_WARNINGS_ARE_ERRORS}>:-Werror>)

find_program(REGULA_CCACHE ccache)
mark_as_advanced(REGULA_CCACHE)
if(REGULA_CCACHE)
  # The sloppiness is what ccache's manual asks for where headers are precompiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      ${REGULA_CCACHE})
  target_compile_options(regula_own INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

# The packages of tests and examples; a missing one is reported by the name that Debian gives it.
macro(regula_find package debian)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "${package} was not found: it is in the Debian package ${debian}")
  endif()
endmacro()

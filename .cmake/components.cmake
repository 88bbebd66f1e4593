# The components of regula, targets regula::NAME for headers that need more than Eigen, and for compiled code:
#     compiled   layers, networks, decompositions and solvers, compiled once
#     files      <regula/files/...>, <regula/ensemble/save.hpp>: nlohmann-json
#     gz         <regula/data/gz.hpp>: zlib
#     mpi        <regula/distributed/...>: an MPI library
# The build includes this file, and find_package(regula) does.
set(regula_components compiled files gz mpi)

# Makes the target regula::NAME; or sets `problem` to the sentence that says why there is none.
function(regula_component name problem)
  set(${problem} "" PARENT_SCOPE)
  if(TARGET regula::${name})
    return()
  endif()
  if(name STREQUAL "compiled")
    include(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/compiled.cmake)
    return()
  elseif(name STREQUAL "files")
    set(needed nlohmann_json)
    set(target nlohmann_json::nlohmann_json)
    set(words "nlohmann-json (in Debian: nlohmann-json3-dev)")
  elseif(name STREQUAL "gz")
    set(needed ZLIB)
    set(target ZLIB::ZLIB)
    set(words "zlib (in Debian: zlib1g-dev)")
  elseif(name STREQUAL "mpi")
    set(needed MPI COMPONENTS CXX)
    set(target MPI::MPI_CXX)
    set(words "an MPI library (in Debian: libopenmpi-dev)")
    set(MPI_CXX_SKIP_MPICXX TRUE) # of the C++ interface, which MPI has given up
  else()
    list(JOIN regula_components ", " known)
    set(${problem} "regula has no component '${name}'; there are ${known}" PARENT_SCOPE)
    return()
  endif()

  if(NOT TARGET ${target})
    find_package(${needed} QUIET)
  endif()
  if(TARGET ${target})
    add_library(regula_${name} INTERFACE)
    add_library(regula::${name} ALIAS regula_${name})
    target_link_libraries(regula_${name} INTERFACE regula::regula ${target})
  else()
    set(${problem} "the component ${name} of regula needs ${words}, and it was not found" PARENT_SCOPE)
  endif()
endfunction()

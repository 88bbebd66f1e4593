# The target regula::mpi, for <regula/distributed/...>: regula and an MPI library, if there is one.
if(NOT TARGET MPI::MPI_CXX)
  set(MPI_CXX_SKIP_MPICXX TRUE) # of the C++ interface, which MPI has given up
  find_package(MPI QUIET COMPONENTS CXX)
  if(TARGET MPI::MPI_CXX)
    set_target_properties(MPI::MPI_CXX PROPERTIES IMPORTED_GLOBAL TRUE)
  endif()
endif()
if(TARGET MPI::MPI_CXX AND NOT TARGET regula::mpi)
  add_library(regula::mpi INTERFACE IMPORTED GLOBAL)
  target_link_libraries(regula::mpi INTERFACE regula::regula MPI::MPI_CXX)
endif()

# The target regula::compiled: layers, networks and their passes, decompositions and solvers of linear models, compiled once, with the
# options of this project. It is built when something links it.
set(sources)
foreach(header IN ITEMS layer model optimize/descend linear core/numeric/orthogonal) # whose instances are the library
  set(source ${CMAKE_CURRENT_BINARY_DIR}/regula_compiled/${header}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include <regula/${header}.hpp>\n")
  list(APPEND sources ${source})
endforeach()
add_library(regula_compiled STATIC EXCLUDE_FROM_ALL ${sources})
add_library(regula::compiled ALIAS regula_compiled)
target_link_libraries(regula_compiled PUBLIC regula::regula)
target_compile_definitions(regula_compiled PRIVATE REGULA_COMPILED= INTERFACE REGULA_COMPILED=extern)

# The target regula_claims: theory::claims(), compiled once for tests/theory and examples/theory_report. Its training takes
# seconds to run and, with -O3, minutes to compile.
set(source ${CMAKE_CURRENT_BINARY_DIR}/regula_claims.cpp)
file(CONFIGURE OUTPUT ${source} CONTENT "#include <regula/theory/claims.hpp>\n")
add_library(regula_claims STATIC EXCLUDE_FROM_ALL ${source})
target_link_libraries(regula_claims PUBLIC regula_own)
target_compile_definitions(regula_claims PRIVATE REGULA_COMPILED_CLAIMS= INTERFACE REGULA_COMPILED_CLAIMS=extern)
target_compile_options(regula_claims PRIVATE $<$<CONFIG:Release>:-Og>)

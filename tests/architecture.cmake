# The rules of the house that no compiler checks: cmake -P tests/architecture.cmake
#
# Here they can be bent, with the reason:
set(without_test            # headers that need no test of the same path
  core/matrix               # names only
  distributed/mpi           # includes only
  core/numeric/cholesky             # includes, and instantiations: tests/consumer links them
  core/numeric/eigenvalues
  core/numeric/orthogonal
  layer/compiled            # instantiations: tests/consumer links them
  layer/layer_holder        # behind the handle: tests/layer/layer.cpp
  layer/layer_type          # a concept: tests/layer/layer.cpp
  files/safetensors_block   # tests/files/load_blocks.cpp, tests/files/named_matrices.cpp
  penalty/tied_difference   # what tie makes: tests/penalty/tie.cpp
  sparse/greedy_pursuit     # what Omp starts: tests/sparse/omp.cpp, tests/sparse/orthogonal_least_squares.cpp
  model/pass_forward        # members of Pass: tests/model/pass.cpp
  model/pass_backward
  layer/relaxation               # an enumeration: tests/adversarial/interval_pass.cpp
  adversarial/interval_pass_forward   # members of IntervalPass
  adversarial/interval_pass_backward
  adversarial/divergence    # what VirtualAdversarial and Trades add
  tangent/tangent_vectors   # a concept: tests/tangent/same_directions.cpp
  tangent/change_along      # what TangentProp adds
  tangent/jacobian_norm     # what JacobianPenalty adds
  tangent/jacobian_change   # what ContractiveHessian adds
  tangent/contractive_layer # the closed form of Contractive
  tangent/encoder_of        # tests/tangent/contractive.cpp
  tangent/local_tangent_iteration   # tests/tangent/local_tangents.cpp
  adversarial/back_substitution     # what LinearBounds calls: tests/adversarial/certified_error.cpp
  adversarial/linear_bounds         # bounds of certificates: tests/adversarial/certified_error.cpp
  adversarial/interval_bounds
  adversarial/dual_norm             # tests/adversarial/interval_pass.cpp
  adversarial/worst_case            # tests/adversarial/interval_training.cpp
  adversarial/virtual_adversary     # tests/adversarial/virtual_adversarial.cpp
)
set(may_include             # what the headers of a folder may include besides those of their own folder
  "core:version" "core/random:foundation" "core/numeric:foundation" "core/parallel:foundation" "core/check:core"
  "penalty:core constraint" "constraint:core" "noise:core" "gate:core" "update:core" "stopping:core"
  "auxiliary:core data layer loss model update" "metrics:core"
  "adversarial:core constraint data layer loss model noise"
  "tangent:core augment constraint data layer loss model"
  "augment:core data" "data:core" "layer:core" "loss:core"
  "model:core data layer loss"
  "inference:core data layer loss model gate"
  "multitask:core data layer loss model"
  "optimize:core data stopping" "optimize/solvers:core data optimize" "files:core data layer model optimize"
  "linear:core data loss penalty"
  "sparse:core data linear penalty constraint"
  "interop:core penalty constraint"
  "distributed:core data model optimize"
  "selection:core data loss metrics penalty linear optimize model"
  "ensemble:core constraint data files loss model optimize"
  "theory:core data linear layer loss model optimize penalty constraint inference ensemble"
  "theory/claims:core adversarial auxiliary tangent data linear sparse layer loss model optimize penalty constraint noise gate augment update stopping ensemble inference multitask theory"
)
set(foundation core/abi core/error core/matrix core/platform)   # below all rooms of core/
set(included_alone          # headers that no umbrella includes, and the reason
  auxiliary/laws      # laws of policies, which programs do not need, as core/check.hpp
  loss/check          # laws of losses, likewise
)
set(may_define version.hpp core/abi.hpp)
set(policies penalty constraint noise gate auxiliary update stopping augment/cut_mix augment/mixup
  adversarial/adversarial_training adversarial/interval_training adversarial/trades adversarial/virtual_adversarial
  tangent/contractive tangent/contractive_hessian tangent/jacobian_penalty tangent/tangent_prop)   # policies, by folder or one by one; their laws are asked
set(not_in_regula theory linear sparse selection ensemble inference augment multitask adversarial tangent metrics)   # folders that regula.hpp leaves out
set(no_policy               # parts of policies, and adapters that are none
  noise/gradient_noise augment/neighbours augment/rectangle stopping/plateau stopping/criterion stopping/stop_when stopping/any_of constraint/distance
  constraint/multiplier constraint/singular_values constraint/threshold
  penalty/by_size penalty/conjugate penalty/fits penalty/oscar penalty/partition penalty/row_norms penalty/sorted
  penalty/taut_string penalty/tie penalty/tied_difference penalty/tied_pairs penalty/tied_step
  penalty/transposed
)
set(short_folders penalty constraint noise gate auxiliary update)   # a policy of these is one header of at most ...
set(longest 60)             # ... lines
set(forbidden                                         # and the reason
  "using namespace:it would reach the user"
  "std::rand:randomness is a function of a key"
  "setRandom:randomness is a function of a key"
  "Eigen/src:an error in Eigen 5"
  "std::shared_ptr:values are copied"
  "(struct|class) (Image|Linear|Cosine|InverseTime|CosineCycles|Moment|Seat|Share|Every|Named|Such|Switched|SCAD|MCP|SLOPE)[ {]:the changelog has the new name"
  "enum class (Same|Initial)[ {]:the changelog has the new name"
  "(void|auto|double|Matrix<Scalar>|Dataset<Scalar>) (push|bend|reach|settle|charged|add_charge|lessons|asked)[(]:the changelog has the new name"
)
set(columns 110)            # of a line of code or of a comment, at most

cmake_policy(VERSION 3.21)
get_filename_component(root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
set(include ${root}/include/regula)
set(complaints "")
macro(complain sentence)
  string(APPEND complaints "\n  ${sentence}")
endmacro()

# The lines of a file as a list: what CMake would take for syntax is taken out first.
function(read_lines file result)
  file(READ ${file} text)
  string(REGEX REPLACE "[][;]" " " text "${text}")
  string(REGEX REPLACE "\\\\" " " text "${text}")
  string(REGEX REPLACE "\n$" "" text "${text}")
  string(REPLACE "\n" ";" lines " ${text}")
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE headers RELATIVE ${include} ${include}/*.hpp)
set(rows "")
if(EXISTS ${root}/docs/policies.md)
  file(READ ${root}/docs/policies.md rows)
elseif(EXISTS ${root}/docs)
  complain("there is no docs/policies.md")
endif()

set(conformance "")
set(own_loops "")
file(GLOB files ${root}/tests/conformance/*.cpp)
foreach(file IN LISTS files)
  file(READ ${file} text)
  string(APPEND conformance "${text}")
  if(file MATCHES "/own_loops_of_")
    string(APPEND own_loops "${text}")
  endif()
endforeach()
string(TOLOWER "${own_loops}" own_loops)

foreach(header IN LISTS headers)
  read_lines(${include}/${header} lines)
  string(REGEX REPLACE "\\.hpp$" "" path ${header})
  get_filename_component(folder ${header} DIRECTORY)

  foreach(rule IN LISTS forbidden)
    string(REGEX MATCH "^(.*[^:]):([^:]+)$" _ ${rule})
    set(word ${CMAKE_MATCH_1})
    set(reason ${CMAKE_MATCH_2})
    if(lines MATCHES "${word}")
      complain("${header}: no `${word}` in a header: ${reason}")
    endif()
  endforeach()
  if(lines MATCHES "; *# *define" AND NOT header IN_LIST may_define)
    complain("${header}: no macros, except in ${may_define}")
  endif()
  list(SUBLIST lines 0 6 first)
  if(NOT first MATCHES "#pragma once")
    complain("${header}: the first line must be #pragma once")
  endif()

  if(NOT folder OR IS_DIRECTORY ${include}/${path})   # an umbrella
    continue()
  endif()

  # A policy obeys the laws of its kind, has a row in the table, and is short.
  if((folder IN_LIST policies OR path IN_LIST policies) AND NOT path IN_LIST no_policy AND NOT path IN_LIST included_alone)
    string(REGEX REPLACE "_" "" plain ${path})
    string(REGEX MATCH "[^/]+$" plain ${plain})
    string(TOLOWER "${conformance}" asked)
    if(NOT asked MATCHES "check\\(([^\n]*[ (])?${plain}[{<(]")
      complain("tests/conformance/ does not check the laws of ${header}")
    endif()
    if(NOT own_loops MATCHES "(own_loop|passed)\\(([^\n]*[ (])?${plain}[{<(]")
      complain("tests/conformance/own_loops_of_*.cpp do not ask ${header}")
    endif()
    string(REPLACE "." "\\." pattern ${header})
    if(EXISTS ${root}/docs AND NOT rows MATCHES "\n\\|[^\n]*${pattern}")
      complain("docs/policies.md has no row that names ${header}")
    elseif(EXISTS ${root}/docs AND NOT rows MATCHES "\n\\|[^\n]*${pattern}[^\n]*\\(\\.\\./examples/small/[a-z_0-9]+\\.cpp\\)")
      complain("the row of ${header} in docs/policies.md has no program of examples/small")
    endif()
  endif()
  if(folder IN_LIST short_folders)
    list(LENGTH lines length)
    if(length GREATER longest AND NOT path IN_LIST included_alone)
      complain("${header} has ${length} lines; a policy has at most ${longest}")
    endif()
  endif()

  # A test of the same path.
  if(NOT path IN_LIST without_test AND NOT EXISTS ${root}/tests/${path}.cpp)
    complain("${header}: there is no tests/${path}.cpp")
  endif()

  # A line in the umbrella of the folder, which a folder of optional headers has not.
  if(NOT EXISTS ${include}/${folder}.hpp)
    if(NOT first MATCHES "// optional: needs ")
      complain("${header}: there is no umbrella include/regula/${folder}.hpp")
    endif()
  else()
    file(READ ${include}/${folder}.hpp umbrella)
    string(FIND "${umbrella}" "#include <regula/${header}>" found)
    if(first MATCHES "// optional: needs ")
      if(NOT found EQUAL -1)
        complain("${folder}.hpp includes ${header}, which needs a library that not every user has")
      endif()
    elseif(found EQUAL -1 AND NOT path IN_LIST included_alone)
      complain("${folder}.hpp does not include ${header}")
    endif()
  endif()

  # Includes point one way.
  set(allowed ${folder})
  set(known FALSE)
  foreach(rule IN LISTS may_include)
    if(rule MATCHES "^${folder}:(.*)$")
      set(known TRUE)
      string(REPLACE " " ";" more ${CMAKE_MATCH_1})
      list(APPEND allowed ${more})
    endif()
  endforeach()
  if(NOT known)
    complain("${header}: tests/architecture.cmake does not say what the folder ${folder} may include")
  endif()
  foreach(line IN LISTS lines)
    if(line MATCHES "^ *# *include *[<\"]regula/(([a-z_]+)[a-z0-9_/]*)\\.hpp")
      set(top ${CMAKE_MATCH_2})
      get_filename_component(room ${CMAKE_MATCH_1} DIRECTORY)
      if(NOT (top IN_LIST allowed OR room IN_LIST allowed OR "foundation" IN_LIST allowed AND CMAKE_MATCH_1 IN_LIST foundation))
        complain("${header} includes ${CMAKE_MATCH_1}; ${folder}/ may include only: ${allowed}")
      endif()
    elseif(line MATCHES "^ *# *include *\"")
      complain("${header}: includes are written <regula/...>")
    elseif(path MATCHES "^theory/" AND line MATCHES "max\\(0\\.0, ")
      complain("${header}: of NaN, max(0.0, x) makes 0, and the claim would hold; max(x, 0.0) keeps it")
    endif()
  endforeach()
endforeach()

# The umbrellas of the folders make the umbrella of the library.
file(GLOB umbrellas RELATIVE ${include} ${include}/*.hpp)
if(EXISTS ${include}/regula.hpp)
  file(READ ${include}/regula.hpp whole)
  foreach(umbrella IN LISTS umbrellas)
    string(REPLACE ".hpp" "" folder ${umbrella})
    string(FIND "${whole}" "#include <regula/${umbrella}>" found)
    if(IS_DIRECTORY ${include}/${folder} AND NOT folder IN_LIST not_in_regula AND found EQUAL -1)
      complain("regula.hpp does not include ${umbrella}")
    endif()
  endforeach()
endif()

# Each claim of the theory has its name in docs/theory.md.
if(EXISTS ${root}/docs/theory.md)
  file(READ ${root}/docs/theory.md theory)
  file(GLOB claims ${include}/theory/claims/*.hpp)
  foreach(header IN LISTS claims)
    file(STRINGS ${header} ids REGEX "{\\.id = \"")
    foreach(line IN LISTS ids)
      string(REGEX MATCH "\"([a-z0-9-]+)\"" _ "${line}")
      string(FIND "${theory}" "`${CMAKE_MATCH_1}`" found)
      if(found EQUAL -1)
        complain("docs/theory.md does not name the claim ${CMAKE_MATCH_1}")
      endif()
    endforeach()
  endforeach()
endif()

# Each small example is linked from the table of policies.
file(GLOB small RELATIVE ${root} ${root}/examples/small/*.cpp)
foreach(example IN LISTS small)
  string(FIND "${rows}" "(../${example})" found)
  if(found EQUAL -1)
    complain("docs/policies.md does not link ${example}")
  endif()
endforeach()

# Each page is in the list of the README, which is the menu of the site, and each example in the gallery.
if(EXISTS ${root}/docs)
  file(READ ${root}/README.md readme)
  file(GLOB pages RELATIVE ${root} ${root}/docs/*.md)
  foreach(page IN LISTS pages)
    if(NOT readme MATCHES "\n- \\[[^\n]*\\]\\(${page}\\)")
      complain("README.md does not list ${page} under 'Read on'")
    endif()
  endforeach()
  file(READ ${root}/docs/gallery.md gallery)
  file(GLOB examples RELATIVE ${root}/examples ${root}/examples/*.cpp)
  foreach(example IN LISTS examples)
    string(REPLACE ".cpp" "" example ${example})
    if(NOT gallery MATCHES "\n    examples/run ${example}[ \n]")
      complain("docs/gallery.md does not show examples/run ${example}")
    endif()
  endforeach()
endif()

# Lines keep to the column limit, comments too.
string(REPEAT "." ${columns} full)
file(GLOB_RECURSE sources RELATIVE ${root} ${root}/include/*.hpp ${root}/tests/*.hpp ${root}/tests/*.cpp ${root}/examples/*.hpp
  ${root}/examples/*.cpp ${root}/bench/*.hpp ${root}/bench/*.cpp)
foreach(source IN LISTS sources)
  file(STRINGS ${root}/${source} found REGEX "^${full}." LIMIT_COUNT 1)
  if(found)
    complain("${source}: a line has more than ${columns} columns: ${found}")
  endif()
endforeach()

# Test files are compiled together, so the names that one declares stand in a namespace named after its path.
file(GLOB_RECURSE sources RELATIVE ${root}/tests ${root}/tests/*.cpp)
list(FILTER sources EXCLUDE REGEX "^(compile_fail|consumer|zero_cost|same_bits|support|users)/|^distributed/ends")
foreach(source IN LISTS sources)
  string(REGEX REPLACE "\\.cpp$" "" space ${source})
  string(REPLACE "/" "_" space ${space})
  file(STRINGS ${root}/tests/${source} first REGEX "^namespace " LIMIT_COUNT 1)
  file(STRINGS ${root}/tests/${source} own LIMIT_COUNT 1
    REGEX "^(struct|class|enum|static [^_]|template|inline|constexpr|const|auto|void|double|using [A-Za-z_:]+( =|;)) ?")
  if(first AND NOT first STREQUAL "namespace tests::${space} {")
    complain("tests/${source}: the names of this file belong into namespace tests::${space}, not: ${first}")
  elseif(own AND NOT first)
    complain("tests/${source}: names of its own belong into namespace tests::${space}: ${own}")
  endif()
  file(STRINGS ${root}/tests/${source} opened REGEX "^using namespace regula::" LIMIT_COUNT 1)
  if(opened)
    complain("tests/${source}: '${opened}' reaches the files that are compiled with it; within tests::${space} there is 'using namespace theory;'")
  endif()
endforeach()

# A bracket in the name of a test makes CTest lose that one and all that follow it.
file(GLOB_RECURSE sources ${root}/tests/*.cpp)
foreach(source IN LISTS sources)
  file(STRINGS ${source} found REGEX "TEST_CASE\\( *\"[^\"]*[][]" LIMIT_COUNT 1)
  if(NOT "${found}" STREQUAL "")
    complain("${source}: the name of a test has a bracket in it, and CTest would lose it")
  endif()
endforeach()

# The tests of a folder are one program, and Catch2 ends a program with two tests of one name when it starts.
set(names)
foreach(source IN LISTS sources)
  file(RELATIVE_PATH folder ${root}/tests ${source})
  string(REGEX REPLACE "/.*" "" folder ${folder})
  file(READ ${source} code)
  string(REGEX REPLACE "[];[]" "," code "${code}")
  string(REGEX MATCHALL "TEST_CASE\\([ \n]*\"[^\"]*\"" found "${code}")
  foreach(name IN LISTS found)
    string(REGEX MATCH "\".*" name "${name}")
    if("${folder} ${name}" IN_LIST names)
      complain("tests/${folder}: ${name} is the name of two tests")
    endif()
    list(APPEND names "${folder} ${name}")
  endforeach()
endforeach()

list(LENGTH headers count)
if(complaints)
  message(FATAL_ERROR "The rules of the house are broken:${complaints}")
endif()
message(STATUS "${count} headers keep the rules of the house")

# Compiles one file of this folder:
#     cmake -DCOMPILER=... -DOPTIONS=... -DPRECOMPILED=... -DSOURCE=... -DMUST=fail -P compile.cmake
# MUST fail: the first error is the sentence that its first line gives as a regular expression, "// error: ...", with the
# options of its second line, if that is "// flags: ...". After it the compiler stops, which saves most of the time.
# MUST pass: with REGULA_FIXED defined, which shows that nothing else is wrong with the file.
# The precompiled library comes first, but for files with flags of their own, and for those whose second line is "// alone".
file(STRINGS ${SOURCE} first LIMIT_COUNT 1)
file(STRINGS ${SOURCE} flags LIMIT_COUNT 1 REGEX "^// flags: ")
file(STRINGS ${SOURCE} alone LIMIT_COUNT 1 REGEX "^// (alone$|flags: )")
if(NOT alone)
  list(APPEND OPTIONS -include ${PRECOMPILED})
endif()
if(NOT first MATCHES "^// error: (.+)$")
  message(FATAL_ERROR "${SOURCE}: the first line must be // error: REGEX")
endif()
set(sentence "${CMAKE_MATCH_1}")

if(MUST STREQUAL "pass")
  list(APPEND OPTIONS -DREGULA_FIXED)
else()
  string(REGEX REPLACE "^// flags: " "" flags "${flags}")
  separate_arguments(flags UNIX_COMMAND "${flags}")
  list(APPEND OPTIONS ${flags} -Wfatal-errors)
endif()
execute_process(COMMAND ${COMPILER} ${OPTIONS} -fsyntax-only ${SOURCE}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)

if(MUST STREQUAL "pass")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${SOURCE} does not compile when REGULA_FIXED is defined:\n${output}")
  endif()
elseif(result EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles, and must not: ${sentence}")
elseif(NOT output MATCHES "error: [^\n]*${sentence}")
  message(FATAL_ERROR "${SOURCE} fails to compile, but without the sentence\n  ${sentence}\nThe compiler says:\n${output}")
endif()

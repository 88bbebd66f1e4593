# Runs a command that must fail, before long, and say why:
#     cmake -DSAYS=REGEX -P ends.cmake -- COMMAND...
include(${CMAKE_CURRENT_LIST_DIR}/../support/command.cmake)

execute_process(COMMAND ${command} RESULT_VARIABLE exit OUTPUT_VARIABLE out ERROR_VARIABLE err TIMEOUT 60)
if(exit STREQUAL "0")
  message(FATAL_ERROR "expected that the job fails, got exit code 0:\n${out}${err}")
elseif(NOT exit MATCHES "^[0-9]+$")
  message(FATAL_ERROR "expected an exit code, got '${exit}':\n${out}${err}")
elseif(SAYS AND NOT "${out}${err}" MATCHES "${SAYS}")
  message(FATAL_ERROR "expected to read '${SAYS}', got:\n${out}${err}")
endif()

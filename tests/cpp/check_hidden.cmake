# A shared library offers what is declared LAPICQUE_API: what it defines lies in namespace lapicque, and not in its detail.
execute_process(COMMAND ${NM} -D -C --defined-only ${LIBRARY} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]*lapicque::detail::[^\n]*" private "${symbols}")
# Public functions take a pointer to what is private, and say so in their names.
list(FILTER private EXCLUDE REGEX "lapicque::(Selection|Population|Projection|[A-Za-z]+Recorder|Network)::")
if(private)
  string(JOIN "\n" list ${private})
  message(FATAL_ERROR "private symbols are visible:\n${list}")
endif()
string(REGEX MATCHALL "lapicque::Network::run" public "${symbols}")
if(NOT public)
  message(FATAL_ERROR "Network::run is not visible")
endif()

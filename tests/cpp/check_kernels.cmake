# cmake -DNM=... -DOBJECTS=... -P check_kernels.cmake
#
# An inline function that a kernel leaves out of line is a weak symbol, and the linker keeps any one copy of it for the
# whole program: with AVX-512 instructions, perhaps, on a machine that has none. So kernels may hold none.
foreach(object IN LISTS OBJECTS)
  execute_process(COMMAND ${NM} ${object} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  if(NOT symbols MATCHES " T [^\n]+")
    message(FATAL_ERROR "${object} defines no function:\n${symbols}")
  endif()
  if(symbols MATCHES " [VWu] [^\n]+")
    message(FATAL_ERROR "${object} defines code that it shares with other objects:${CMAKE_MATCH_0}")
  endif()
endforeach()

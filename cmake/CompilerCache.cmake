# Sends every compilation through ccache where it is installed, with the
# settings that let it cache precompiled headers as well.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(EVENTLOOP_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};${CCACHE_PROGRAM}")
  set(CMAKE_C_COMPILER_LAUNCHER "${EVENTLOOP_LAUNCHER}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${EVENTLOOP_LAUNCHER}")
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
  endif()
endif()

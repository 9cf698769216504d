# The sanitizer options of the presets, applied to everything that is built.
if(EVENTLOOP_ASAN AND EVENTLOOP_TSAN)
  message(FATAL_ERROR "EVENTLOOP_ASAN and EVENTLOOP_TSAN exclude each other: choose one.")
endif()
if(EVENTLOOP_ASAN)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(EVENTLOOP_TSAN)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()

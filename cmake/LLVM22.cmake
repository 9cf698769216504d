# Finds LLVM 22 and Clang 22, exactly, and says which packages are missing.
# Clang's package file accepts no version, so the check stands here.
set(EVENTLOOP_LLVM_PACKAGES
    "clang-22 clang-tidy-22 clangd-22 libclang-22-dev llvm-22-dev llvm-22-tools")
find_package(LLVM 22 CONFIG QUIET HINTS /usr/lib/llvm-22/lib/cmake/llvm)
if(NOT LLVM_FOUND OR NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR
    "LLVM 22 was not found. Install it with\n"
    "  apt-get install ${EVENTLOOP_LLVM_PACKAGES}\n"
    "or run tools/run.sh, which does. If it is elsewhere, set LLVM_DIR.")
endif()
find_package(Clang CONFIG QUIET HINTS "${LLVM_DIR}/../clang")
if(NOT Clang_FOUND OR NOT EXISTS "${LLVM_INCLUDE_DIRS}/clang/AST/AST.h")
  message(FATAL_ERROR
    "LLVM ${LLVM_PACKAGE_VERSION} is here, but Clang's development files are not. "
    "Install them with\n  apt-get install libclang-22-dev\nor run tools/run.sh, which does.")
endif()
message(STATUS "LLVM ${LLVM_PACKAGE_VERSION}: ${LLVM_DIR}")
set(EVENTLOOP_LLVM_BINDIR "${LLVM_TOOLS_BINARY_DIR}")

# Everything that is loaded into or linked with clang: LLVM's own flags.
add_library(eventloop_llvm_flags INTERFACE)
target_include_directories(eventloop_llvm_flags SYSTEM INTERFACE
                           ${LLVM_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS})
target_include_directories(eventloop_llvm_flags INTERFACE "${CMAKE_SOURCE_DIR}/lib"
                           "${CMAKE_SOURCE_DIR}")
separate_arguments(EVENTLOOP_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(eventloop_llvm_flags INTERFACE ${EVENTLOOP_LLVM_DEFINITIONS})
target_compile_options(eventloop_llvm_flags INTERFACE -fno-rtti -fvisibility-inlines-hidden
                       -Wall -Wextra -Wno-unused-parameter)

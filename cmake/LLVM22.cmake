# Finds LLVM 22 and Clang 22, exactly, and says which packages are missing.
# LLVM's package file wants its minor version as well and Clang's accepts none
# at all, so the check stands here.
#
# Sets EVENTLOOP_LLVM_BINDIR (clang-tidy, lit, FileCheck, ...) and
# EVENTLOOP_RESOURCE_DIR (clang's builtin headers), and makes the target
# eventloop_llvm_flags.
set(EVENTLOOP_LLVM_PACKAGES
    "clang-22 clang-tidy-22 clangd-22 libclang-22-dev llvm-22-dev llvm-22-tools")
set(EVENTLOOP_CLANGD_PACKAGES
    "libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc")

# Says what is missing, and how it comes here.
function(eventloop_missing what packages)
  message(FATAL_ERROR
    "${what}. Install what it takes with\n"
    "  apt-get install ${packages}\n"
    "or run tools/run.sh, which does.")
endfunction()

find_package(LLVM CONFIG QUIET HINTS /usr/lib/llvm-22/lib/cmake/llvm)
if(NOT LLVM_FOUND)
  eventloop_missing("LLVM 22 was not found (set LLVM_DIR if it lies elsewhere)"
                    "${EVENTLOOP_LLVM_PACKAGES}")
elseif(NOT LLVM_VERSION_MAJOR EQUAL 22)
  eventloop_missing("LLVM ${LLVM_PACKAGE_VERSION} is at ${LLVM_DIR}, but it must be 22"
                    "${EVENTLOOP_LLVM_PACKAGES}")
endif()

# clangd's libraries name gRPC's targets in Clang's package file.
find_package(Protobuf QUIET)
find_package(gRPC CONFIG QUIET)
if(NOT Protobuf_FOUND OR NOT gRPC_FOUND)
  eventloop_missing("gRPC or Protobuf, which clangd's libraries need, was not found"
                    "${EVENTLOOP_CLANGD_PACKAGES}")
endif()

find_package(Clang CONFIG QUIET HINTS "${LLVM_DIR}/../clang")
if(NOT Clang_FOUND OR NOT TARGET clangTidyMain OR NOT TARGET clangdMain)
  eventloop_missing("Clang's libraries for LLVM ${LLVM_PACKAGE_VERSION} were not found"
                    "libclang-22-dev clang-tidy-22 clangd-22")
endif()
set(EVENTLOOP_CLANG_HEADER "${LLVM_INCLUDE_DIRS}/clang-tidy/ClangTidyModule.h")
if(NOT EXISTS "${EVENTLOOP_CLANG_HEADER}")
  eventloop_missing("The header ${EVENTLOOP_CLANG_HEADER} is missing" "libclang-22-dev")
endif()

set(EVENTLOOP_LLVM_BINDIR "${LLVM_TOOLS_BINARY_DIR}")
set(EVENTLOOP_RESOURCE_DIR "${LLVM_LIBRARY_DIR}/clang/${LLVM_VERSION_MAJOR}")
foreach(tool clang-tidy FileCheck not split-file)
  if(NOT EXISTS "${EVENTLOOP_LLVM_BINDIR}/${tool}")
    eventloop_missing("The tool ${EVENTLOOP_LLVM_BINDIR}/${tool} is missing"
                      "clang-tidy-22 llvm-22-tools")
  endif()
endforeach()
if(NOT EXISTS "${EVENTLOOP_RESOURCE_DIR}/include/stddef.h")
  eventloop_missing("Clang's builtin headers are missing from ${EVENTLOOP_RESOURCE_DIR}"
                    "clang-22")
endif()
message(NOTICE "LLVM ${LLVM_PACKAGE_VERSION}: ${LLVM_DIR}")

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

# The libraries are not instrumented: what a sanitized program of ours allows them.
if(EVENTLOOP_ASAN)
  target_sources(eventloop_llvm_flags INTERFACE
    "$<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:${CMAKE_CURRENT_LIST_DIR}/AsanOptions.cpp>")
endif()

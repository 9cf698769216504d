# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The tests that are files: scenarios, front ends, corpus, conformance, meta-tests.
# Started through build/test (see lit.site.cfg.py.in), or by `ninja check`.

import os
import sys

import lit.formats

config.name = "eventloop-tidy"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".cpp", ".c"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.build_root, "test")
config.excludes = ["Inputs", "harness", "unit", "lit.cfg.py", "CMakeLists.txt"]

scenarios = " ".join(
    [sys.executable, os.path.join(config.test_source_root, "harness", "check_scenarios.py"),
     "--build", config.build_root, "--llvm-bin", config.llvm_bindir, "--cxx", config.clangxx]
    + ([f"'--cxx-flags={config.sanitizer_flags}'"] if config.sanitizer_flags else [])
)
binary = os.path.join(config.build_root, "bin")
tools = {
    "check_scenarios": scenarios,
    "eventloop_tidy": os.path.join(binary, "eventloop-tidy"),
    "eventloop_clangd": os.path.join(binary, "eventloop-clangd"),
    "refloop_run": os.path.join(binary, "refloop-run"),
    "refloop_conformance": os.path.join(binary, "refloop-conformance"),
    "plugin": os.path.join(config.build_root, "lib", "EventLoopTidy.so"),
    "librefloop": os.path.join(config.build_root, "lib", "librefloop.a"),
    "refloop_include": os.path.join(config.src_root, "runtime-model", "include"),
    "run_clang_tidy": os.path.join(config.llvm_bindir, "run-clang-tidy"),
    "clang_tidy": os.path.join(config.llvm_bindir, "clang-tidy"),
    "clangxx": config.clangxx,
    "sanitizer_flags": config.sanitizer_flags,
    "llvm_bindir": config.llvm_bindir,
    "src_root": config.src_root,
    "build_root": config.build_root,
    "python": sys.executable,
}
# Longest first and whole words: %python must not eat the head of %python_x.
for name in sorted(tools, key=len, reverse=True):
    config.substitutions.append((f"%{name}\\b", tools[name]))

# FileCheck, not, count, split-file and llvm-symbolizer come from LLVM's folder.
config.environment["PATH"] = os.pathsep.join([config.llvm_bindir, os.environ["PATH"]])
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
for name in ("HOME", "CCACHE_DIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

if config.sanitizer_flags:
    config.available_features.add("sanitizers")
try:
    for end in os.openpty():
        os.close(end)
    config.available_features.add("terminal")
except OSError:
    pass  # a sandbox without /dev/pts
if os.path.exists("/usr/include/asio.hpp"):
    config.available_features.add("asio")
if os.path.exists("/usr/include/uv.h"):
    config.available_features.add("libuv")
if os.path.exists("/usr/include/boost/asio.hpp"):
    config.available_features.add("boost-asio")

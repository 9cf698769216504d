# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The GoogleTest programs of the build, each of whose tests lit counts: every
# executable in bin/ whose name ends in _tests.

import os

import lit.formats

config.name = "eventloop-tidy programs"
config.test_format = lit.formats.GoogleTest(".", "_tests")
config.test_source_root = os.path.join(config.build_root, "bin")
config.test_exec_root = config.test_source_root
for name in ("HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
config.environment["PATH"] = os.pathsep.join([config.llvm_bindir, os.environ["PATH"]])

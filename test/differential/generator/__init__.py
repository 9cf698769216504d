# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes random programs over the reference loop's API. It decides what a program
does, never what is right: that is for the runs and the analysis to say."""

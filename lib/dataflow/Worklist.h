//===- Worklist.h - A worklist over blocks, with a budget -------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order in which the blocks of a function are visited and the limit of
// visits. Knows nothing of what flows: no policy, no lattice.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_DATAFLOW_WORKLIST_H
#define EVENTLOOP_TIDY_LIB_DATAFLOW_WORKLIST_H

#include <cstdint>
#include <queue>
#include <vector>

namespace eventloop::dataflow {

/// How much work an analysis may do. Shared by all functions of a translation
/// unit; once it is spent, everything that is left is given up.
class Budget {
public:
  explicit Budget(uint64_t Steps) : Left(Steps) {}
  /// False when nothing is left.
  bool spend(uint64_t Steps = 1) {
    if (Left < Steps) {
      Left = 0;
      return false;
    }
    Left -= Steps;
    return true;
  }
  bool isSpent() const { return Left == 0; }

private:
  uint64_t Left;
};

/// Visits items in the reverse post-order of their blocks, so that a block
/// comes after its predecessors but for back edges. Terminates when the caller
/// puts each (block, item) in a bounded number of times, or the budget ends.
class Worklist {
public:
  struct Item {
    uint32_t Order; ///< the block's position in reverse post-order
    uint32_t Block;
    uint32_t Index; ///< which of the block's states
  };
  void push(Item I) { Queue.push(I); }
  bool empty() const { return Queue.empty(); }
  Item pop() {
    Item I = Queue.top();
    Queue.pop();
    return I;
  }

private:
  struct Later {
    bool operator()(const Item &A, const Item &B) const {
      return A.Order != B.Order ? A.Order > B.Order : A.Index > B.Index;
    }
  };
  std::priority_queue<Item, std::vector<Item>, Later> Queue;
};

} // namespace eventloop::dataflow

#endif // EVENTLOOP_TIDY_LIB_DATAFLOW_WORKLIST_H

#pragma once

#include <cstdint>

/// Lets an allocation of the whole program fail while it lives: number `k`, counted from 0, and all that follow.
class FailingMemory {
 public:
  explicit FailingMemory(std::int64_t k);
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;
};

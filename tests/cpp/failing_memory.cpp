#include "failing_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<bool> armed{false};
std::atomic<std::int64_t> left{0};  // allocations until one fails

void* allocate(std::size_t size, std::size_t alignment) {
  if (armed.load(std::memory_order_relaxed) && left.fetch_sub(1) <= 0) throw std::bad_alloc{};
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, whole == 0 ? alignment : whole);
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}

}  // namespace

FailingMemory::FailingMemory(std::int64_t k) {
  left = k;
  armed = true;
}
FailingMemory::~FailingMemory() { armed = false; }

void* operator new(std::size_t size) { return allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

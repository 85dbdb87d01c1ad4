#include "memory/huge_array.hpp"

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace lapicque::detail::memory {
namespace {

constexpr std::size_t huge_page = std::size_t{1} << 21;
constexpr std::size_t cache_line = 64;

std::size_t alignment_of(std::size_t bytes) { return bytes >= huge_page ? huge_page : cache_line; }

}  // namespace

void* allocate(std::size_t bytes) {
  void* memory = ::operator new(bytes, std::align_val_t{alignment_of(bytes)});
#ifdef __linux__
  // Advice only: where there are no huge pages the table works all the same.
  if (bytes >= huge_page) static_cast<void>(madvise(memory, bytes / huge_page * huge_page, MADV_HUGEPAGE));
#endif
  return memory;
}

void release(void* memory, std::size_t bytes) { ::operator delete(memory, std::align_val_t{alignment_of(bytes)}); }

}  // namespace lapicque::detail::memory

#pragma once

#include <cstddef>
#include <cstdint>

namespace lapicque::detail::kernels {

/// Counters {n, a, b, tag} of which only n changes.
struct WordsPass {
  std::uint32_t key[2];
  std::uint32_t a;
  std::uint32_t b;
  std::uint32_t tag;
};

/// Writes the four words of each of the blocks n = first, ..., first + blocks - 1, one block after the other.
using WordsKernel = void (*)(const WordsPass& pass, std::uint32_t first, std::size_t blocks, std::uint32_t* words);

namespace baseline {
void philox_words(const WordsPass& pass, std::uint32_t first, std::size_t blocks, std::uint32_t* words);
}
namespace avx2 {
void philox_words(const WordsPass& pass, std::uint32_t first, std::size_t blocks, std::uint32_t* words);
}
namespace avx512 {
void philox_words(const WordsPass& pass, std::uint32_t first, std::size_t blocks, std::uint32_t* words);
}

}  // namespace lapicque::detail::kernels

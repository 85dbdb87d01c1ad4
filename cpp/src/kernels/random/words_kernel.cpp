// The words of a random stream, many blocks at a time.

#include "kernels/random/words_kernel.hpp"

#include "kernels/random/philox_lanes.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {

void philox_words(const WordsPass& pass, std::uint32_t first, std::size_t blocks, std::uint32_t* words) {
  const PhiloxLanes philox{pass.key, pass.a, pass.b, pass.tag};
  // store_blocks takes the even lanes first.
  alignas(64) std::uint64_t offsets[wide_lanes];
  for (unsigned l = 0; l < wide_lanes; ++l) offsets[l] = l / 2 + l % 2 * (wide_lanes / 2);
  const Wide offset = load_wide(offsets);
  std::size_t done = 0;
  for (; done + wide_lanes <= blocks; done += wide_lanes) {
    const WideBlock x = philox(add(wide(first + static_cast<std::uint32_t>(done)), offset));
    store_blocks(words + 4 * done, x.word[0], x.word[1], x.word[2], x.word[3]);
  }
  if (done == blocks) return;
  alignas(64) std::uint32_t rest[4 * wide_lanes];
  const WideBlock x = philox(add(wide(first + static_cast<std::uint32_t>(done)), offset));
  store_blocks(rest, x.word[0], x.word[1], x.word[2], x.word[3]);
  for (std::size_t i = 0; i < 4 * (blocks - done); ++i) words[4 * done + i] = rest[i];
}

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

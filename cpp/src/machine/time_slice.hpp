#pragma once

#include <cstdint>

namespace lapicque::detail {

/// Has the system run the calling thread in short slices while the object lives, where the system can (Linux 6.12).
///
/// The share of a core stays what it was; but a thread that was woken need not wait until another program has used up
/// a slice of some milliseconds. Threads that meet every few microseconds would wait so at every other meeting.
class ShortSlices {
 public:
  ShortSlices();
  ~ShortSlices();
  ShortSlices(const ShortSlices&) = delete;
  ShortSlices& operator=(const ShortSlices&) = delete;

 private:
  std::uint64_t before_ = 0;  // [ns]; 0: left alone
};

}  // namespace lapicque::detail

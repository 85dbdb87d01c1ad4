#include "interruption/interruptible.hpp"

namespace lapicque::detail {
namespace {

// Between two looks at the clock: long enough to cost nothing, and short enough where the estimates are much too low.
constexpr std::int64_t work_between_looks = 20'000;  // [ns]

constinit thread_local Interruptible* present = nullptr;
constinit thread_local bool leads = false;

}  // namespace

namespace interruption {

constinit thread_local std::int64_t credit = work_between_looks;

void look_up() {
  credit = work_between_looks;
  if (present == nullptr) return;
  if (leads) present->ask();
  if (present->ended()) throw Interrupted("the work was interrupted");
}

}  // namespace interruption

void Interruptible::begin() noexcept {
  next_ = std::chrono::steady_clock::now() + pause;
  ended_.store(false, std::memory_order_relaxed);
}

void Interruptible::ask() noexcept {
  if (!interrupt_ || ended()) return;
  if (std::chrono::steady_clock::now() < next_) return;
  bool end = false;
  try {
    end = interrupt_();
  } catch (...) {
    end = true;  // the leader may be in the middle of a meeting, and the others count on it
  }
  if (end) ended_.store(true, std::memory_order_relaxed);
  next_ = std::chrono::steady_clock::now() + pause;
}

WorkingOn::WorkingOn(Interruptible& work, bool is_leader) noexcept : work_before_{present}, led_before_{leads} {
  present = &work;
  leads = is_leader;
}

WorkingOn::~WorkingOn() {
  present = work_before_;
  leads = led_before_;
}

}  // namespace lapicque::detail

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <utility>

#include <lapicque/interrupt.hpp>

namespace lapicque::detail {

/// Work of one or several threads that can be ended from outside. The thread that leads it asks now and then whether it
/// shall end; whatever takes long calls let_interrupt() in between, on every thread.
class Interruptible {
 public:
  /// Sets the function that tells whether the work shall end; an empty one lets it go on to its end.
  void set(Interrupt interrupt) { interrupt_ = std::move(interrupt); }
  /// New work begins, or its leader has just asked by itself.
  void begin() noexcept;
  /// Asks if it is time to; an exception counts as a wish to end. Called by the leader.
  void ask() noexcept;
  /// The work has been asked to end.
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_relaxed); }
  /// How long nobody asks.
  static constexpr std::chrono::milliseconds pause{50};

 private:
  Interrupt interrupt_;
  std::chrono::steady_clock::time_point next_;
  std::atomic<bool> ended_{false};
};

/// While it lives, let_interrupt() on the calling thread speaks of this work.
class WorkingOn {
 public:
  WorkingOn(Interruptible& work, bool leads) noexcept;
  ~WorkingOn();
  WorkingOn(const WorkingOn&) = delete;
  WorkingOn& operator=(const WorkingOn&) = delete;

 private:
  Interruptible* work_before_;
  bool led_before_;
};

namespace interruption {

/// Work [ns] that the calling thread does before it looks up.
extern constinit thread_local std::int64_t credit;
/// Throws Interrupted if the work shall end.
void look_up();

}  // namespace interruption

/// Says that about so much work was done [ns]; throws Interrupted where it shall end.
inline void let_interrupt(std::int64_t work) {
  interruption::credit -= work;
  if (interruption::credit < 0) interruption::look_up();
}

}  // namespace lapicque::detail

#pragma once

#include <atomic>
#include <exception>
#include <mutex>
#include <utility>

namespace lapicque::detail {

/// Exceptions of threads, kept to be thrown where all have met. A failure belongs to the spike list of the interval at
/// whose end the threads notice it: a fast thread may already fail in the next interval while a slow one still looks at
/// this one, and all must leave at the same meeting.
class ThreadFailures {
 public:
  /// Runs `work` and keeps its exception; tells whether there was none.
  template <class F>
  bool guard(int list, F&& work) {
    try {
      work();
      return true;
    } catch (...) {
      const std::lock_guard lock{mutex_};
      if (!first_) first_ = std::current_exception();
      failed_[list] = true;
      return false;
    }
  }
  [[nodiscard]] bool in(int list) const { return failed_[list]; }
  /// Throws the first one, and forgets all, if there was one.
  void rethrow() {
    if (!failed_[0] && !failed_[1]) return;
    failed_[0] = failed_[1] = false;
    std::rethrow_exception(std::exchange(first_, nullptr));
  }

 private:
  std::atomic<bool> failed_[2] = {false, false};
  std::mutex mutex_;
  std::exception_ptr first_;
};

}  // namespace lapicque::detail

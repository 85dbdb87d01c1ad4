#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "interruption/interruptible.hpp"

namespace lapicque::detail {

/// Where the leader of a team sleeps. It wakes up now and then to ask whether the work shall end, which no other thread
/// can do for it.
class LeadersBed {
 public:
  explicit LeadersBed(Interruptible& work) : work_{work} {}
  /// Sleeps while `value` is `present`; whoever changes it calls wake().
  void sleep_while(const std::atomic<std::uint32_t>& value, std::uint32_t present);
  void wake();

 private:
  Interruptible& work_;
  std::atomic<bool> asleep_{false};
  std::mutex mutex_;
  std::condition_variable woken_;
};

/// Where the threads of a team meet. Spins briefly, then sleeps: the partner may have lost its core.
///
/// Systems like to wake a thread on the core of the one that wakes it. There it cannot run while the other spins, both
/// fall asleep by turns, and every meeting costs a sleep; so a thread that has waited in vain looks whether it shares
/// its core with another of the team, and leaves it.
class Barrier {
 public:
  Barrier(int threads, Interruptible& work);
  /// Says that a thread has come, which may then do what the others need not wait for; returns the meeting to wait for.
  [[nodiscard]] std::uint32_t arrive();
  /// Waits until all have arrived at a meeting. Called by each thread of the team with its number.
  void wait(int thread, std::uint32_t meeting);
  void arrive_and_wait(int thread) { wait(thread, arrive()); }
  /// Forgets who has arrived, when nobody waits.
  void reset();
  /// Tells the others on which core a thread runs, and moves it if one of them runs there too.
  void settle(int thread);

 private:
  const int threads_;
  const bool crowded_;                   // more threads than cores: some have to share one
  std::vector<std::atomic<int>> cores_;  // that each thread was seen on last
  std::atomic<int> arrived_{0};
  std::atomic<std::uint32_t> generation_{0};
  LeadersBed bed_;
};

/// Threads that live as long as the team; the caller is thread 0, and leads the work. A process that was forked has the
/// team without its threads, and makes them anew when it first needs them.
class ThreadTeam {
 public:
  ThreadTeam(int threads, Interruptible& work);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  [[nodiscard]] int size() const { return threads_; }
  /// Runs work(thread) on every thread and waits for all; `work` must not throw.
  void run(const std::function<void(int)>& work);
  [[nodiscard]] Barrier& barrier() { return barrier_; }

 private:
  /// Makes the threads that this process does not have.
  void hire();
  void begin_round(const std::function<void(int)>* work);
  void serve(int thread);
  void dismiss();

  const int threads_;
  Interruptible& interruptible_;
  Barrier barrier_;
  LeadersBed bed_;
  const std::function<void(int)>* work_ = nullptr;  // null: the end
  std::atomic<std::uint32_t> round_{0};             // counts the calls of run(); a worker waits for the next
  std::atomic<std::uint32_t> busy_{0};              // workers that have not finished the present one
  std::vector<std::thread> workers_;
  std::int64_t process_ = -1;  // that has the threads
};

}  // namespace lapicque::detail

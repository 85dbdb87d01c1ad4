#include <boost/test/unit_test.hpp>

#include <atomic>
#include <vector>

#include "loop/thread_team.hpp"
#include "machine/placement.hpp"

#ifdef __linux__
#include <sched.h>
#endif

using lapicque::detail::ThreadTeam;

BOOST_AUTO_TEST_SUITE(thread_team)

BOOST_AUTO_TEST_CASE(every_thread_works_once_a_run) {
  for (const int threads : {1, 2, 5}) {
    lapicque::detail::Interruptible work;
    ThreadTeam team{threads, work};
    std::vector<int> calls(static_cast<std::size_t>(threads), 0);
    for (int run = 0; run < 50; ++run) team.run([&](int thread) { ++calls[static_cast<std::size_t>(thread)]; });
    for (const int count : calls) BOOST_TEST(count == 50);
  }
}

BOOST_AUTO_TEST_CASE(what_is_written_before_the_barrier_is_seen_after_it) {
  constexpr int threads = 4;
  constexpr int rounds = 500;
  lapicque::detail::Interruptible work;
  ThreadTeam team{threads, work};
  std::vector<int> values(threads, 0);  // plain memory on purpose: the thread sanitizer checks the barrier
  std::atomic<int> wrong{0};
  team.run([&](int thread) {
    for (int round = 1; round <= rounds; ++round) {
      values[static_cast<std::size_t>(thread)] = round;
      team.barrier().arrive_and_wait(thread);
      for (const int value : values) wrong += value != round;
      team.barrier().arrive_and_wait(thread);
    }
  });
  BOOST_TEST(wrong == 0);
}

// The leader sleeps, at a meeting or until the others are done; it asks all the same, and the one that works hears it.
BOOST_AUTO_TEST_CASE(work_of_another_thread_is_interrupted) {
  for (const bool meets : {false, true}) {
    std::atomic<int> asked{0};
    lapicque::detail::Interruptible work;
    work.set([&] { return ++asked == 2; });
    ThreadTeam team{2, work};
    std::atomic<bool> heard{false};
    work.begin();
    team.run([&](int thread) {
      try {
        while (thread == 1) lapicque::detail::let_interrupt(1000);
      } catch (const lapicque::Interrupted&) {
        heard = true;
      }
      if (meets) team.barrier().arrive_and_wait(thread);
    });
    BOOST_TEST(heard);
    BOOST_TEST(work.ended());
    BOOST_TEST(asked == 2);
  }
}

BOOST_AUTO_TEST_CASE(an_exception_of_who_is_asked_ends_the_work) {
  lapicque::detail::Interruptible work;
  work.set([]() -> bool { throw 1; });
  work.begin();
  const lapicque::detail::WorkingOn working{work, true};
  const auto go_on = [] {
    for (;;) lapicque::detail::let_interrupt(1000);
  };
  BOOST_CHECK_THROW(go_on(), lapicque::Interrupted);
}

#ifdef __linux__
BOOST_AUTO_TEST_CASE(leaving_a_core_keeps_the_cores_that_may_be_used) {
  cpu_set_t before;
  BOOST_REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  BOOST_TEST(CPU_ISSET(static_cast<unsigned>(lapicque::detail::present_core()), &before));
  for (const int core : {lapicque::detail::present_core(), 0, 1, -1, 1 << 30}) {
    lapicque::detail::leave_core(core);
    cpu_set_t after;
    BOOST_REQUIRE(sched_getaffinity(0, sizeof after, &after) == 0);
    BOOST_TEST(CPU_EQUAL(&before, &after));
  }
}
#endif

BOOST_AUTO_TEST_SUITE_END()

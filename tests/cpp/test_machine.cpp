#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <lapicque/info.hpp>
#include <lapicque/memory.hpp>

#include "machine/control_group.hpp"
#include "machine/placement.hpp"

namespace {

namespace fs = std::filesystem;
using lapicque::detail::ControlGroups;

/// A tree of control groups that lives as long as the object.
class Groups {
 public:
  explicit Groups(const std::string& membership) {
    fs::create_directories(folder_);
    write("membership", membership);
  }
  ~Groups() { fs::remove_all(folder_); }
  Groups(const Groups&) = delete;
  Groups& operator=(const Groups&) = delete;

  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream{folder_ / file} << text << '\n';
  }
  [[nodiscard]] ControlGroups read() const { return ControlGroups{folder_ / "membership", folder_}; }

 private:
  fs::path folder_ = fs::temp_directory_path() / ("lapicque_groups_" + std::to_string(std::rand()));
};

}  // namespace

BOOST_AUTO_TEST_SUITE(machine)

BOOST_AUTO_TEST_CASE(no_groups_and_groups_without_limits) {
  const ControlGroups none{"/nowhere", "/nowhere"};
  BOOST_TEST(!none.memory().has_value());
  BOOST_TEST(!none.processors().has_value());
  const Groups groups{"0::/jobs/one\n9:cpu,cpuacct:/\n4:memory:/x"};
  groups.write("jobs/one/memory.max", "max");
  groups.write("jobs/one/memory.current", "1000");
  groups.write("jobs/one/cpu.max", "max 100000");
  groups.write("memory/x/memory.limit_in_bytes", "9223372036854771712");
  groups.write("memory/x/memory.usage_in_bytes", "4096");
  groups.write("cpu,cpuacct/cpu.cfs_quota_us", "-1");
  groups.write("cpu,cpuacct/cpu.cfs_period_us", "100000");
  BOOST_TEST(!groups.read().memory().has_value());
  BOOST_TEST(!groups.read().processors().has_value());
}

BOOST_AUTO_TEST_CASE(limits_of_a_group_and_of_those_that_contain_it) {
  const Groups groups{"0::/jobs/one"};
  groups.write("jobs/one/memory.max", "8000000000");
  groups.write("jobs/one/memory.current", "3000000000");
  groups.write("jobs/one/memory.stat", "anon 900\ninactive_file 1500000000\nactive_file 500000000\nshmem 7");
  groups.write("jobs/one/cpu.max", "250000 100000");
  BOOST_TEST((groups.read().memory() == std::optional<std::size_t>{7000000000}));
  BOOST_TEST((groups.read().processors() == std::optional{2.5}));
  groups.write("jobs/memory.max", "6000000000");
  groups.write("jobs/memory.current", "5000000000");
  groups.write("jobs/cpu.max", "150000 100000");
  BOOST_TEST((groups.read().memory() == std::optional<std::size_t>{1000000000}));
  BOOST_TEST((groups.read().processors() == std::optional{1.5}));
  groups.write("jobs/memory.current", "6500000000");
  BOOST_TEST((groups.read().memory() == std::optional<std::size_t>{0}));
}

BOOST_AUTO_TEST_CASE(a_container_sees_its_own_group_as_the_first) {
  const Groups groups{"0::/outside/of/it"};
  groups.write("memory.max", "500");
  groups.write("memory.current", "100");
  groups.write("cpu.max", "100000 100000");
  BOOST_TEST((groups.read().memory() == std::optional<std::size_t>{400}));
  BOOST_TEST((groups.read().processors() == std::optional{1.0}));
}

BOOST_AUTO_TEST_CASE(groups_of_version_1) {
  const Groups groups{"9:name=systemd:/\n4:memory:/batch\n3:cpu,cpuacct:/batch/job"};
  groups.write("memory/batch/memory.limit_in_bytes", "4000");
  groups.write("memory/batch/memory.usage_in_bytes", "3000");
  groups.write("memory/batch/memory.stat", "cache 77\ntotal_inactive_file 1000\ntotal_active_file 500");
  groups.write("cpu/batch/job/cpu.cfs_quota_us", "50000");
  groups.write("cpu/batch/job/cpu.cfs_period_us", "100000");
  BOOST_TEST((groups.read().memory() == std::optional<std::size_t>{2500}));
  BOOST_TEST((groups.read().processors() == std::optional{0.5}));
}

#ifndef _WIN32
BOOST_AUTO_TEST_CASE(threads_and_memory_are_what_the_environment_says) {
  BOOST_TEST(lapicque::hardware_threads() >= 1);
  if (const int cores = lapicque::detail::allowed_cores(); cores > 0) BOOST_TEST(lapicque::hardware_threads() <= cores);
  setenv("LAPICQUE_THREADS", "7", 1);
  setenv("LAPICQUE_MEMORY", "5e6", 1);
  BOOST_TEST(lapicque::hardware_threads() == 7);
  BOOST_TEST((lapicque::available_memory() == std::optional<std::size_t>{5000000}));
  unsetenv("LAPICQUE_THREADS");
  unsetenv("LAPICQUE_MEMORY");
}
#endif

BOOST_AUTO_TEST_SUITE_END()

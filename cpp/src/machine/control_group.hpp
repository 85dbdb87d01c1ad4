#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lapicque::detail {

/// What Linux grants to this process by its control groups, version 1 or 2: a container's, a batch system's. A limit of
/// any group that contains it holds.
class ControlGroups {
 public:
  /// `membership` lists the groups of the process, `mount` is the folder of all.
  explicit ControlGroups(const std::string& membership = "/proc/self/cgroup",
                         const std::string& mount = "/sys/fs/cgroup");

  /// Bytes that are left; the cache of files counts as left, as the system drops it first.
  [[nodiscard]] std::optional<std::size_t> memory() const;
  /// Processors' worth of time.
  [[nodiscard]] std::optional<double> processors() const;

 private:
  using Folders = std::vector<std::string>;
  Folders unified_;  // version 2: of its group and those that contain it
  Folders memory_;   // version 1
  Folders cpu_;
};

}  // namespace lapicque::detail

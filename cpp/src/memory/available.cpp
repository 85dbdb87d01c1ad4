#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>

#include <lapicque/memory.hpp>

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <mach/mach.h>
#endif

namespace lapicque {

#if defined(_WIN32)

std::optional<std::size_t> available_memory() {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  if (GlobalMemoryStatusEx(&status) == 0) return std::nullopt;
  return static_cast<std::size_t>(status.ullAvailPageFile);
}

#elif defined(__APPLE__)

std::optional<std::size_t> available_memory() {
  vm_statistics64_data_t pages{};
  mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
  const auto result =
      host_statistics64(mach_host_self(), HOST_VM_INFO64, reinterpret_cast<host_info64_t>(&pages), &count);
  if (result != KERN_SUCCESS) return std::nullopt;
  const std::size_t usable = std::size_t{pages.free_count} + pages.inactive_count + pages.purgeable_count;
  return usable * vm_kernel_page_size;
}

#elif defined(__linux__)

namespace {

/// A number of bytes in a file of the control group; "max" and a missing file say nothing.
std::optional<std::size_t> read_bytes(const std::string& file) {
  std::ifstream stream{file};
  std::size_t bytes = 0;
  if (stream >> bytes) return bytes;
  return std::nullopt;
}

std::optional<std::size_t> system_memory() {
  std::ifstream stream{"/proc/meminfo"};
  std::string word;
  while (stream >> word) {
    std::size_t kilobytes = 0;
    if (word == "MemAvailable:" && stream >> kilobytes) return kilobytes * 1024;
  }
  return std::nullopt;
}

/// What a container leaves to its processes.
std::optional<std::size_t> group_memory() {
  const std::string folder = "/sys/fs/cgroup/memory";
  for (const auto& [limit, used] : {std::pair{folder + ".max", folder + ".current"},
                                    std::pair{folder + "/memory.limit_in_bytes", folder + "/memory.usage_in_bytes"}}) {
    const auto most = read_bytes(limit);
    const auto present = read_bytes(used);
    if (most && present) return *most > *present ? *most - *present : 0;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> available_memory() {
  const auto system = system_memory();
  const auto group = group_memory();
  return system && group ? std::min(*system, *group) : system;
}

#else

std::optional<std::size_t> available_memory() { return std::nullopt; }

#endif

}  // namespace lapicque

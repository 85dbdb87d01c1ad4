#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>

#include <lapicque/memory.hpp>

#include "machine/control_group.hpp"
#include "machine/environment.hpp"

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <mach/mach.h>
#endif

namespace lapicque {

using namespace detail;

#if defined(_WIN32)

namespace {

std::optional<std::size_t> system_memory() {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  if (GlobalMemoryStatusEx(&status) == 0) return std::nullopt;
  return static_cast<std::size_t>(status.ullAvailPageFile);
}

}  // namespace

#elif defined(__APPLE__)

namespace {

std::optional<std::size_t> system_memory() {
  vm_statistics64_data_t pages{};
  mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
  const auto result =
      host_statistics64(mach_host_self(), HOST_VM_INFO64, reinterpret_cast<host_info64_t>(&pages), &count);
  if (result != KERN_SUCCESS) return std::nullopt;
  const std::size_t usable = std::size_t{pages.free_count} + pages.inactive_count + pages.purgeable_count;
  return usable * vm_kernel_page_size;
}

}  // namespace

#elif defined(__linux__)

namespace {

std::optional<std::size_t> system_memory() {
  std::ifstream stream{"/proc/meminfo"};
  std::string word;
  while (stream >> word) {
    std::size_t kilobytes = 0;
    if (word == "MemAvailable:" && stream >> kilobytes) return kilobytes * 1024;
  }
  return std::nullopt;
}

}  // namespace

#else

namespace {

std::optional<std::size_t> system_memory() { return std::nullopt; }

}  // namespace

#endif

std::optional<std::size_t> available_memory() {
  constexpr double most = 0x1p62;
  if (const auto given = number_from_environment("LAPICQUE_MEMORY", 0.0, most)) return static_cast<std::size_t>(*given);
  const std::optional<std::size_t> system = system_memory();
  const std::optional<std::size_t> group = ControlGroups{}.memory();
  return system && group ? std::min(*system, *group) : system;
}

}  // namespace lapicque

#include "machine/control_group.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <sstream>

namespace lapicque::detail {
namespace {

/// Words of a file; none of one that cannot be read.
std::vector<std::string> words_of(const std::string& file) {
  std::ifstream stream{file};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::optional<double> number(const std::string& word) {
  std::istringstream stream{word};
  double value = 0.0;
  if (stream >> value) return value;
  return std::nullopt;  // "max"
}

std::optional<double> first_number(const std::string& file) {
  const std::vector<std::string> words = words_of(file);
  return words.empty() ? std::nullopt : number(words.front());
}

/// What stands behind some names in a file of names and numbers, added up.
double sum_of(const std::string& file, std::initializer_list<const char*> names) {
  const std::vector<std::string> words = words_of(file);
  double sum = 0.0;
  for (std::size_t k = 0; k + 1 < words.size(); k += 2) {
    if (std::ranges::find(names, words[k]) != names.end()) sum += number(words[k + 1]).value_or(0.0);
  }
  return sum;
}

/// The folder of a group and of those that contain it. Within a container the outer ones do not exist.
std::vector<std::string> chain(const std::string& mount, std::string path) {
  std::vector<std::string> folders;
  for (;;) {
    while (path.ends_with('/')) path.pop_back();
    folders.push_back(mount + path);
    if (path.empty()) return folders;
    path.erase(path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/'));
  }
}

bool contains(const std::string& list, const std::string& word) {
  return ("," + list + ",").find("," + word + ",") != std::string::npos;
}

/// The least of what `limit` says of each folder.
std::optional<double> least(const std::vector<std::string>& folders,
                            const std::function<std::optional<double>(const std::string&)>& limit) {
  std::optional<double> least;
  for (const std::string& folder : folders) {
    if (const std::optional<double> one = limit(folder)) least = std::min(*one, least.value_or(*one));
  }
  return least;
}

std::optional<double> smaller(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::min(*a, *b) : (a ? a : b);
}

std::optional<double> memory_left(std::optional<double> most, std::optional<double> used, double cache) {
  if (!most || !used) return std::nullopt;
  return std::max(*most - std::max(*used - cache, 0.0), 0.0);
}

std::optional<double> processors_of(std::optional<double> quota, std::optional<double> period) {
  if (!quota || !period || *quota <= 0.0 || *period <= 0.0) return std::nullopt;
  return *quota / *period;
}

}  // namespace

ControlGroups::ControlGroups(const std::string& membership, const std::string& mount) {
  std::ifstream stream{membership};
  for (std::string line; std::getline(stream, line);) {
    // number:controllers:path; version 2 has no controllers.
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1);
    if (controllers.empty()) unified_ = chain(mount, path);
    if (contains(controllers, "memory")) memory_ = chain(mount + "/memory", path);
    if (contains(controllers, "cpu")) cpu_ = chain(mount + "/" + controllers, path);
    if (contains(controllers, "cpu") && controllers != "cpu") {
      for (const std::string& folder : chain(mount + "/cpu", path)) cpu_.push_back(folder);
    }
  }
}

std::optional<std::size_t> ControlGroups::memory() const {
  const auto two = least(unified_, [](const std::string& folder) {
    return memory_left(first_number(folder + "/memory.max"), first_number(folder + "/memory.current"),
                       sum_of(folder + "/memory.stat", {"inactive_file", "active_file"}));
  });
  const auto one = least(memory_, [](const std::string& folder) {
    return memory_left(first_number(folder + "/memory.limit_in_bytes"), first_number(folder + "/memory.usage_in_bytes"),
                       sum_of(folder + "/memory.stat", {"total_inactive_file", "total_active_file"}));
  });
  const std::optional<double> left = smaller(two, one);
  // Version 1 says "no limit" by a number beyond all memory.
  constexpr double no_limit = 0x1p62;
  if (!left || *left >= no_limit) return std::nullopt;
  return static_cast<std::size_t>(*left);
}

std::optional<double> ControlGroups::processors() const {
  const auto two = least(unified_, [](const std::string& folder) -> std::optional<double> {
    const std::vector<std::string> words = words_of(folder + "/cpu.max");
    if (words.size() != 2) return std::nullopt;
    return processors_of(number(words[0]), number(words[1]));
  });
  const auto one = least(cpu_, [](const std::string& folder) {
    return processors_of(first_number(folder + "/cpu.cfs_quota_us"), first_number(folder + "/cpu.cfs_period_us"));
  });
  return smaller(two, one);
}

}  // namespace lapicque::detail

#include <lapicque/spike_timing.hpp>

#include <array>

#include "check/check.hpp"

namespace lapicque {

using namespace detail;
namespace {

const std::array<std::string, 2>& names() {
  static const std::array<std::string, 2> all = {"grid", "precise"};
  return all;
}

}  // namespace

SpikeTiming spike_timing(const std::string& name) {
  if (name == names()[0]) return SpikeTiming::grid;
  if (name == names()[1]) return SpikeTiming::precise;
  check::unknown("spike_timing", name, names());
}

std::string to_string(SpikeTiming timing) { return names()[timing == SpikeTiming::precise ? 1 : 0]; }

}  // namespace lapicque

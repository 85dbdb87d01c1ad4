#include <lapicque/names.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace lapicque {
namespace {

/// Names that other simulators have for our parameters, where the nearest spelling would be another one, or none.
constexpr std::pair<const char*, const char*> names_elsewhere[] = {
    {"cm", "C_m"},     {"i_offset", "I_e"},   {"refractory", "t_ref"}, {"tau_ref", "t_ref"}, {"tau_refrac", "t_ref"},
    {"v_rest", "E_L"}, {"v_spike", "V_peak"}, {"v_thresh", "V_th"},    {"vr", "V_reset"}};

std::string lower_case(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

/// Insertions, deletions, replacements and swaps of neighbours that turn a into b.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

/// How far a slip of the keyboard would have to go from `name` to `known`; nothing if too far to suggest it.
std::optional<std::size_t> slip(const std::string& name, const std::string& known) {
  const std::size_t shorter = std::min(name.size(), known.size());
  const std::size_t longer = std::max(name.size(), known.size());
  const std::size_t distance = edit_distance(name, known);
  if (distance < shorter && distance <= std::max<std::size_t>(1, longer / 3)) return distance;
  const bool abbreviated =
      (shorter >= 2 || (shorter == 1 && name.size() == 1)) && name.compare(0, shorter, known, 0, shorter) == 0;
  return abbreviated ? std::optional{distance} : std::nullopt;
}

}  // namespace

std::optional<std::string> nearest_name(const std::string& name, std::span<const std::string> known) {
  const std::string wanted = lower_case(name);
  for (const auto& [elsewhere, ours] : names_elsewhere) {
    const auto same = std::ranges::find(known, ours);
    if (wanted == elsewhere && same != known.end()) return *same;
  }
  std::optional<std::string> best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const std::string& candidate : known) {
    const auto distance = slip(wanted, lower_case(candidate));
    if (!distance || *distance >= least) continue;
    least = *distance;
    best = candidate;
  }
  return best;
}

}  // namespace lapicque

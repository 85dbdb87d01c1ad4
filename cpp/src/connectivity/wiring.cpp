#include "connectivity/wiring.hpp"

#include <string>
#include <variant>

#include "check.hpp"
#include "connectivity/room.hpp"

namespace lapicque::connectivity {

namespace {

constexpr std::uint32_t largest_range = 65536;  // targets are 16-bit

struct AllowsAutapses {
  template <class R>
  bool operator()(const R& rule) const {
    if constexpr (requires { rule.autapses; }) {
      return rule.autapses;
    } else {
      return true;  // the pairs are given
    }
  }
};

}  // namespace

bool allows_autapses(const Rule& rule) { return std::visit(AllowsAutapses{}, rule); }

void check_overlap(const Wiring& wiring) {
  if (!wiring.same_population || allows_autapses(wiring.rule)) return;
  check_room(wiring.rule, wiring.pre.size(), wiring.post.size(), overlap(wiring.pre, wiring.post));
}

SynapseTable build(const Wiring& wiring, TargetRange range) {
  if (range.begin > range.end || range.end - range.begin > largest_range) {
    check::refuse("range", "[" + std::to_string(range.begin) + ", " + std::to_string(range.end) + ")",
                  "0 to 65536 neurons in ascending order");
  }
  check_overlap(wiring);
  if (std::holds_alternative<FixedIndegree>(wiring.rule)) return build_by_target(wiring, range);
  const bool listed = std::holds_alternative<OneToOne>(wiring.rule) || std::holds_alternative<Pairs>(wiring.rule) ||
                      std::holds_alternative<Matrix>(wiring.rule);
  return listed ? build_from_list(wiring, range) : build_by_source(wiring, range);
}

}  // namespace lapicque::connectivity

#include "engine/timed_arrivals.hpp"

namespace lapicque {

void TimedArrivals::clear() {
  packets_.clear();
  added_.clear();
}

void TimedArrivals::sort_by_neuron() {
  if (empty()) return;
  // Counted one place up, so that the counts become the beginnings while the events are put in place.
  first_.assign(std::size_t{neurons_.size()} + 2, 0);
  for (const Event& event : added_) ++first_[event.neuron - neurons_.begin + 2];
  for (std::size_t place = 2; place < first_.size(); ++place) first_[place] += first_[place - 1];
  sorted_.resize(added_.size());
  for (const Event& event : added_) sorted_[first_[event.neuron - neurons_.begin + 1]++] = event;
}

}  // namespace lapicque

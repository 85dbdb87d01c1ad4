#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "loop/spike_exchange.hpp"
#include "loop/thread_team.hpp"

namespace lapicque::detail {

/// Exchange of spikes among the threads of a team, one shard each: lists in common memory and a barrier.
class ThreadExchange final : public SpikeExchange {
 public:
  explicit ThreadExchange(ThreadTeam& team)
      : barrier_{team.barrier()}, shards_(static_cast<std::size_t>(team.size())) {}

  [[nodiscard]] SpikeList& outbox(std::size_t shard, int list) override { return shards_[shard].lists[list]; }
  [[nodiscard]] std::uint32_t arrive(std::size_t /*shard*/) override { return barrier_.arrive(); }
  void wait(std::size_t shard, std::uint32_t meeting) override { barrier_.wait(static_cast<int>(shard), meeting); }
  [[nodiscard]] std::size_t parts() const override { return shards_.size(); }
  [[nodiscard]] FiredNeurons part(std::size_t part, int list, std::size_t offset,
                                  std::size_t population) const override {
    const SpikeList& spikes = shards_[part].lists[list];
    return {spikes.list(offset, population), spikes.offsets(offset, population)};
  }
  void clear() override {
    for (Outboxes& shard : shards_) {
      for (SpikeList& list : shard.lists) list.begin(0, 0);
    }
  }

 private:
  /// Apart in memory, since threads write into their own.
  struct alignas(64) Outboxes {
    SpikeList lists[2];
  };
  Barrier& barrier_;
  std::vector<Outboxes> shards_;
};

}  // namespace lapicque::detail

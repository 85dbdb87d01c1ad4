#include <lapicque/recorder.hpp>

#include "loop/network_state.hpp"

namespace lapicque {

using namespace detail;
namespace {

const SpikeRecording& spike_recording(const Selection& selection, std::uint32_t id) {
  return *selection.network()->components.spike_recordings[id];
}

const StateRecording& state_recording(const Selection& selection, std::uint32_t id) {
  return *selection.network()->components.state_recordings[id];
}

const WeightRecording& weight_recording(const Selection& post, std::uint32_t id) {
  return *post.network()->components.weight_recordings[id];
}

}  // namespace

std::size_t SpikeRecorder::size() const { return spike_recording(selection_, id_).size(); }

Spikes SpikeRecorder::spikes(std::size_t first) const {
  return spike_recording(selection_, id_).spikes(first, selection_.network()->options.dt);
}

const std::vector<std::string>& StateRecorder::variables() const {
  return state_recording(selection_, id_).variables();
}

std::size_t StateRecorder::size() const { return state_recording(selection_, id_).size(); }

std::vector<double> StateRecorder::times() const {
  return state_recording(selection_, id_).times(selection_.network()->options.dt);
}

std::vector<double> StateRecorder::samples(const std::string& variable, std::size_t first) const {
  return state_recording(selection_, id_).samples(variable, first);
}

std::size_t WeightRecorder::size() const { return weight_recording(post_, id_).size(); }

std::vector<double> WeightRecorder::times() const {
  return weight_recording(post_, id_).times(post_.network()->options.dt);
}

std::vector<double> WeightRecorder::samples(std::size_t first) const {
  return weight_recording(post_, id_).samples(first);
}

const std::vector<std::int64_t>& WeightRecorder::synapses() const { return weight_recording(post_, id_).synapses(); }

}  // namespace lapicque

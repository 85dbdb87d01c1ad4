#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <lapicque/applied_stimulus.hpp>
#include <lapicque/export.hpp>
#include <lapicque/interrupt.hpp>
#include <lapicque/memory.hpp>
#include <lapicque/model.hpp>
#include <lapicque/options.hpp>
#include <lapicque/population.hpp>
#include <lapicque/precision.hpp>
#include <lapicque/progress.hpp>
#include <lapicque/projection.hpp>
#include <lapicque/recorder.hpp>
#include <lapicque/rule.hpp>
#include <lapicque/spike_timing.hpp>
#include <lapicque/stimulus.hpp>
#include <lapicque/synapse.hpp>

namespace lapicque {

/// Populations, projections, stimuli and recorders, and the clock they share.
///
/// A bad argument is refused by std::invalid_argument (std::out_of_range for an index) that names the argument, its
/// value and what is allowed, and leaves the network as it was. Not to be used from several threads at once.
class LAPICQUE_API Network {
 public:
  explicit Network(const NetworkOptions& options = {});
  ~Network();
  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;

  Population add_population(std::int64_t n, const Model& model, const PopulationOptions& options = {});
  /// `n` independent Poisson spike trains; a rate per train as Parameter, or a function of time for all.
  Population add_poisson_source(std::int64_t n, const Rate& rate, const std::string& name = {});
  /// `n` independent spike trains whose intervals are gamma distributed, their coefficient of variation 1/sqrt(shape),
  /// in equilibrium from the start; rate [Hz] and shape (0.01 to 1e9) for all or one a train.
  Population add_gamma_source(std::int64_t n, const Parameter& rate, const Parameter& shape,
                              const std::string& name = {});
  /// One train of given times a source [ms], after the present time; multiples of dt if they are on the grid.
  Population add_spike_source(const std::vector<std::vector<double>>& times, const std::string& name = {},
                              SpikeTiming timing = SpikeTiming::grid);

  /// Throws NotEnoughMemory if the synapses that are not drawn yet will need more than the system has left.
  Projection connect(const Selection& pre, const Selection& post, const Rule& rule, const Connection& connection);
  /// Takes back a connection whose synapses are not drawn yet, as where memory for them is lacking. It stays a
  /// projection without synapses, so that others keep their numbers. Throws std::invalid_argument if they are drawn.
  void remove(const Projection& projection);
  /// A stimulus acts until it is removed, after reset() too; one that is over costs no time.
  AppliedStimulus stimulate(const Selection& target, const Stimulus& stimulus);
  /// Takes a stimulus away from the present step on, with all that it holds. Throws std::invalid_argument if it has
  /// been removed before.
  void remove(const AppliedStimulus& stimulus);
  /// Electrical synapses: a current conductance*(V_pre - V_post) into post and the opposite into pre, for the pairs of
  /// `rule` (OneToOne, AllToAll or Pairs; AllToAll of a selection with itself has each pair once). `conductance` in nS
  /// is a number or one a pair. Potentials are taken in the middle of a step by extrapolation: of second order in dt.
  void gap_junction(const Selection& pre, const Selection& post, const Rule& rule, const Parameter& conductance);
  SpikeRecorder record_spikes(const Selection& target);
  /// `every` in ms, a multiple of dt; 0 means every step.
  StateRecorder record(const Selection& target, const std::vector<std::string>& variables, double every = 0.0);
  /// Weights of plastic synapses, by their places in the order of Projection::synapses(); draws the synapses.
  WeightRecorder record_weights(const Projection& projection, const std::vector<std::int64_t>& synapses,
                                double every = 0.0);

  /// Draws the synapses that are not drawn yet; run() does it by itself. Throws NotEnoughMemory like connect().
  void build();
  /// Advances by `duration` ms (a multiple of dt); false if `progress` stopped it early, at a step boundary.
  /// Throws std::runtime_error if a state variable is no longer finite.
  bool run(double duration, const Progress& progress = {});
  /// Back to t = 0 and the initial values; recorders are emptied. A run afterwards repeats the first one to the bit,
  /// provided that nothing was added to the network after its start.
  void reset();

  /// Divides the network among another number of threads, 0: as many as pay; a run that goes on gives the same bits as
  /// without. Holds the synapses twice meanwhile. A failure leaves the network as it was.
  void set_threads(int threads);

  /// Lets long work (build(), run(), set_threads(), and what draws synapses to look at them) be ended from outside: it
  /// then throws Interrupted, or run() returns false where it was at a step boundary. Synapses are not drawn then, and
  /// the network is as before; a run that was interrupted within a step needs reset() after it.
  void set_interrupt(Interrupt interrupt);

  [[nodiscard]] double time() const;  // [ms]
  [[nodiscard]] std::int64_t step() const;
  [[nodiscard]] double dt() const;  // [ms]
  [[nodiscard]] std::uint64_t seed() const;
  [[nodiscard]] Precision precision() const;
  /// Threads that a run uses.
  [[nodiscard]] int threads() const;
  /// What the network holds at present; build() first to have the synapses in it.
  [[nodiscard]] MemoryUse memory() const;
  [[nodiscard]] std::vector<Population> populations() const;
  [[nodiscard]] std::vector<Projection> projections() const;

 private:
  std::unique_ptr<detail::NetworkState> state_;
};

}  // namespace lapicque

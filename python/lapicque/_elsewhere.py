"""What names of other simulators are called here, for the errors that answer them."""

from __future__ import annotations

_CURRENTS = 'LIF(receptors={"exc": lq.AlphaCurrent(), "inh": lq.AlphaCurrent()})'
_CONDUCTANCES = 'receptors={"exc": lq.ExpConductance(E_rev=0.0), "inh": lq.ExpConductance(E_rev=-85.0)}'
_ALPHA_CONDUCTANCES = 'receptors={"exc": lq.AlphaConductance(E_rev=0.0), "inh": lq.AlphaConductance(E_rev=-85.0)}'

NAMES = {
    # NEST
    "iaf_psc_exp": "LIF()",
    "iaf_psc_alpha": _CURRENTS,
    "iaf_psc_delta": 'LIF(receptors={"jump": lq.Delta()})',
    "iaf_psc_exp_ps": 'LIF(spike_timing="precise")',
    "iaf_cond_exp": f"LIF({_CONDUCTANCES})",
    "iaf_cond_alpha": f"LIF({_ALPHA_CONDUCTANCES})",
    "aeif_cond_exp": f"AdEx({_CONDUCTANCES})",
    "aeif_cond_alpha": f"AdEx({_ALPHA_CONDUCTANCES})",
    "aeif_psc_exp": "AdEx()",
    "izhikevich": "Izhikevich()",
    "hh_psc_alpha": 'HodgkinHuxley(receptors={"exc": lq.AlphaCurrent(), "inh": lq.AlphaCurrent()})',
    "hh_cond_exp_traub": f"TraubMiles({_CONDUCTANCES})",
    "gif_psc_exp": "GIF()",
    "gif_cond_exp": f"GIF({_CONDUCTANCES})",
    "poisson_generator": "PoissonInput(), a train for each target, or net.poisson_source()",
    "spike_generator": "net.spike_source()",
    "dc_generator": "Step()",
    "ac_generator": "Sine()",
    "step_current_generator": "Steps()",
    "noise_generator": "WhiteNoise(), see docs/porting.md",
    "gamma_sup_generator": "net.gamma_source()",
    "spike_recorder": "net.record(population)",
    "spike_detector": "net.record(population)",
    "multimeter": 'net.record(population, "V_m")',
    "voltmeter": 'net.record(population, "V_m")',
    "weight_recorder": 'net.record(projection, "weights")',
    "static_synapse": "Static()",
    "stdp_synapse": "STDP()",
    "stdp_triplet_synapse": "TripletSTDP()",
    "tsodyks2_synapse": "TsodyksMarkram()",
    "tsodyks_synapse": "TsodyksMarkram()",
    "vogels_sprekeler_synapse": "VogelsSprekeler()",
    # Brian2
    "NeuronGroup": "net.population()",
    "Synapses": "net.connect()",
    "SpikeMonitor": "net.record(population)",
    "StateMonitor": 'net.record(population, "V_m")',
    "PopulationRateMonitor": "net.record(population), then lq.plot.rate()",
    "PoissonGroup": "net.poisson_source()",
    "SpikeGeneratorGroup": "net.spike_source()",
    "TimedArray": "ArrayCurrent() or ArrayRate()",
}
"""Models and classes."""

_OF_RECEPTOR = "of a receptor here"
PARAMETERS = {
    "tau_syn_ex": f'{_OF_RECEPTOR}: receptors={{"exc": lq.ExpCurrent(tau=...), ...}}',
    "tau_syn_in": f'{_OF_RECEPTOR}: receptors={{"inh": lq.ExpCurrent(tau=...), ...}}',
    "tau_syn": f'{_OF_RECEPTOR}: receptors={{"exc": lq.ExpCurrent(tau=...), ...}}',
    "tau_syn_E": f'{_OF_RECEPTOR}: receptors={{"exc": lq.ExpCurrent(tau=...), ...}}',
    "tau_syn_I": f'{_OF_RECEPTOR}: receptors={{"inh": lq.ExpCurrent(tau=...), ...}}',
    "E_ex": f'{_OF_RECEPTOR}: receptors={{"exc": lq.ExpConductance(E_rev=...), ...}}',
    "E_in": f'{_OF_RECEPTOR}: receptors={{"inh": lq.ExpConductance(E_rev=...), ...}}',
    "e_rev_E": f'{_OF_RECEPTOR}: receptors={{"exc": lq.ExpConductance(E_rev=...), ...}}',
    "e_rev_I": f'{_OF_RECEPTOR}: receptors={{"inh": lq.ExpConductance(E_rev=...), ...}}',
    "V_m": "state, not a parameter: net.population(n, model, V_m=...)",
    "v_init": "state, not a parameter: net.population(n, model, V_m=...)",
}
"""Parameters of neurons."""

"""Published networks of plastic synapses: the main number of each paper."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lapicque as lq


def test_inhibitory_plasticity_reaches_balance() -> None:
    """From tens of Hz in synchrony to near the target of 3 Hz, irregularly, and alike in all neurons."""
    net = lq.networks.vogels2011(scale=0.2, eta=0.05, seed=1)
    plastic = net.projections[2]
    assert np.all(plastic.weights == 0.1)
    spikes = net.record(net["exc"], "spikes")
    net.run(20_000.0)
    n = len(net["exc"])
    first = (spikes.t <= 1000.0).sum() / n
    late = spikes.t > 16_000.0
    rates = np.bincount(spikes.i[late], minlength=n) / 4.0
    assert first > 20.0
    assert 2.5 < rates.mean() < 5.0
    assert rates.std() < 0.5 * rates.mean()
    trains = [np.diff(spikes.t[late & (spikes.i == k)]) for k in range(200)]
    cv = [train.std() / train.mean() for train in trains if len(train) >= 8]
    assert 0.75 < np.mean(cv) < 1.2
    assert plastic.weights.mean() > 1.0


def decision(coherence: float, seed: int) -> dict[str, float]:
    """Rates of both choices at the end of a stimulus of 0.8 s, and a quarter second after it."""
    net = lq.networks.wang2002(coherence, stimulus=(200.0, 1000.0), seed=seed)
    spikes = {name: net.record(net[name], "spikes") for name in ("A", "B", "nonselective")}
    net.run(1300.0)
    found = {}
    for name, data in spikes.items():
        for when, begin in (("", 800.0), (" after", 1100.0)):
            inside = (data.t > begin) & (data.t <= begin + 200.0)
            found[name + when] = inside.sum() / len(net[name]) / 0.2
    return found


@pytest.mark.parametrize(("coherence", "winner", "loser"), [(51.2, "A", "B"), (-51.2, "B", "A")])
def test_clear_evidence_decides(coherence: float, winner: str, loser: str) -> None:
    """The winner fires at tens of Hz, the loser is silenced, and the choice is kept when the stimulus has ended."""
    rates = decision(coherence, seed=1)
    assert 25.0 < rates[winner] < 60.0
    assert rates[loser] < 5.0
    assert rates[winner + " after"] > 15.0
    assert rates["nonselective"] < 10.0


def test_saturation_is_depression_with_the_time_constant_of_nmda() -> None:
    """Of closed channels a spike opens a share: s -> s + U (1 - s), decaying in between."""
    times = np.array([5.0, 20.0, 22.0, 60.0, 61.0, 200.0])
    U, tau = 0.6, 100.0
    net = lq.Network()
    cell = net.population(1, lq.LIF(V_th=1e6, receptors={"g": lq.ExpConductance(0.0, tau=tau)}))
    source = net.spike_source([times])
    synapse = lq.TsodyksMarkram(U=U, tau_rec=tau, tau_fac=0.0)
    net.connect(source, cell, lq.AllToAll(), weight=1.0, delay=0.1, receptor="g", synapse=synapse)
    trace = net.record(cell, "g_g")
    net.run(250.0)
    s, last, expected = 0.0, 0.0, []
    for t in times:
        s = s * np.exp(-(t - last) / tau)
        s, last = s + U * (1.0 - s), t
        expected.append(s)
    np.testing.assert_allclose(trace.g_g[np.rint((times + 0.1) / 0.1).astype(int), 0], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (lq.networks.wang2002, {"coherence": 101.0}, r"coherence must be between -100 and 100, got 101"),
        (lq.networks.wang2002, {"stimulus": (500.0, 500.0)}, r"stimulus must be a beginning and a later end"),
        (lq.networks.vogels2011, {"target_rate": 0.0}, r"target_rate must be finite and positive, got 0"),
        (lq.networks.vogels2011, {"scale": 0.01}, r"scale must leave at least 160 neurons of exc"),
    ],
)
def test_bad_arguments_are_refused(make: Any, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(**arguments)

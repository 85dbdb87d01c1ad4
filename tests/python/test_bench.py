"""What bench/run.py computes: whether two simulators simulate the same, percentiles, ratios, and verdicts."""

from __future__ import annotations

import importlib
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import lapicque as lq

BENCH = Path(__file__).parents[2] / "bench"

WINDOW = 4_000.0
N = 400


@pytest.fixture(scope="module")
def bench() -> Any:
    """Modules of bench/ by name, which are not importable otherwise."""
    before = set(sys.modules)
    sys.path.insert(0, str(BENCH))

    class Modules:
        def __getattr__(self, name: str) -> ModuleType:
            return importlib.import_module(name)

    yield Modules()
    sys.path.remove(str(BENCH))
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(BENCH) in str(sys.modules[name].__file__):
            del sys.modules[name]


def gamma_trains(rate: float, shape: float, seed: int, heterogeneity: float) -> tuple[np.ndarray, np.ndarray]:
    """Spikes of N neurons whose intervals have a CV of 1/sqrt(shape), and whose rates vary."""
    random = np.random.default_rng(seed)
    times, indices = [], []
    for i in range(N):
        mean = 1000.0 / (rate * random.lognormal(-(heterogeneity**2) / 2, heterogeneity))
        t = np.cumsum(random.gamma(shape, mean / shape, size=int(3 * WINDOW / mean) + 20))
        times.append(t[t < WINDOW])
        indices.append(np.full(len(times[-1]), i))
    return np.concatenate(times), np.concatenate(indices)


@cache
def firing_of(bench: Any, seed: int, rate: float = 8.0, shape: float = 2.0, heterogeneity: float = 0.0) -> Any:
    return bench.firing.describe(*gamma_trains(rate, shape, seed, heterogeneity), N, 0.0, WINDOW)


def entries(bench: Any, repeats: int = 3, seed: int = 1, synapses: int = 320_000, **trains: float) -> list[Any]:
    """What `repeats` runs of a network would give, as the right one or with other trains."""
    return [
        {
            "neurons": {"exc": N},
            "synapses": synapses,
            "firing": {"exc": dict(firing_of(bench, 100 * seed + repeat, **trains))},
        }
        for repeat in range(repeats)
    ]


def noise(bench: Any) -> Any:
    # Counts of a renewal process vary as CV**2 times their mean: here 0.7/sqrt(8 Hz * 400 neurons * 1 s).
    return bench.networks.Noise(rate=0.0125, cv=0.01, spread=0.02)


def test_statistics_of_known_trains(bench: Any) -> None:
    t = np.array([10.0, 20.0, 30.0, 40.0, 15.0, 25.0, 45.0, 65.0, 5.0])
    i = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2])
    found = bench.firing.describe(t, i, 4, 5.0, 105.0)
    assert found["spikes"] == 8  # the spike at 5 ms belongs to the step before
    assert found["rate"] == pytest.approx(20.0)
    assert found["cv_neurons"] == 2
    assert found["cv"] == pytest.approx((0.0 + np.std([10, 20, 20]) / np.mean([10, 20, 20])) / 2)
    assert found["spread"] == pytest.approx(1.0)
    with pytest.raises(ValueError, match="neuron 4 in a population of 4"):
        bench.firing.describe([10.0], [4], 4, 0.0, 20.0)


def test_no_spikes_are_no_agreement(bench: Any) -> None:
    silent = bench.firing.describe([], [], N, 0.0, WINDOW)
    entry = [{"neurons": {"exc": N}, "synapses": 0, "firing": {"exc": silent}}]
    assert bench.firing.disagreements(entry, entry, noise(bench), WINDOW) == ["exc: no spikes, nothing to compare"]


@pytest.mark.parametrize("seed", range(2, 8))
def test_the_same_network_with_other_seeds_agrees(bench: Any, seed: int) -> None:
    assert bench.firing.disagreements(entries(bench), entries(bench, seed=seed), noise(bench), WINDOW) == []


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"rate": 9.0}, "exc: rate"),
        ({"rate": 7.2}, "exc: rate"),
        ({"shape": 3.0}, "exc: cv"),
        ({"heterogeneity": 0.5}, "exc: spread"),
        ({"synapses": 310_000}, "synapses"),
    ],
)
def test_a_wrong_network_is_caught(bench: Any, wrong: dict[str, Any], complaint: str) -> None:
    found = bench.firing.disagreements(entries(bench), entries(bench, seed=2, **wrong), noise(bench), WINDOW)
    assert any(line.startswith(complaint) for line in found)


def test_other_sizes_are_caught(bench: Any) -> None:
    other = entries(bench)
    other[0]["neurons"] = {"exc": N - 1}
    assert "neurons" in bench.firing.disagreements(entries(bench), other, noise(bench), WINDOW)[0]


def test_nan_is_a_disagreement(bench: Any) -> None:
    other = entries(bench, repeats=1)
    other[0]["firing"]["exc"]["rate"] = float("nan")
    assert bench.firing.disagreements(entries(bench, repeats=1), other, noise(bench), WINDOW)


def measured(bench: Any, **ours_and_peer: float) -> dict[str, Any]:
    """A comparison of cuba with chunks of `ours` and `peer` milliseconds, in five repeats of another speed."""
    entry = entries(bench, repeats=1)[0]
    repeats = []
    for k in range(5):
        common = {**entry, "version": "1", "memory": 50_000_000}
        repeats.append(
            {
                name: {**common, "construction": c, "chunks": [1e-3 * ms * (1 + 0.1 * k * (name == "nest"))] * 10}
                for name, ms, c in (("ours", ours_and_peer["ours"], 0.1), ("nest", ours_and_peer["peer"], 2.0))
            }
        )
    durations = {"time": 100.0, "chunk": 10.0, "warm_up": 0.0, "window": WINDOW}
    return {"network": "cuba", "threads": 1, "durations": durations, "differences": [], "repeats": repeats}


def test_ratios_are_over_the_repeats(bench: Any) -> None:
    ours, nest = bench.report.summary(measured(bench, ours=0.5, peer=20.0))
    assert nest["low_ratio"] == pytest.approx((48.0, 40.0, 56.0))
    assert nest["middle_ratio"] == pytest.approx((48.0, 40.0, 56.0))
    assert nest["construction_ratio"] == pytest.approx(20.0)
    assert ours["low"] == pytest.approx(0.05)
    assert ours["per_step"] == pytest.approx(0.5e6 / 100 / 4000)
    assert ours["low_ratio"] == (1.0, 1.0, 1.0)


def test_percentiles(bench: Any) -> None:
    assert bench.compare.low_and_middle([float(k) for k in range(11)]) == (1.0, 5.0)


@pytest.mark.parametrize(("peer", "reached"), [(20.0, True), (16.0, False)])
def test_a_demand_is_reached_or_not(bench: Any, peer: float, reached: bool) -> None:
    _, nest = bench.report.summary(measured(bench, ours=0.5, peer=peer))
    assert (nest["demanded"], nest["reached"]) == ("40x", reached)


def test_demands_on_ours(bench: Any) -> None:
    microcircuit = bench.networks.BENCHMARKS["microcircuit"]
    lif = bench.networks.BENCHMARKS["lif"]
    row = {"simulator": "ours", "threads": 1, "memory": 2.6e9, "per_step": 0.7}
    assert bench.report.verdict(row, microcircuit) == {"demanded": "2500 MB", "reached": False}
    assert bench.report.verdict(row, lif) == {"demanded": "0.8 ns a step", "reached": True}
    assert bench.report.verdict({**row, "threads": 2}, lif)["reached"] is None


def test_no_time_is_shown_where_simulators_disagree(bench: Any) -> None:
    result = measured(bench, ours=0.5, peer=20.0)
    assert len(bench.report.table(result)) == 2
    result["differences"] = ["nest, exc: rate 5 and 6"]
    with pytest.raises(ValueError, match="rate 5 and 6"):
        bench.report.table(result)


def test_the_table_is_rectangular(bench: Any) -> None:
    lines = bench.report.heading() + bench.report.table(measured(bench, ours=0.5, peer=20.0))
    assert len({text.count("|") for text in lines}) == 1


def check_population(cells: lq.Population, neuron: dict[str, float], tau: dict[str, float], n: int) -> None:
    assert cells.size == n
    model = cells.model
    assert isinstance(model, lq.LIF)
    for name, value in neuron.items():
        assert getattr(model, name) == value, name
    assert {name: receptor.tau for name, receptor in model.receptors.items() if hasattr(receptor, "tau")} == tau


def check_random_synapses(net: lq.Network, weight: dict[str, float], table: Any) -> None:
    for projection in net.projections:
        pre = projection.pre.population.name
        synapses = projection.synapses()
        assert set(synapses.weight) == {weight[pre]}
        assert set(synapses.delay) == {table.CUBA_DELAY}
        pairs = projection.pre.size * projection.post.size
        assert abs(len(projection) - table.CUBA_P * pairs) < 6 * (table.CUBA_P * pairs) ** 0.5
        assert projection.receptor == pre


def test_peers_get_the_numbers_of_cuba(bench: Any) -> None:
    table, net = bench.networks, lq.networks.cuba()
    for name, cells in net.populations.items():
        check_population(cells, table.CUBA_NEURON, table.CUBA_TAU, table.CUBA_SIZE[name])
        assert cells.V_m.min() == pytest.approx(table.CUBA_NEURON["V_reset"], abs=0.1)
        assert cells.V_m.max() == pytest.approx(table.CUBA_NEURON["V_th"], abs=0.1)
    check_random_synapses(net, table.CUBA_WEIGHT, table)


def test_peers_get_the_numbers_of_coba(bench: Any) -> None:
    table, net = bench.networks, lq.networks.coba()
    for name, cells in net.populations.items():
        check_population(cells, table.COBA_NEURON, table.COBA_TAU, table.CUBA_SIZE[name])
        receptors = cells.model.receptors
        assert {key: receptor.E_rev for key, receptor in receptors.items()} == table.COBA_E_REV
        mean, std = table.COBA_V_M
        assert abs(cells.V_m.mean() - mean) < 5 * std / cells.size**0.5
        for key, (mean, std) in table.COBA_G.items():
            drawn = np.random.default_rng(1).normal(mean, std, 100_000)
            expected = drawn[drawn >= 0].mean()
            assert abs(getattr(cells, f"g_{key}").mean() - expected) < 5 * std / cells.size**0.5
    check_random_synapses(net, table.COBA_WEIGHT, table)


def test_peers_get_the_numbers_of_brunel(bench: Any) -> None:
    table = bench.networks
    net = lq.networks.brunel(g=table.BRUNEL_G, eta=table.BRUNEL_ETA, scale=0.1)
    for name, cells in net.populations.items():
        check_population(cells, table.BRUNEL_NEURON | {"C_m": 250.0}, {}, table.BRUNEL_SIZE[name] // 10)
    for projection in net.projections:
        pre = projection.pre.population.name
        synapses = projection.synapses()
        assert set(synapses.weight) == {table.BRUNEL_WEIGHT[pre]}
        assert set(synapses.delay) == {table.BRUNEL_DELAY}
        assert set(np.bincount(synapses.post)) == {table.BRUNEL_INDEGREE[pre]}


@pytest.mark.parametrize("scale", [0.05] if "microcircuit" in lq.networks.BY_NAME else [])
def test_peers_get_the_numbers_of_the_microcircuit(bench: Any, scale: float) -> None:
    published, net = bench.microcircuit, lq.networks.microcircuit(scale=scale)
    assert tuple(net.populations) == published.NAMES
    for name, cells in net.populations.items():
        neuron = {**published.NEURON, "I_e": pytest.approx(published.lost_current(name, scale), rel=1e-3)}
        check_population(cells, neuron, {"syn": published.TAU_SYN}, round(published.SIZE[name] * scale))
        error = published.V_M_STD[name] / cells.size**0.5
        assert abs(cells.V_m.mean() - published.V_M_MEAN[name]) < 5 * error
    pairs = {(p.pre.population.name, p.post.population.name): p for p in net.projections}
    for pre in published.NAMES:
        for post in published.NAMES:
            expected = published.synapses(pre, post, scale)
            assert expected == (len(pairs[pre, post]) if (pre, post) in pairs else 0)
            if expected > 100:
                synapses = pairs[pre, post].synapses()
                weight = published.weight(pre, post) / scale**0.5
                error = abs(weight) * published.SPREAD / expected**0.5
                assert abs(synapses.weight.mean() - weight) < 6 * error + 1e-3 * abs(weight)
                assert synapses.weight.std() == pytest.approx(abs(weight) * published.SPREAD, rel=6 / expected**0.5)
                assert synapses.delay.min() >= bench.networks.DT
                mean, std = published.DELAY[pre[-1]]
                # Delays below a step are drawn again, which makes the mean longer: by 4 % at two standard deviations.
                assert -6 * std / expected**0.5 < synapses.delay.mean() - mean < 0.06 * mean + 6 * std / expected**0.5


def test_cold_traces_have_to_agree(bench: Any) -> None:
    ours = {"spikes": 22, "V_m": [-60.0] * len(bench.cold.TIMES)}
    assert bench.cold.differences(ours, ours, "nest") == []
    assert bench.cold.differences(ours, {**ours, "spikes": 21}, "nest") == ["nest: spikes 22 and 21"]
    assert len(bench.cold.differences(ours, {**ours, "V_m": [-60.1] * len(bench.cold.TIMES)}, "nest")) == 9


def test_every_cold_program_compiles(bench: Any) -> None:
    for name in bench.cold.SCRIPTS:
        compile(bench.cold.script(name), name, "exec")


def test_command_line(bench: Any, capsys: pytest.CaptureFixture[str]) -> None:
    given = bench.run.arguments(["cuba", "--peers", "nest", "--threads", "1"])
    assert (given.networks, given.peers, given.threads) == (["cuba"], ["nest"], [1])
    assert bench.run.arguments(["--peers", "none"]).peers == []
    assert "microcircuit" not in bench.run.DEFAULT
    for wrong in (["cubs"], ["--peers", "neuron"], ["--repeats", "0"], ["--chunk", "-1"]):
        with pytest.raises(SystemExit):
            bench.run.arguments(wrong)
    assert "cubs" in capsys.readouterr().err


def test_requirements_by_python(bench: Any) -> None:
    assert "brian2==2.9.0" in bench.peers.requirements("brian2", (3, 11))
    assert "brian2==2.11.0" in bench.peers.requirements("brian2", (3, 13))
    with pytest.raises(ValueError, match="got 'neuron'"):
        bench.peers.requirements("neuron")


def test_ours_runs_by_turns(bench: Any, tmp_path: Path) -> None:
    options = bench.compare.Options(repeats=1, time=20.0, warm_up=10.0, chunk=5.0, turn=10.0, window=40.0, rest=0.0)
    result = bench.compare.measure("cuba", 1, [], options)
    ours = result["repeats"][0]["ours"]
    assert len(ours["chunks"]) == 4
    assert ours["neurons"] == {"exc": 3200, "inh": 800}
    assert abs(ours["synapses"] - 0.02 * 4000**2) < 6 * (0.02 * 4000**2) ** 0.5
    assert ours["firing"]["exc"]["spikes"] > 0
    assert ours["memory"] > 1_000_000
    json.dumps(result)


def test_an_error_in_a_worker_is_told(bench: Any) -> None:
    worker = bench.compare.Worker(sys.executable, "ours")
    try:
        with pytest.raises(RuntimeError, match="ours at 'make': KeyError: 'no such network'"):
            worker.ask("make", network="no such network", threads=1, seed=1, precision=None, cache=".")
        assert worker.ask("version").startswith("lapicque")
    finally:
        worker.close()


def test_fair_share(bench: Any) -> None:
    assert bench.load.fair_share(2, 2, 2) == 2.0
    assert bench.load.fair_share(1, 1, 4) == 1.0


def test_weights_that_differ_are_named(bench: Any) -> None:
    repeats = [{"ours": {"weights": [0.1, 0.002]}, "nest": {"weights": [0.1003, 0.0027]}}]
    assert bench.stdp.different_weights(repeats) == []
    repeats += [{"ours": {"weights": [0.1, 0.002]}, "nest": {"weights": [0.102, 0.002]}}]
    assert bench.stdp.different_weights(repeats) == ["mean of the weights 0.1 and 0.102"]
    repeats = [{"ours": {"weights": [0.1, 0.002]}, "nest": {"weights": [float("nan"), 0.004]}}]
    assert len(bench.stdp.different_weights(repeats)) == 2


def test_the_learning_network_is_brunels(bench: Any) -> None:
    """It begins as the network that it is compared with, and its weights in the middle of their range."""
    table, net = bench.networks, importlib.import_module("simulators.ours").NETWORKS["brunel_stdp"](None, seed=1)
    published = lq.networks.brunel(g=table.BRUNEL_G, eta=table.BRUNEL_ETA)
    assert [cells.model for cells in net.populations.values()] == [p.model for p in published.populations.values()]
    learning = [projection for projection in net.projections if projection.synapse != lq.Static()]
    assert [projection.pre.population.name for projection in learning] == ["exc", "exc"]
    assert {(p.synapse.Wmax, p.synapse.mu_plus) for p in learning} == {(2 * table.BRUNEL_WEIGHT["exc"], 1.0)}

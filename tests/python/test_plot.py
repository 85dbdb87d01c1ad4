"""Every plot draws what it was given, on the Axes it was given, and the package works without matplotlib."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import lapicque as lq
from lapicque.plot import _style

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _no_figure_is_left() -> Iterator[None]:
    yield
    pyplot.close("all")


@pytest.fixture
def ax() -> Axes:
    return Figure(layout="constrained").add_subplot()


class Run:
    """A small network that has run, and all of its recordings."""

    def __init__(self) -> None:
        self.net = lq.Network(seed=4)
        self.cells = self.net.population(
            90, lq.LIF(I_e=np.linspace(360, 500, 90)), name="cells", V_m=lq.Uniform(-70, -55)
        )
        self.others = self.net.population(30, lq.LIF(I_e=600), name="others")
        self.projection = self.net.connect(
            self.cells, self.others, lq.FixedProbability(0.3), weight=lq.Normal(20, 4), receptor="exc"
        )
        self.spikes = self.net.record(self.cells, "spikes")
        self.part = self.net.record(self.cells[80:40:-4], "spikes")
        self.other_spikes = self.net.record(self.others, "spikes")
        self.trace = self.net.record(self.cells[[7, 3]], ["V_m", "I_exc"], every=0.5)
        self.wide = self.net.record(self.cells, "V_m", every=1.0)
        self.net.run(300)


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


CLAMP = lq.simulate(lq.LIF(), duration=100, current=lq.Step(start=20, stop=80, amplitude=500))

PLOTS: dict[str, Callable[[Run, Axes | None], Axes]] = {
    "raster": lambda run, ax: lq.plot.raster(run.spikes, ax=ax),
    "raster of several": lambda run, ax: lq.plot.raster([run.spikes, run.other_spikes], ax=ax),
    "trace": lambda run, ax: lq.plot.trace(run.trace, "V_m", ax=ax),
    "trace of many": lambda run, ax: lq.plot.trace(run.wide, ax=ax),
    "trace of a simulation": lambda run, ax: lq.plot.trace(CLAMP, ax=ax),
    "rate": lambda run, ax: lq.plot.rate(run.spikes, ax=ax),
    "fi_curve": lambda run, ax: lq.plot.fi_curve(lq.LIF(), [300, 400, 500], ax=ax, duration=100),
    "weights": lambda run, ax: lq.plot.weights(run.projection, ax=ax),
    "matrix": lambda run, ax: lq.plot.weights(run.projection, ax=ax, matrix=True),
    "isi": lambda run, ax: lq.plot.isi(run.spikes, ax=ax),
    "neuron": lambda run, ax: lq.plot.neuron(CLAMP, ax=ax),
    "simulation": lambda run, ax: CLAMP.plot(ax=ax),
}


def points(ax: Axes, number: int = 0) -> tuple[np.ndarray, np.ndarray]:
    line = ax.get_lines()[number]
    return np.asarray(line.get_xdata()), np.asarray(line.get_ydata())


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_draws_on_the_given_axes(plot: Callable[[Run, Axes | None], Axes], run: Run, ax: Axes) -> None:
    assert plot(run, ax) is ax
    assert ax.has_data()
    assert ax.get_xlabel()
    # names of populations stand in for a label
    assert ax.get_ylabel() or ax.get_yticklabels()[0].get_text() == "cells (90)"
    assert pyplot.get_fignums() == []
    ax.figure.canvas.draw()


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_makes_axes_where_none_are_given(plot: Callable[[Run, Axes | None], Axes], run: Run) -> None:
    made = plot(run, None)
    assert made.has_data()
    assert len(pyplot.get_fignums()) == 1
    assert made.figure is pyplot.figure(pyplot.get_fignums()[0])


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_never_shows(plot: Callable[[Run, Axes | None], Axes], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyplot, "show", lambda *_, **__: pytest.fail("a plot called show()"))
    plot(run, None)


@pytest.mark.parametrize("name", lq.plot.__all__)
def test_every_plot_is_among_those_tried(name: str) -> None:
    assert callable(getattr(lq.plot, name))
    assert name in PLOTS


def test_raster_shows_every_spike(run: Run, ax: Axes) -> None:
    lq.plot.raster(run.spikes, ax=ax)
    t, i = points(ax)
    np.testing.assert_array_equal(t, run.spikes.t)
    np.testing.assert_array_equal(i, run.spikes.i)
    assert len(t) > 100
    assert ax.get_xlim() == (0, 300)
    assert ax.get_ylim() == (-0.5, 89.5)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time / ms", "neuron")


def test_raster_of_a_part_counts_as_the_population_does(run: Run, ax: Axes) -> None:
    lq.plot.raster(run.part, ax=ax)
    t, i = points(ax)
    wanted = np.isin(run.spikes.i, np.arange(80, 40, -4))
    assert sorted(zip(t, i, strict=True)) == sorted(zip(run.spikes.t[wanted], run.spikes.i[wanted], strict=True))
    assert ax.get_ylim() == (43.5, 80.5)


def test_raster_stacks_recordings(run: Run, ax: Axes) -> None:
    lq.plot.raster([run.part, run.other_spikes], ax=ax)
    _, lower = points(ax, 0)
    _, upper = points(ax, 2)
    # the part has ten rows, in the order of its selection: neuron 80 at the bottom
    np.testing.assert_array_equal(80 - 4 * lower, run.part.i)
    np.testing.assert_array_equal(upper - 10, run.other_spikes.i)
    labels = ax.get_yticklabels()
    assert [label.get_text() for label in labels] == ["some of cells (10)", "others (30)"]
    colours = [to_hex(ax.get_lines()[number].get_color()) for number in (0, 2)]
    assert colours == [to_hex(label.get_color()) for label in labels]
    assert len(set(colours)) == 2


def test_raster_names_parts_by_what_they_are(ax: Axes) -> None:
    net = lq.Network()
    cells = net.population(90, lq.LIF(I_e=500.0), name="exc")
    parts = [cells, cells[:30], cells[30:90], cells[10:50:4], cells[7], cells[::-1], cells[[3, 8, 1]]]
    records = [net.record(part) for part in parts]
    net.run(50.0)
    lq.plot.raster(records, ax=ax)
    names = ["exc (90)", "exc[0:30] (30)", "exc[30:90] (60)", "exc[10:47:4] (10)", "exc[7] (1)", "exc (90)"]
    assert [label.get_text() for label in ax.get_yticklabels()] == [*names, "some of exc (3)"]


def test_raster_takes_names_and_colours(run: Run, ax: Axes) -> None:
    lq.plot.raster({"a": run.spikes, "b": run.other_spikes}, ax=ax, colors=["red", "k"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a (90)", "b (30)"]
    assert [ax.get_lines()[number].get_color() for number in (0, 2)] == ["red", "k"]


def test_raster_of_too_many_spikes_leaves_out_neurons_and_says_so(run: Run, ax: Axes) -> None:
    lq.plot.raster(run.spikes, ax=ax, max_spikes=len(run.spikes) // 2)
    _, i = points(ax)
    assert set(i) == set(run.spikes.i[run.spikes.i % 3 == 0]) or set(i) == set(run.spikes.i[run.spikes.i % 2 == 0])
    assert "shown" in ax.get_ylabel()


def test_marks_shrink_with_their_number() -> None:
    sizes = []
    for n in (100, 2_000, 40_000):
        net = lq.Network(seed=1)
        spikes = net.record(net.poisson_source(n, 40.0), "spikes")
        net.run(50)
        sizes.append(lq.plot.raster(spikes, Figure().add_subplot()).get_lines()[0].get_markersize())
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_trace_draws_the_samples(run: Run, ax: Axes) -> None:
    lq.plot.trace(run.trace, "V_m", ax=ax)
    for number in range(2):
        t, V_m = points(ax, number)
        np.testing.assert_array_equal(t, run.trace.t)
        np.testing.assert_array_equal(V_m, run.trace.V_m[:, number])
    assert ax.get_ylabel() == "V_m / mV"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["neuron 7", "neuron 3"]


def test_trace_of_a_column(run: Run, ax: Axes) -> None:
    lq.plot.trace(run.trace, "I_exc", ax=ax, columns=1)
    assert len(ax.get_lines()) == 1
    np.testing.assert_array_equal(points(ax)[1], run.trace.I_exc[:, 1])
    assert ax.get_ylabel() == "I_exc / pA"


def test_trace_of_many_shows_the_mean(run: Run, ax: Axes) -> None:
    lq.plot.trace(run.wide, ax=ax)
    assert len(ax.get_lines()) == 91
    np.testing.assert_allclose(points(ax, 90)[1], run.wide.V_m.mean(axis=1))


def test_rate_is_that_of_the_spikes(run: Run, ax: Axes) -> None:
    lq.plot.rate(run.spikes, ax=ax, bin=50)
    values, edges, _ = ax.patches[0].get_data()
    np.testing.assert_allclose(edges, np.arange(0, 301, 50))
    counts = [np.sum((run.spikes.t > a + 1e-6) & (run.spikes.t < b + 1e-6)) for a, b in itertools.pairwise(edges)]
    np.testing.assert_allclose(values, np.array(counts) / (90 * 0.050))
    assert values.mean() == pytest.approx(run.spikes.rates().mean())


def test_rate_of_grid_times_does_not_beat_with_the_bins(ax: Axes) -> None:
    """One spike in every step: bins of three steps hold three spikes each, whichever way times are rounded."""
    net = lq.Network()
    spikes = net.record(net.spike_source(0.1 * np.arange(1, 1000)), "spikes")
    net.run(100)
    lq.plot.rate(spikes, ax=ax, bin=0.3)
    values, edges, _ = ax.patches[0].get_data()
    assert len(values) == 334
    # the last bin is one step wide, and its spike is the one that was not given
    np.testing.assert_allclose(values[:333], 10_000.0)
    assert values[333] == 0.0
    assert edges[-1] - edges[-2] == pytest.approx(0.1)


def test_isi_is_that_of_the_spikes(run: Run, ax: Axes) -> None:
    lq.plot.isi(run.spikes, ax=ax, bins=20)
    values, edges, _ = ax.patches[0].get_data()
    assert values.sum() == len(run.spikes.isi())
    assert edges[-1] == run.spikes.isi().max()
    [note] = [text.get_text() for text in ax.texts]
    assert f"CV {np.nanmean(run.spikes.cv()):.2f}" in note
    assert f"mean {run.spikes.isi().mean():.1f} ms" in note


def test_isi_of_silence(ax: Axes) -> None:
    net = lq.Network()
    spikes = net.record(net.population(3, lq.LIF()), "spikes")
    net.run(10)
    lq.plot.isi(spikes, ax=ax)
    assert "no neuron fired twice" in ax.texts[0].get_text()


def test_fi_curve_lies_on_the_closed_form(ax: Axes) -> None:
    model, currents = lq.LIF(), np.array([300.0, 380.0, 500.0, 1000.0])
    lq.plot.fi_curve(model, currents, ax=ax, dt=0.01)
    curve, simulated = (points(ax, number) for number in (0, 1))
    np.testing.assert_array_equal(simulated[0], currents)
    exact = lq.theory.lif_rate(model, currents)
    # an interval is longer by less than a step
    assert np.all(simulated[1] <= exact * (1 + 1e-9))
    assert np.all(simulated[1] >= exact / (1 + exact * 0.01e-3))
    np.testing.assert_array_equal(curve[1], lq.theory.lif_rate(model, curve[0]))


def test_fi_curve_chooses_currents_around_the_rheobase(ax: Axes) -> None:
    model = lq.LIF(E_L=-49, V_th=-50, V_reset=-60, tau_m=20, t_ref=5)
    lq.plot.fi_curve(model, ax=ax, duration=200)
    currents, rates = points(ax, 1)
    rheobase = float(lq.theory.rheobase(model))
    assert currents.min() < rheobase < currents.max()
    assert np.all(rates[currents < rheobase] == 0)
    assert np.all(rates[currents > rheobase + 10] > 0)


def test_weights_are_those_of_the_projection(run: Run, ax: Axes) -> None:
    lq.plot.weights(run.projection, ax=ax, bins=10)
    values, edges, _ = ax.patches[0].get_data()
    assert values.sum() == len(run.projection)
    np.testing.assert_array_equal(values, np.histogram(run.projection.weights, edges)[0])
    assert ax.get_xlabel() == "weight / pA"


@pytest.mark.parametrize("n", [4, 90])
def test_recorded_weights_are_drawn_against_time(n: int, ax: Axes) -> None:
    net = lq.Network(seed=2)
    cells = net.population(10, lq.LIF(I_e=450.0), V_m=lq.Uniform(-70, -55))
    projection = net.connect(cells, cells, lq.AllToAll(autapses=False), 5.0, synapse=lq.STDP(Wmax=10.0))
    trace = net.record(projection[:n], "weights", every=5.0)
    net.run(100.0)
    lq.plot.weights(trace, ax=ax)
    drawn = np.array([line.get_ydata() for line in ax.lines])
    expected = trace.weights.T if n == 4 else [np.median(trace.weights, axis=1)]
    np.testing.assert_allclose(drawn, expected, rtol=1e-14)
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), trace.t)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time / ms", "weight / pA")
    with pytest.raises(ValueError, match="matrix must be False for recorded weights"):
        lq.plot.weights(trace, matrix=True)


def test_matrix_adds_multapses(ax: Axes) -> None:
    net = lq.Network()
    cells = net.population(3, lq.LIF(receptors={"jump": lq.Delta()}))
    p = net.connect(cells, cells, lq.Pairs([0, 0, 2], [1, 1, 0]), weight=[1.5, 2.0, -1.0])
    lq.plot.weights(p, ax=ax, matrix=True)
    nan = np.nan
    expected = [[nan, 3.5, nan], [nan, nan, nan], [-1.0, nan, nan]]
    np.testing.assert_array_equal(np.ma.filled(ax.images[0].get_array(), nan), expected)
    assert ax.images[0].colorbar.ax.get_ylabel() == "weight / mV"


def test_neuron_shows_input_potential_and_spikes(ax: Axes) -> None:
    lq.plot.neuron(CLAMP, ax=ax)
    t, V_m = points(ax)
    np.testing.assert_array_equal(t, CLAMP.t)
    np.testing.assert_array_equal(V_m, CLAMP.V_m)
    [ticks] = ax.collections
    np.testing.assert_array_equal([segment[0, 0] for segment in ticks.get_segments()], CLAMP.spikes.t)
    [_, top] = ax.figure.axes
    np.testing.assert_array_equal(points(top)[1], CLAMP.I)
    assert (ax.get_ylabel(), top.get_ylabel()) == ("V_m / mV", "I / pA")
    assert top.get_position().y0 >= ax.get_position().y1


def test_neuron_fits_into_axes_of_free_position() -> None:
    fig = Figure()
    ax = fig.add_axes((0.2, 0.3, 0.5, 0.4))
    lq.plot.neuron(CLAMP, ax=ax)
    boxes = [a.get_position() for a in fig.axes]
    assert min(box.y0 for box in boxes) == pytest.approx(0.3)
    assert max(box.y1 for box in boxes) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: lq.plot.raster([]), "spikes must be one SpikeData or several, got none"),
        (lambda run: lq.plot.raster(run.spikes, max_spikes=0), "max_spikes must be finite and positive, got 0"),
        (lambda run: lq.plot.rate(run.spikes, bin=0), "bin must be finite and positive, got 0"),
        (lambda run: lq.plot.rate(run.spikes, bin=float("nan")), "bin must be finite and positive, got nan"),
        (lambda run: lq.plot.isi(run.spikes, bins=0), "bins must be finite and positive, got 0"),
        (lambda run: lq.plot.trace(run.trace, "V"), "variable must be one of the recorded ones, got 'V'"),
        (lambda run: lq.plot.fi_curve(lq.LIF(), []), "currents must be finite values of shape"),
        (lambda run: lq.plot.fi_curve(lq.LIF(V_th=[-50.0, -40.0])), "model must have scalar parameters"),
    ],
)
def test_bad_arguments(call: Callable[[Run], Axes], message: str, run: Run) -> None:
    with pytest.raises(ValueError, match=message):
        call(run)
    assert pyplot.get_fignums() == []


def test_package_works_without_matplotlib() -> None:
    program = """
import sys
sys.modules["matplotlib"] = None
import lapicque as lq
r = lq.simulate(lq.LIF(I_e=500), duration=50)
assert len(r.spikes) == 3
print(lq.theory.lif_rate(lq.LIF(), 500))
for draw in (r.plot, lambda: lq.plot.raster(r.spikes), lambda: lq.plot.trace(r), lambda: lq.plot.rate(r.spikes),
             lambda: lq.plot.isi(r.spikes), lambda: lq.plot.fi_curve(lq.LIF())):
    try:
        draw()
    except ImportError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    rate, *messages = done.stdout.splitlines()
    assert float(rate) == pytest.approx(63.0400, abs=5e-5)
    assert messages == ["plots need matplotlib: pip install 'lapicque[plot]'"] * 6


def test_plotting_imports_matplotlib_only_when_it_draws() -> None:
    program = "import sys, lapicque.plot, lapicque.cli; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_colours_are_distinct() -> None:
    assert len({to_hex(colour) for colour in _style.COLOURS}) == len(_style.COLOURS)


@pytest.mark.parametrize(
    "model",
    [
        lq.QIF(),
        lq.EIF(),
        lq.AdEx(),
        lq.AdEx(Delta_T=0.0),
        lq.Izhikevich(),
        lq.HodgkinHuxley(),
        lq.TraubMiles(),
        lq.GIF(lambda_0=100.0),
        lq.LIF(spike_timing="precise"),
    ],
    ids=lambda model: type(model).__name__,
)
def test_every_model_can_be_drawn(model: Any) -> None:
    amplitude = 20.0 if isinstance(model, lq.Izhikevich) else 900.0
    run = lq.simulate(model, duration=60.0, current=lq.Step(start=5.0, stop=50.0, amplitude=amplitude))
    assert len(run.spikes.t) > 0
    ax = run.plot()
    lines = [segment for collection in ax.collections for segment in collection.get_segments()]
    assert len(lines) == len(run.spikes.t)
    assert all(top > bottom for (_, bottom), (_, top) in lines)
    pyplot.close(ax.figure)

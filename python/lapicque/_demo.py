"""``lapicque demo``: a neuron, its f-I curve and a network."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import lapicque as lq
from lapicque import _report, _textplot, theory
from lapicque.plot import _style
from lapicque.plot.fi_curve import draw, measure
from lapicque.plot.neuron import neuron

_TIME = 500.0  # [ms] of the network


def demo(out: Path) -> None:
    """Run the three simulations, print their tables and write results and, where matplotlib is installed, pictures."""
    pictures = _report.has_matplotlib()
    print(f"Lapicque {lq.__version__}\n")
    for part in (_clamp, _fi_curve, _network):
        part(out, pictures)
    written = ["neuron.npz", "fi_curve.npz", "spikes.npz"]
    written += ["neuron.png", "fi_curve.png", "raster.png"] if pictures else []
    _report.say_where(written, out, pictures)


def _clamp(out: Path, pictures: bool) -> None:
    model = lq.LIF(C_m=250, tau_m=10, E_L=-70, V_th=-55, V_reset=-70, t_ref=2)
    result = lq.simulate(model, duration=300, current=lq.Step(start=50, stop=250, amplitude=450))
    print(f"1. One neuron, 450 pA from 50 to 250 ms: {len(result.spikes)} spikes\n")
    np.savez(out / "neuron.npz", t=result.t, V_m=result.V_m, I=result.I, spikes=result.spikes.t)
    if pictures:
        fig = _style.figure(7.2, 4.2)
        neuron(result, fig.add_subplot())
        fig.savefig(out / "neuron.png", dpi=150)
    else:
        print(f"V_m / mV\n{_textplot.trace(result.t, result.V_m)}\n")


def _fi_curve(out: Path, pictures: bool) -> None:
    model = lq.LIF()
    currents, rates = measure(model, dt=0.01)
    exact = theory.lif_rate(model, currents)
    print("2. Its rate under constant currents, simulated and in closed form\n")
    rows = [(f"{x:.1f}", f"{y:.2f}", f"{z:.2f}") for x, y, z in zip(currents, rates, exact, strict=True)]
    print(f"{_textplot.table(('I_e / pA', 'simulated / Hz', 'exact / Hz'), rows[::3])}\n")
    np.savez(out / "fi_curve.npz", I_e=currents, simulated=rates, exact=exact)
    if pictures:
        fig = _style.figure(5.6, 4.0)
        draw(model, currents, rates, fig.add_subplot())
        fig.savefig(out / "fi_curve.png", dpi=150)


def _network(out: Path, pictures: bool) -> None:
    net = lq.networks.cuba(seed=1)
    recordings = {name: net.record(population, "spikes") for name, population in net.populations.items()}
    net.run(_TIME, progress=True)
    title = f"CUBA network (Vogels & Abbott 2005), {_TIME:g} ms"
    print(f"3. {title}\n\n{_report.rate_table(recordings)}\n")
    _report.save_spikes(out / "spikes.npz", recordings, net)
    if pictures:
        _report.draw_raster(out / "raster.png", recordings, title)
    else:
        print(f"{_report.text_raster(recordings, net.time)}\n")

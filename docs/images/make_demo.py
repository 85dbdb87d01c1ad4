"""Draws demo.png, the picture of the README, from the simulations of ``lapicque demo``.

python docs/images/make_demo.py docs/images/demo.png
"""

from __future__ import annotations

import sys

import lapicque as lq
from lapicque.plot import _style


def main(path: str) -> None:
    clamp = lq.simulate(lq.LIF(), duration=300, current=lq.Step(start=50, stop=250, amplitude=450))
    net = lq.networks.cuba(seed=1)
    spikes = {name: net.record(population, "spikes") for name, population in net.populations.items()}
    net.run(500)

    fig = _style.figure(9.0, 6.2)
    grid = fig.add_gridspec(2, 2, width_ratios=(1.3, 1))
    lq.plot.neuron(clamp, fig.add_subplot(grid[0, 0]))
    lq.plot.fi_curve(lq.LIF(), ax=fig.add_subplot(grid[0, 1]), dt=0.01)
    # The first population is drawn at the bottom; the command has it at the top, as in its table.
    colours = [_style.colour(number) for number in reversed(range(len(spikes)))]
    lq.plot.raster(dict(reversed(spikes.items())), fig.add_subplot(grid[1, :]), colors=colours)
    fig.savefig(path, dpi=110, pil_kwargs={"optimize": True})


if __name__ == "__main__":
    main(sys.argv[1])

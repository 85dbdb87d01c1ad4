"""A daemon thread in `run` when the interpreter ends: the process ends quietly."""

from __future__ import annotations

import sys
import threading
import time

import lapicque as lq

net = lq.Network(threads=int(sys.argv[1]))
cells = net.population(2000, lq.LIF(I_e=500.0))
net.connect(cells, cells, lq.FixedProbability(0.1), weight=1.0, delay=1.5)
seen: list[float] = []
run = threading.Thread(target=net.run, args=(1e9, lambda done, _: seen.append(done)), daemon=True)
run.start()
while not seen:
    time.sleep(0.01)
print("as before")

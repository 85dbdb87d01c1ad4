"""The networks of the comparison in Brian2's fastest mode: a generated C++ program, compiled by its own flags.

The program is generated once for a network and a number of threads, and kept. It advances by as many steps as it is
told by a line on its standard input, so that it takes turns with the other simulators.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import networks as table

from simulators import Setup, resident

# Standard headers come with Brian2's own main.cpp or are named here.
HEADERS = ["<chrono>", "<cstdio>", "<cstdlib>", "<iostream>", "<string>"]
SEED = """
const long bench_seed = std::atol(std::getenv("BENCH_SEED"));
for (int bench_i = 0; bench_i < {threads}; bench_i++)
    brian::_random_generators[bench_i].seed(bench_seed * 1000L + bench_i);
"""
START = "const auto bench_start = std::chrono::steady_clock::now();"
SERVE = """
{
    const auto bench_seconds = [](std::chrono::steady_clock::time_point since) {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
    };
    std::printf("%.9f\\n", bench_seconds(bench_start));
    std::fflush(stdout);
    long bench_steps = 0;
    std::string bench_line;
    while (std::getline(std::cin, bench_line)) {
        bench_steps += std::atol(bench_line.c_str());
        const auto bench_turn = std::chrono::steady_clock::now();
        bench_network.run(bench_steps * DT - bench_network.t, NULL, 10.0);
        const double bench_took = bench_seconds(bench_turn);
        std::printf("%.9f\\n", bench_took);
        std::fflush(stdout);
    }
}
"""


def generate(setup: Setup, folder: Path) -> None:
    """Write and compile the program of `setup` in `folder`, with ``arrays.json``: which file holds what."""
    b2 = importlib.import_module("brian2")
    definitions = importlib.import_module("simulators.brian2_networks")
    b2.set_device("cpp_standalone", build_on_run=False, directory=None)
    b2.defaultclock.dt = table.DT * b2.ms
    b2.prefs.devices.cpp_standalone.openmp_threads = setup.threads if setup.threads > 1 else 0
    b2.prefs.codegen.cpp.headers += HEADERS
    b2.device.insert_code("before_start", START)
    b2.device.insert_code("after_start", SEED.format(threads=setup.threads))
    b2.device.insert_code("after_network_run", SERVE.replace("DT", repr(table.DT * 1e-3)))
    parts = definitions.NETWORKS[setup.network](setup)
    monitors = {name: b2.SpikeMonitor(cells, name=f"spikes_{name}") for name, cells in parts.cells.items()}
    objects = [*parts.cells.values(), *parts.synapses, *parts.inputs, *monitors.values()]
    network = b2.Network(objects, name="bench_network")
    if parts.schedule is not None:
        network.schedule = parts.schedule
    network.run(0 * b2.ms)
    b2.device.build(directory=str(folder), compile=True, run=False)

    def file(group: Any, variable: str) -> str:
        return str(b2.device.get_array_filename(group.variables[variable]))

    arrays = {
        "neurons": {name: len(cells) for name, cells in parts.cells.items()},
        "spikes": {name: [file(monitor, "t"), file(monitor, "i")] for name, monitor in monitors.items()},
        "synapses": [file(connections, "_synaptic_pre") for connections in parts.synapses],
    }
    (folder / "arrays.json").write_text(json.dumps(arrays))


def program(setup: Setup) -> Path:
    """The folder of the compiled program; it is made where the one at hand is missing or from other sources."""
    here = Path(__file__).parent
    sources = [here / "brian2.py", here / "brian2_networks.py", here.parent / "networks.py"]
    text = "".join(source.read_text() for source in sources) + version() + sys.version
    key = hashlib.sha256(text.encode()).hexdigest()[:12]
    folder = setup.cache / f"brian2-{setup.network}-{setup.threads}-{key}"
    if not (folder / "arrays.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        start = time.perf_counter()
        generate(setup, folder)
        print(f"brian2: {setup.network} compiled in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return folder


class Running:
    """A program of Brian2 with all spikes recorded."""

    def __init__(self, setup: Setup) -> None:
        self._folder = program(setup)
        self._arrays = json.loads((self._folder / "arrays.json").read_text())
        self._results = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [self._folder / "main", "--results_dir", self._results.name + "/"],
            cwd=self._folder,
            env={**os.environ, "BENCH_SEED": str(setup.seed)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.construction = float(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the program of Brian2 ended with code {self._process.wait()}")
        return line

    def run(self, duration: float) -> float:
        """Advance by `duration` ms; the wall time it took [s]."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{round(duration / table.DT)}\n")
        self._process.stdin.flush()
        return float(self._answer())

    def peak_memory(self) -> int:
        """Largest resident memory so far [bytes]."""
        return resident(self._process.pid)

    def _end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        if self._process.wait():
            raise RuntimeError(f"the program of Brian2 ended with code {self._process.returncode}")

    def _array(self, name: str, dtype: str) -> Any:
        np = importlib.import_module("numpy")
        return np.fromfile(Path(self._results.name) / name, dtype)

    def structure(self) -> dict[str, Any]:
        """Sizes of the populations and the number of synapses."""
        self._end()
        synapses = sum(len(self._array(name, "int32")) for name in self._arrays["synapses"])
        return {"neurons": self._arrays["neurons"], "synapses": synapses}

    def spikes(self) -> dict[str, tuple[Any, Any]]:
        """Times and indices of all spikes, by population."""
        self._end()
        # Brian2 notes the beginning of the step, the others its end.
        return {
            name: (1000.0 * self._array(t, "float64") + table.DT, self._array(i, "int32"))
            for name, (t, i) in self._arrays["spikes"].items()
        }


def make(setup: Setup) -> Running:
    """The network of `setup`, built."""
    return Running(setup)


def version() -> str:
    """Name and version."""
    return f"Brian2 {installed('brian2')}"

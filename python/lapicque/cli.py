"""The command ``lapicque``: ``demo``, ``run NETWORK`` and ``info``."""

from __future__ import annotations

import argparse
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import lapicque as lq
from lapicque import _demo, _report
from lapicque._names import suggestion
from lapicque.networks import BY_NAME


class _Parser(argparse.ArgumentParser):
    """Answers bad arguments in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with the given arguments, by default those of the process.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the name of the command.

    Returns
    -------
    int
        Exit code: 0 when all is done, 2 for bad arguments, 130 when Ctrl-C ended the run early (what had been simulated
        by then is written all the same).
    """
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.action(arguments))
    except (ValueError, TypeError, OSError, MemoryError, RuntimeError) as error:
        print(f"lapicque {arguments.command}: error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130


def _parser() -> _Parser:
    parser = _Parser(prog="lapicque", description="Simulate point neurons and networks of them.")
    parser.add_argument("--version", action="version", version=f"lapicque {lq.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    show = commands.add_parser(
        "demo",
        help="a neuron, its f-I curve and a network, with plots",
        description="Simulate a current clamp, an f-I curve and the CUBA network, and plot them.",
    )
    show.add_argument("--out", type=Path, default=Path("lapicque-demo"), metavar="DIR", help="default: lapicque-demo")
    show.set_defaults(action=_show)

    run = commands.add_parser("run", help="a published network", description="Simulate a published network.")
    run.add_argument("network", metavar="NETWORK", help=", ".join(BY_NAME))
    run.add_argument("--scale", type=float, help="factor on the number of neurons (default: 1)")
    run.add_argument("--time", type=float, default=1000.0, metavar="MS", help="simulated time (default: 1000 ms)")
    run.add_argument("--dt", type=float, default=0.1, metavar="MS", help="time step (default: 0.1 ms)")
    run.add_argument("--seed", type=int, default=1, help="key of all random numbers (default: 1)")
    run.add_argument("--threads", type=int, metavar="N", help="default: as many as pay")
    run.add_argument("--g", type=float, help="brunel: strength of inhibition relative to excitation (default: 5)")
    run.add_argument(
        "--eta", type=float, help="brunel: external rate relative to threshold; vogels2011: learning rate in nS"
    )
    run.add_argument(
        "--coherence", type=float, help="wang2002: of the stimuli, in favour of A, in percent (default: 0)"
    )
    run.add_argument("--out", type=Path, metavar="DIR", help="folder to write to (default: lapicque-NETWORK)")
    run.set_defaults(action=_run)

    commands.add_parser("info", help="version and machine").set_defaults(action=_info)
    return parser


def _show(arguments: argparse.Namespace) -> int:
    out = _folder(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    _demo.demo(out)
    return 0


def _run(arguments: argparse.Namespace) -> int:
    if arguments.network not in BY_NAME:
        raise ValueError(f"there is no network {arguments.network!r}{suggestion(arguments.network, BY_NAME)}")
    if not 0.0 < arguments.time < float("inf"):
        raise ValueError(f"--time must be finite and positive, got {arguments.time}")
    build = BY_NAME[arguments.network]
    own = _own_parameters(build, arguments)
    net = build(seed=arguments.seed, threads=arguments.threads, dt=arguments.dt, **own)
    recordings = {name: net.record(population, "spikes") for name, population in net.populations.items()}
    out = _folder(arguments.out or Path(f"lapicque-{arguments.network}"))
    code = 0
    try:
        net.run(arguments.time, progress=True)
    except KeyboardInterrupt:
        code = 130
    title = f"{arguments.network}, seed {arguments.seed}, {net.time:g} ms"
    print(f"{title}{' (stopped by Ctrl-C)' if code else ''}\n\n{_report.rate_table(recordings)}\n")
    out.mkdir(parents=True, exist_ok=True)
    _report.save_spikes(out / "spikes.npz", recordings, net)
    pictures = _report.has_matplotlib()
    if pictures:
        _report.draw_raster(out / "raster.png", recordings, title)
    elif net.time > 0:
        print(f"{_report.text_raster(recordings, net.time)}\n")
    _report.say_where(["spikes.npz", *(["raster.png"] if pictures else [])], out, pictures)
    return code


_OWN = ("scale", "g", "eta", "coherence")


def _own_parameters(build: Callable[..., lq.Network], arguments: argparse.Namespace) -> dict[str, float]:
    """Parameters that only some networks have."""
    given = {name: getattr(arguments, name) for name in _OWN if getattr(arguments, name) is not None}
    parameters = inspect.signature(build).parameters
    for name in given:
        if name in parameters:
            continue
        why = ", whose weights hold for the number of neurons of the paper" if name == "scale" else ""
        known = ", ".join(f"--{own}" for own in _OWN if own in parameters)
        raise ValueError(
            f"--{name} is not a parameter of {arguments.network}{why}; it has {known or 'none of its own'}"
        )
    return given


def _info(arguments: argparse.Namespace) -> int:
    rows = {name: " ".join(value) if isinstance(value, (list, tuple)) else value for name, value in lq.info().items()}
    width = max(map(len, rows))
    print("\n".join(f"{name.ljust(width)}  {value}" for name, value in rows.items()))
    return 0


def _folder(path: Path) -> Path:
    """`path`, refused early if it cannot become a folder to write to."""
    existing = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not existing.is_dir():
        raise ValueError(f"--out must be a folder, got the file {existing}")
    if not os.access(existing, os.W_OK):
        raise ValueError(f"--out must be a folder that can be written to, got {existing}")
    return path

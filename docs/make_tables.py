"""Write ``docs/parameters.md``: all parameters, units, bounds, defaults and state, as the installed core has them.

python docs/make_tables.py           # writes it
python docs/make_tables.py --check   # tells whether it is as it would be written
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import lapicque as lq
from lapicque._description import Description, core_fields
from lapicque.models import Model, Receptor
from lapicque.rates import Rate
from lapicque.rules import Rule
from lapicque.stimuli import Stimulus
from lapicque.synapses import Synapse

TABLES = Path(__file__).parent / "parameters.md"
KINDS: dict[str, type[Description]] = {
    "Neuron models": Model,
    "Receptors": Receptor,
    "Stimuli": Stimulus,
    "Rates as functions of time": Rate,
    "Rules of connection": Rule,
    "Synapses": Synapse,
}
INTRODUCTION = """# Parameters and state

Written by `python docs/make_tables.py` from the descriptions of the core; `help(lapicque.LIF)` shows the same. What the
unit "weight" stands for is the unit of the weights at the receptor. Parameters of models and receptors are one number,
or one a neuron.
"""


def shown(default: Any) -> str:
    """A default as a table shows it."""
    if default is None:
        return "-"
    if isinstance(default, np.ndarray):
        return "-" if default.size == 0 else "`" + ", ".join(f"{value:g}" for value in default) + "`"
    if isinstance(default, list):
        return "`" + ", ".join(f"{name}: {type(kind).__name__}" for name, kind in default) + "`"
    if isinstance(default, float):
        return f"`{default:g}`"
    return f"`{default}`" if str(default) else "-"


def table(core: Any) -> Iterator[str]:
    """Lines of the table of one kind."""
    fields = core_fields(core)
    if not fields:
        return
    yield "| parameter | meaning | unit | bound | default |"
    yield "|---|---|---|---|---|"
    for f in fields:
        meaning = f"{f.meaning}, {f.note}" if f.note else f.meaning
        unit = "" if f.unit == "1" else f.unit
        yield f"| `{f.own_name}` | {meaning} | {unit} | {f.bound} | {shown(f.default)} |"


def generated() -> str:
    """The whole file."""
    lines = [INTRODUCTION]
    for title, base in KINDS.items():
        lines.append(f"## {title}\n")
        for name in sorted(lq.__all__, key=str.lower):
            cls = getattr(lq, name)
            core = getattr(cls, "_core_class", None)
            if not (isinstance(cls, type) and issubclass(cls, base)) or core is None or not hasattr(core, "fields"):
                continue
            lines.append(f"### {name}\n")
            if base is Receptor:
                lines.append(f"Weights in {core.weight_unit}.\n")
            lines.append("\n".join(table(core)) + "\n")
            if base is Model and cls is not lq.Equations:
                state = ", ".join(f"`{variable}` [{unit}]" for variable, unit in core({}).state())
                lines.append(f"State: {state}.\n")
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write the file, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where the file is not up to date")
    options = parser.parse_args()
    new = generated()
    if options.check:
        return int(TABLES.read_text(encoding="utf-8") != new)
    TABLES.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

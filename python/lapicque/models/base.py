"""What the neuron models have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from lapicque._description import Description
from lapicque._names import Named
from lapicque._values import Reader, encodable, type_error
from lapicque.models.receptors import ExpCurrent, Receptor


def read_receptors(value: Any, name: str) -> Named[Receptor]:
    """A dict of receptors by name, in normal form."""
    if not isinstance(value, Mapping):
        raise type_error(name, "a dict of receptors by name", value)
    for key, receptor in value.items():
        if not isinstance(key, str):
            raise type_error(name, "a dict of receptors by name", value)
        encodable(key, f"a name in {name}")
        if not isinstance(receptor, Receptor):
            raise type_error(f"{name}[{key!r}]", "a receptor such as ExpCurrent()", receptor)
    return Named(dict(value), "receptor")


def default_receptors() -> dict[str, Receptor]:
    """A pair of currents that decay."""
    return {"exc": ExpCurrent(), "inh": ExpCurrent()}


class Model(Description):
    """Base of the neuron models."""

    receptors: Mapping[str, Receptor]
    _readers: ClassVar[Mapping[str, Reader]] = {"receptors": read_receptors}

    def _validate(self) -> None:
        self._build().validate()

    def _weight_unit(self, receptor: str | None) -> str | None:
        """Unit of weights onto a receptor; None if that is not known, or not the same for all that could be meant."""
        meant = self.receptors if receptor is None else [receptor]
        units = {self.receptors[name].weight_unit for name in meant if name in self.receptors}
        return units.pop() if len(units) == 1 else None

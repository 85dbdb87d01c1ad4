"""Neuron models and their receptors."""

from lapicque.models.base import Model
from lapicque.models.channels import HodgkinHuxley, TraubMiles
from lapicque.models.gif import GIF
from lapicque.models.lif import LIF
from lapicque.models.receptors import (
    NMDA,
    AlphaConductance,
    AlphaCurrent,
    BiExpConductance,
    BiExpCurrent,
    Delta,
    ExpConductance,
    ExpCurrent,
    Receptor,
)
from lapicque.models.upstroke import EIF, QIF, AdEx, Izhikevich

__all__ = [
    "EIF",
    "GIF",
    "LIF",
    "NMDA",
    "QIF",
    "AdEx",
    "AlphaConductance",
    "AlphaCurrent",
    "BiExpConductance",
    "BiExpCurrent",
    "Delta",
    "ExpConductance",
    "ExpCurrent",
    "HodgkinHuxley",
    "Izhikevich",
    "Model",
    "Receptor",
    "TraubMiles",
]

"""Neuron models and their receptors."""

from lapicque import _names
from lapicque.models import channels, equations, gif, lif, receptors, upstroke
from lapicque.models.base import Model as Model
from lapicque.models.channels import *
from lapicque.models.equations import *
from lapicque.models.gif import *
from lapicque.models.lif import *
from lapicque.models.receptors import *
from lapicque.models.receptors import Receptor as Receptor
from lapicque.models.upstroke import *

__all__: list[str] = []
__all__ += channels.__all__
__all__ += equations.__all__
__all__ += gif.__all__
__all__ += lif.__all__
__all__ += receptors.__all__
__all__ += upstroke.__all__
__dir__ = _names.only(__all__)

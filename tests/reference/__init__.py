"""What Lapicque computes, written to be read: a slow simulator of the same semantics in NumPy.

It takes descriptions of models, stimuli, synapses and distributions from the package, and computes nothing with it. The
order of all operations that round is that of ``docs/conventions.md``, random numbers are those of
``docs/random_numbers.md``: results agree to the bit. Only the synapses are left to the caller, which the package has
drawn.

Read `network` first, the loop over steps; then `neurons` and `membranes`, `delivery` and `plasticity`. Precise spike
timing is not covered.
"""

from reference.network import Network
from reference.neurons import Neurons

__all__ = ["Network", "Neurons"]

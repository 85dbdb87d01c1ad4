"""The simulators that bench/run.py compares, each behind the same two functions."""

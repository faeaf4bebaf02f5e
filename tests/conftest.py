"""How Hypothesis runs: the same examples each time, so that a failure on one machine is a failure on all."""

from hypothesis import settings

settings.register_profile("onrecord", derandomize=True, deadline=None)
settings.load_profile("onrecord")

"""How the tests run: Hypothesis takes the same examples each time, and --long has the batteries of faults last."""

import os

from hypothesis import settings

# The same each time, so that a failure on one machine is a failure on all.
settings.register_profile("onrecord", derandomize=True, deadline=None)
settings.load_profile("onrecord")


def pytest_addoption(parser):
    parser.addoption(
        "--long",
        action="store_true",
        help="500 kills, 100,000 mutated files, 100,000 examples of text, memory over 5,000 articles: hours",
    )


def pytest_configure(config):
    # Test modules ask for it while they are imported.
    if config.getoption("--long"):
        os.environ["ONRECORD_LONG"] = "1"

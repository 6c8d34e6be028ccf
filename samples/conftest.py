"""Each sample is an app of its own, whose modules have the names that every app has."""

import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parent


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Before a sample's tests are imported: its folder comes first, and the modules of other samples are forgotten."""
    if not isinstance(collector, pytest.Module):
        return
    sample = SAMPLES / collector.path.relative_to(SAMPLES).parts[0]
    sys.path[:] = [str(sample), *(path for path in sys.path if path != str(sample))]
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).is_relative_to(SAMPLES) and not Path(file).is_relative_to(sample):
            del sys.modules[name]

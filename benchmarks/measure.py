"""Samples taken in turns, and what is made of them."""

import os
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Samples = Mapping[str, Sequence[float]]
"""Seconds, by the name of what was measured; the samples of one round stand at the same place."""


class UnavailableError(Exception):
    """A row cannot be measured on this machine; the text says why."""


class Row(NamedTuple):
    """One comparison."""

    what: str
    against: str
    ours: Sequence[float]
    """What azfunc took (seconds or bytes) or did (how many a second), one for each round."""
    theirs: Sequence[float]
    """The same of the peer."""
    at_most: float | None = None
    """The ratio that the project aims for, where less is better."""
    at_least: float | None = None
    """The same where more is better."""

    @property
    def is_met(self) -> bool:
        """Whether the ratio is what the project aims for."""
        return self.ratio <= self.at_most if self.at_most is not None else self.ratio >= (self.at_least or 0)

    @property
    def target(self) -> str:
        """What the project aims for."""
        return f"<= {self.at_most:.2f}" if self.at_most is not None else f">= {self.at_least or 0:.2f}"

    def amount(self, value: float) -> str:
        """A sample in the unit that suits it."""
        if self.at_least is not None:
            return f"{value:,.0f}/s" if value >= 100 else f"{value:.2f}/s"
        return f"{value / 1e6:.1f} MB" if value > 1e5 else duration(value)

    @property
    def ratios(self) -> Sequence[float]:
        """The ratio of each round: its samples were taken together, so that a drifting machine does not count."""
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True) if theirs > 0]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios)

    @property
    def spread(self) -> tuple[float, float]:
        """The quartiles of the rounds' ratios."""
        low, _, high = statistics.quantiles(self.ratios, n=4) if len(self.ratios) > 1 else [*self.ratios] * 3
        return low, high

    def cells(self) -> tuple[str, ...]:
        """The row as texts."""
        low, high = self.spread
        return (
            self.what,
            self.against,
            self.amount(statistics.median(self.ours)),
            self.amount(statistics.median(self.theirs)),
            two_digits(self.ratio),
            f"{two_digits(low)}..{two_digits(high)}",
            self.target,
            "" if self.is_met else "MISSED",
        )

    def to_dict(self) -> dict[str, object]:
        """The row as JSON-ready values."""
        return {
            "what": self.what,
            "against": self.against,
            "ratio": round(self.ratio, 4),
            "spread": [round(value, 4) for value in self.spread],
            "target": self.target,
            "met": self.is_met,
            "azfunc": statistics.median(self.ours),
            "peer": statistics.median(self.theirs),
            "rounds": len(self.ours),
        }


def two_digits(ratio: float) -> str:
    """A ratio as text; what is below the noise (or below zero, by noise) is 0.00."""
    return f"{ratio:.2f}" if ratio >= 0.005 else "0.00"


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    for unit, factor in (("s", 1), ("ms", 1e3)):
        if abs(seconds) * factor >= 1:
            return f"{seconds * factor:.2f} {unit}"
    return f"{seconds * 1e6:.0f} us"


def in_turns(measures: Mapping[str, Callable[[], float]], rounds: int) -> Samples:
    """Takes a sample of each, round by round, after one round that warms up caches and is thrown away."""
    samples: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds + 1):
        for name, measure in measures.items():
            sample = measure()
            if number:
                samples[name].append(sample)
    return samples


def over(samples: Samples, name: str, base: str) -> list[float]:
    """Samples less those of the same rounds of what they are measured over, such as a bare interpreter."""
    return [sample - ground for sample, ground in zip(samples[name], samples[base], strict=True)]


def process_seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Processor time (user and system) of a process from start to end.

    Not wall time: a machine that does other things besides would be measured with it.
    """
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    complaint = process.stderr.read()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise UnavailableError(f"{' '.join(command)} ended with {process.returncode}: {complaint.decode()[-2000:]}")
    return usage.ru_utime + usage.ru_stime


def printed_seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """What a process measured itself: the number on the last line that it prints."""
    result = subprocess.run(command, env=dict(environment), capture_output=True, text=True)
    if result.returncode:
        raise UnavailableError(f"{' '.join(command)} ended with {result.returncode}: {result.stderr[-2000:]}")
    return float(result.stdout.split()[-1])

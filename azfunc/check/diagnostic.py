"""`Diagnostic`: one thing that a rule found, with its place, as it travels from rule to report."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias, cast

from azfunc.errors import Location

Severity: TypeAlias = Literal["error", "warning"]
"""An error keeps something from working; a warning works, but hardly as it was meant."""


class Spot(NamedTuple):
    """A place in a file: lines and columns count from 1; column 0 means the whole line."""

    file: str
    line: int = 1
    column: int = 0

    @classmethod
    def of(cls, location: Location) -> "Spot":
        """The whole line of a location."""
        return cls(location.file, location.line or 1)


class Finding(NamedTuple):
    """What a rule function yields; its rule's id and severity are added by who runs it."""

    spot: Spot
    what: str
    """The fault in one sentence, without a full stop."""
    found: str
    expected: str
    fix: str
    function: str | None = None
    """The function concerned; None for a fault of the project."""
    severity: Severity | None = None
    """Where it differs from the rule's own."""
    rule: str | None = None
    """Where one function finds faults of several rules."""


_Values: TypeAlias = tuple[str, Severity, str, str, str, str, str | None, str, int, int, str | None]
"""The types of a diagnostic's parts."""


class Diagnostic(NamedTuple):
    """One fault of a project."""

    rule: str
    severity: Severity
    what: str
    found: str
    expected: str
    fix: str
    function: str | None
    file: str
    line: int
    column: int
    suppressed_by: str | None = None
    """The file whose settings suppress it; None for one that counts."""

    def to_dict(self) -> dict[str, object]:
        """The diagnostic as JSON-ready values."""
        return self._asdict()

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "Diagnostic":
        """Reads what `to_dict` wrote."""
        return cls(*cast("_Values", tuple(values[name] for name in cls._fields)))

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """What diagnostics are sorted by: the place, then the rule."""
        return self.file, self.line, self.column, self.rule, self.what


def diagnostic_of(rule: str, severity: Severity, finding: Finding) -> Diagnostic:
    """The diagnostic of a finding, by the rule that made it."""
    spot = finding.spot
    return Diagnostic(
        finding.rule or rule,
        finding.severity or severity,
        finding.what,
        finding.found,
        finding.expected,
        finding.fix,
        finding.function,
        spot.file,
        spot.line,
        spot.column,
    )


def found_by(diagnostics: "list[Diagnostic]") -> "list[Diagnostic]":
    """Sorted by place, each once."""
    return sorted(dict.fromkeys(diagnostics), key=lambda diagnostic: diagnostic.order)

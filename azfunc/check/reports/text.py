"""Text for people: a block for each diagnostic, the next runs of timers, and a line that sums up."""

from collections.abc import Iterator

from azfunc.check.diagnostic import Diagnostic
from azfunc.check.reports.outcome import Outcome, counted, place_of


def write_text(outcome: Outcome, *, verbose: bool = False) -> Iterator[str]:
    """The lines of a report.

    Args:
        outcome: what was found.
        verbose: show suppressed diagnostics too.
    """
    for diagnostic in sorted((*outcome.shown, *(outcome.suppressed if verbose else ())), key=lambda one: one.order):
        yield from _block(diagnostic)
    if outcome.schedules:
        yield "Next runs of timers:"
        for function, schedule, zone, runs in outcome.schedules:
            times = ", ".join(run.replace("T", " ").replace("+00:00", "") for run in runs) or "none"
            yield f"  {function}  {schedule}  ({zone}): {times}"
        yield ""
    yield _summary(outcome)


def _block(diagnostic: Diagnostic) -> Iterator[str]:
    subject = f"function '{diagnostic.function}': " if diagnostic.function else ""
    kind = f"{diagnostic.severity}[{diagnostic.rule}]"
    mark = f" (suppressed by {diagnostic.suppressed_by})" if diagnostic.suppressed_by else ""
    yield f"{place_of(diagnostic)}: {kind} {subject}{diagnostic.what}{mark}"
    yield f"    found:    {diagnostic.found}"
    yield f"    expected: {diagnostic.expected}"
    yield f"    fix:      {diagnostic.fix}"
    yield ""


def _summary(outcome: Outcome) -> str:
    counts = [
        counted(number, noun) for number, noun in ((outcome.errors, "error"), (outcome.warnings, "warning")) if number
    ]
    functions = f" in {counted(outcome.functions, 'function')}" if outcome.functions else ""
    suppressed = ""
    if outcome.suppressed:
        suppressed = f" ({len(outcome.suppressed)} suppressed by {outcome.suppressed[0].suppressed_by})"
    return f"{', '.join(counts) or 'No faults'}{functions}{suppressed}."

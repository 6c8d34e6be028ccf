"""What it costs to start: the import alone, and a small app up to its raw bindings."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, in_turns, over, process_seconds
from benchmarks.peers import APPS, AZURE_FUNCTIONS, peer

_INDEX = """
import sys
sys.path.insert(0, sys.argv[1])
from function_app import app
for function in app.get_functions():
    function.get_raw_bindings()
"""


def import_row(version: str, rounds: int) -> Row:
    """``import azfunc`` beside ``import azure.functions``, both less a bare interpreter."""
    interpreter = peer(version)

    def run(code: str) -> float:
        return process_seconds(interpreter.command("-c", code), interpreter.environment)

    samples = in_turns(
        {
            "bare": lambda: run("pass"),
            "ours": lambda: run("import azfunc"),
            "theirs": lambda: run("import azure.functions"),
        },
        rounds,
    )
    return Row(
        f"import, over a bare interpreter (Python {version})",
        AZURE_FUNCTIONS[version],
        over(samples, "ours", "bare"),
        over(samples, "theirs", "bare"),
        0.15,
    )


def app_row(rounds: int, version: str = "3.13") -> Row:
    """A process that imports an app of five functions, indexes it and emits raw bindings; less a bare interpreter."""
    interpreter = peer(version)
    source = (APPS / "five.py").read_text("utf-8")

    def run(folder: str) -> float:
        return process_seconds(interpreter.command("-c", _INDEX, folder), interpreter.environment)

    with TemporaryDirectory() as ours, TemporaryDirectory() as theirs:
        Path(ours, "function_app.py").write_text(source.replace("azure.functions", "azfunc"), "utf-8")
        Path(theirs, "function_app.py").write_text(source, "utf-8")
        samples = in_turns(
            {
                "bare": lambda: process_seconds(interpreter.command("-c", "pass"), interpreter.environment),
                "ours": lambda: run(ours),
                "theirs": lambda: run(theirs),
            },
            rounds,
        )
    return Row(
        "import, index and emit five functions, whole process",
        AZURE_FUNCTIONS[version],
        over(samples, "ours", "bare"),
        over(samples, "theirs", "bare"),
        0.35,
    )

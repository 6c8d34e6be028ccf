"""What ``azfunc build`` makes of the decorators is what one would write by hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DECORATED = Path(__file__).resolve().parents[1]
BY_HAND = DECORATED.parent / "restaurant_v1"
NAMES = sorted(path.parent.name for path in BY_HAND.glob("*/function.json"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The decorated app as folders."""
    out = tmp_path_factory.mktemp("restaurant") / "built"
    command = [str(Path(sys.executable).with_name("azfunc")), "build", str(DECORATED), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def bindings(path: Path) -> dict[str, dict[str, object]]:
    """The bindings of a function.json, by name."""
    entries: list[dict[str, object]] = json.loads(path.read_text("utf-8"))["bindings"]
    return {str(binding["name"]): binding for binding in entries}


def test_the_same_functions(built: Path) -> None:
    """Both forms of the app have the same functions."""
    assert sorted(path.parent.name for path in built.glob("*/function.json")) == NAMES
    assert NAMES == ["CustomerToKitchen", "RecordOrderData"]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_bindings(built: Path, name: str) -> None:
    """Binding by binding, the built function.json says what the one written by hand says."""
    assert bindings(built / name / "function.json") == bindings(BY_HAND / name / "function.json")


@pytest.mark.parametrize("name", NAMES)
def test_the_entry_point_exists(name: str) -> None:
    """Each function.json written by hand names a script beside it, and a function in it."""
    document: dict[str, str] = json.loads((BY_HAND / name / "function.json").read_text("utf-8"))
    source = (BY_HAND / name / document["scriptFile"]).read_text("utf-8")
    assert f"def {document['entryPoint']}(" in source


def test_the_same_orders() -> None:
    """Both forms share the code that knows what an order is, and the host's settings."""
    for name in ("orders.py", "host.json"):
        assert (DECORATED / name).read_bytes() == (BY_HAND / name).read_bytes()

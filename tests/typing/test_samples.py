"""The samples, their tests included, satisfy the strict checkers: what they show can be copied."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "samples").glob("*/function_app.py"))


def check(folder: Path, *command: str) -> None:
    """Runs a checker in the sample's folder, as its author would."""
    result = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
def test_mypy_strict(folder: Path, tmp_path: Path) -> None:
    """mypy --strict finds nothing."""
    files = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.py"))]
    check(folder, "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", *files)


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
def test_pyright_strict(folder: Path, tmp_path: Path) -> None:
    """pyright in strict mode finds nothing."""
    settings = {"include": [str(folder)], "extraPaths": [str(folder)], "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    check(folder, "pyright", "--pythonpath", sys.executable, "--project", str(tmp_path))

"""The table of what works where is made of the tests that are run in every way, and is the one that they give now."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "works-where.md"


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Runs code that knows the script as ``works_where``, with --check."""
    head = "import sys; sys.argv = ['works_where.py', '--check']; sys.path.insert(0, 'scripts'); import works_where; "
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    return subprocess.run(
        [sys.executable, "-c", head + code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_the_page_is_up_to_date() -> None:
    """Making the page again changes nothing; otherwise the message says what to run."""
    done = run("works_where.main()")
    assert done.returncode == 0, done.stderr


def test_a_changed_page_is_noticed(tmp_path: Path) -> None:
    """The check fails where the page promises something that no test shows."""
    page = tmp_path / "works-where.md"
    page.write_text(PAGE.read_text("utf-8").replace("no: `azfunc build` refuses it", "yes"), "utf-8")
    done = run(f"from pathlib import Path; works_where.PAGE = Path({str(page)!r}); works_where.main()")
    assert done.returncode == 1
    assert "make reference" in done.stderr


def test_a_capability_is_shown_in_every_way(tmp_path: Path) -> None:
    """A line whose test is not run in all three ways is an error that names the test and the ways."""
    (tmp_path / "test_partly.py").write_text(
        "import pytest\n"
        "from contract.capabilities import shows\n\n\n"
        "@shows('payloads', 'half of it')\n"
        "@pytest.mark.parametrize('way', ['TestClient', 'v1'])\n"
        "def test_partly(way: str) -> None: ...\n",
        "utf-8",
    )
    done = run(f"from pathlib import Path; works_where.main(Path({str(tmp_path)!r}))")
    assert done.returncode == 1
    assert "test_partly shows a capability, but is not run in v2" in done.stderr


def test_a_page_has_every_capability() -> None:
    """The pages that tell of handlers are all in the table."""
    text = PAGE.read_text("utf-8")
    areas = ("http-by-signature", "payloads", "batches", "blobs", "middleware", "dependencies", "logging", "reference")
    for area in areas:
        assert f"]({area}.md)\n\n| |" in text
    assert text.count("\n| ") - 2 * len(areas) >= 30

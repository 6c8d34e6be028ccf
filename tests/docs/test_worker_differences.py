"""The page of differences between the workers is made from the table of their conformance suite."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(code: str) -> "subprocess.CompletedProcess[str]":
    """Runs code beside the scripts."""
    head = "import sys; sys.path.insert(0, 'scripts'); sys.argv = ['worker_differences.py', '--check']; "
    return subprocess.run([sys.executable, "-c", head + code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_page_is_up_to_date() -> None:
    """Making the page again changes nothing."""
    done = run("import worker_differences; worker_differences.main()")
    assert done.returncode == 0, done.stderr


def test_a_changed_page_is_noticed(tmp_path: Path) -> None:
    """The check fails where the page says something else than the table."""
    page = tmp_path / "page.md"
    text = (ROOT / "docs" / "worker-differences.md").read_text("utf-8")
    page.write_text(text.replace("sys.exit()", "exit()"), "utf-8")
    done = run(
        "import worker_differences; from pathlib import Path; "
        f"worker_differences.PAGE = Path({str(page)!r}); worker_differences.main()"
    )
    assert done.returncode == 1
    assert "make reference" in done.stderr

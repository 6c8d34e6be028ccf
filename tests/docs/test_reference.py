"""The reference pages are made from the binding classes, and are those that the classes give now."""

import re
import subprocess
import sys
from pathlib import Path

from azfunc.blueprint import Decorators
from azfunc.catalogue import BindingDecorators
from azfunc.declare import binding

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "bindings"
SETTINGS = ("function_name", "http_type", "mcp_tool", "mcp_tool_property", "retry", "durable_openai_agent_orchestrator")
"""Decorators that bind nothing."""


def test_the_pages_are_up_to_date() -> None:
    """Making the pages again changes nothing; otherwise the message says what to run."""
    done = subprocess.run([sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_changed_page_is_noticed(tmp_path: Path) -> None:
    """The check fails where a page says something else than the classes, or one too many."""
    for path in PAGES.glob("*.md"):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("queue_name", "queue"), "utf-8")
    (tmp_path / "left_over.md").write_text("# Gone\n")
    code = (
        f"import sys; sys.argv = ['reference.py', '--check']; sys.path.insert(0, 'scripts'); import reference; "
        f"from pathlib import Path; reference.PAGES = Path({str(tmp_path)!r}); reference.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "make reference" in done.stderr
    assert "queue.md" in done.stderr
    assert "left_over.md" in done.stderr
    assert "timer.md" not in done.stderr


def test_every_decorator_has_a_section_with_an_example() -> None:
    """Parameters, emitted JSON and an executed example: each decorator has them, under a heading of its name."""
    bound = [name for name, value in vars(BindingDecorators).items() if isinstance(value, binding)]
    sections: dict[str, str] = {}
    for path in PAGES.glob("*.md"):
        _, *parts = re.split(r"^## (\w+)$", path.read_text("utf-8"), flags=re.MULTILINE)
        sections.update(zip(parts[::2], parts[1::2], strict=True))
    assert len(bound) >= 90
    for name in (*bound, *SETTINGS):
        assert hasattr(Decorators, name)
        assert f"@app.{name}(" in sections[name]
        assert "| parameter | type | default | meaning |" in sections[name]
        assert "assert " in sections[name]

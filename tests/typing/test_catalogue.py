"""The typing case of every decorator is made from the catalogue, and is the one that the catalogue gives now."""

import re
import subprocess
import sys
from pathlib import Path

from azfunc.catalogue import BindingDecorators
from azfunc.declare import binding

ROOT = Path(__file__).resolve().parents[2]
CASE = Path(__file__).parent / "cases" / "check_catalogue.py"
SETTINGS = ("function_name", "http_type", "mcp_tool", "mcp_tool_property", "retry")
"""Decorators that bind nothing."""


def test_the_case_is_up_to_date() -> None:
    """Making the file again changes nothing; otherwise the message says what to run."""
    command = [sys.executable, "scripts/typing_cases.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_decorator_is_asserted_and_must_fail_once() -> None:
    """Each decorator keeps a handler's type on one line, and refuses an argument on another."""
    text = CASE.read_text("utf-8")
    bound = [name for name, value in vars(BindingDecorators).items() if isinstance(value, binding)]
    assert len(bound) >= 90
    for name in (*bound, *SETTINGS):
        assert re.search(rf"assert_type\(\s*(?:app|bp)\.{name}\(", text), name
        assert len(re.findall(rf"^    (?:app|bp)\.{name}\(.*# E: ", text, re.MULTILINE)) == 1, name

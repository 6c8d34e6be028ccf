"""Writes the typing case of every decorator into tests/typing/cases/check_catalogue.py.

``python scripts/typing_cases.py`` writes the file, ``--check`` fails if the written one is not up to date.
"""

import sys
from pathlib import Path

from catalogue import Described, decorators
from reference import call, literal

CASES = Path(__file__).resolve().parents[1] / "tests" / "typing" / "cases" / "check_catalogue.py"
HEAD = '''\
"""Every decorator: it keeps the type of what it decorates, and refuses an argument that it does not have.

Made by `make reference`.
"""

from collections.abc import Callable, Generator
from typing import Protocol, assert_type

from azfunc import Blueprint, FunctionApp

app = FunctionApp()
bp = Blueprint()


class Handler(Protocol):
    """A handler of a type that nothing else has."""

    def __call__(self, value: str) -> int: ...


def keep_types_and_refuse_unknown_arguments(handler: Handler) -> None:
'''
TAIL = """

def run_agents_as_orchestrators(agent: Callable[[str], int]) -> None:
    orchestrator = app.durable_openai_agent_orchestrator()(agent)
    assert_type(orchestrator, Callable[[str], Generator[object, object, object]])
    app.durable_openai_agent_orchestrator(misspelt=1)  # E: call-overload | reportCallIssue
"""
"""The one decorator that gives another type than it takes."""

SETTINGS = {
    "function_name": {"name": "Cook"},
    "http_type": {"http_type": "asgi"},
    "mcp_tool": {},
    "mcp_tool_property": {"arg_name": "dish", "property_type": "string"},
    "retry": {"strategy": "fixed_delay", "max_retry_count": 3, "delay_interval": "00:00:10"},
}
"""What is given to the decorators that bind nothing."""


def main() -> None:
    keeping = [one for one in decorators() if one.name not in TAIL]
    text = HEAD + "".join(case(one, "app" if number % 2 else "bp") for number, one in enumerate(keeping)) + TAIL
    if "--check" in sys.argv:
        stale = not CASES.exists() or CASES.read_text("utf-8") != text
        sys.exit(f"{CASES.name} is not up to date; run 'make reference'" if stale else 0)
    CASES.write_text(text, "utf-8")


def case(one: Described, owner: str) -> str:
    """The lines of one decorator."""
    given = SETTINGS[one.name] if one.role == "setting" else one.example()
    arguments = [f"{name}={literal(value)}" for name, value in given.items()]
    decorated = call(f"{owner}.{one.name}", arguments, width=95) + "(handler)"
    kept = call("assert_type", [*decorated.splitlines(), "Handler"]) if "\n" not in decorated else spread(decorated)
    return indented(f"{kept}\n{refused(one, owner)}")


def spread(decorated: str) -> str:
    """An assertion of a call that takes several lines."""
    return f"assert_type(\n{indented(decorated)},\n    Handler,\n)".replace("\n,", ",")


def refused(one: Described, owner: str) -> str:
    """A line that must be an error."""
    if one.parameters[-1].name.startswith("**"):
        return f"{owner}.{one.name}(type=5)  # E: arg-type | reportArgumentType"
    code = "call-overload" if one.name == "retry" else "call-arg"
    return f"{owner}.{one.name}(misspelt=1)  # E: {code} | reportCallIssue"


def indented(text: str) -> str:
    """A text one level deeper."""
    return "".join(f"    {line}\n" for line in text.splitlines())


if __name__ == "__main__":
    main()

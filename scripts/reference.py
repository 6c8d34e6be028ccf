"""Writes the reference of every decorator, a page for each service, into docs/bindings.

``python scripts/reference.py`` writes the pages, ``--check`` fails if the written ones are not up to date.
"""

import json
import sys
import warnings
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from catalogue import Described, decorators
from examples import BASES, EXAMPLES, PARAMETERS, TITLES

import azfunc
from azfunc.errors import AzfuncError

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "bindings"
TIMER = (
    '@app.timer_trigger(schedule="0 0 6 * * *")\n{decorator}\ndef serve(timer: TimerRequest, {parameter}) -> None: ...'
)
BODIES = {
    "HttpRequest": '-> HttpResponse:\n    return HttpResponse("served")',
    "implicit": '-> str:\n    return "served"',
}
WIDTH = 110


def main() -> None:
    pages = render_pages()
    if "--check" in sys.argv:
        found = {path.name: path.read_text("utf-8") for path in sorted(PAGES.glob("*.md"))}
        stale = sorted(name for name in {*pages, *found} if pages.get(name) != found.get(name))
        sys.exit(f"docs/bindings is not up to date ({', '.join(stale)}); run 'make reference'" if stale else 0)
    PAGES.mkdir(exist_ok=True)
    for path in PAGES.glob("*.md"):
        path.unlink()
    for name, text in pages.items():
        (PAGES / name).write_text(text, "utf-8")


def render_pages() -> dict[str, str]:
    """The pages by file name."""
    known = sorted(decorators(), key=lambda one: one.module)
    pages = {f"{module}.md": page(module, list(group)) for module, group in groupby(known, lambda one: one.module)}
    pages["README.md"] = index(known)
    return pages


def index(known: list[Described]) -> str:
    """The page that lists every decorator."""
    lines = [
        "# Every decorator",
        "",
        "Made from the binding classes by `make reference`. Every example is run by the tests. All decorators take",
        "keywords; they stand on `FunctionApp` and `Blueprint` alike, in any order.",
    ]
    for module, group in groupby(known, lambda one: one.module):
        lines += ["", f"## {TITLES[module]}", "", "| decorator | what it does |", "|---|---|"]
        lines += [f"| [`{one.name}`]({module}.md#{one.name}) | {cell(first_sentence(one.summary))} |" for one in group]
    return "\n".join(lines) + "\n"


def page(module: str, known: list[Described]) -> str:
    """The page of one service."""
    guide = ROOT / "docs" / "triggers" / f"{module.replace('_', '-')}.md"
    lines = [f"# {TITLES[module]}", "", "Made by `make reference`; [every decorator](README.md)."]
    if guide.exists():
        lines += ["", f"How to use it: [{TITLES[module]}](../triggers/{guide.name})."]
    for one in known:
        lines += ["", *section(one)]
    return "\n".join(lines) + "\n"


def section(one: Described) -> Iterator[str]:
    """What a page says of one decorator."""
    yield from (f"## {one.name}", "", plain(one.summary))
    if one.link:
        yield from ("", f"<{one.link}>")
    yield from ("", "| parameter | type | default | meaning |", "|---|---|---|---|")
    for parameter in one.parameters:
        texts = ", ".join(f"`{text}`" for text in parameter.texts)
        type_cell = f"`{parameter.type}`" + (f": {texts}" if texts else "")
        default = f"`{parameter.default}`" if parameter.default else "required"
        yield f"| `{parameter.name}` | {cell(type_cell)} | {cell(default)} | {cell(plain(parameter.text))} |"
    yield from ("", "```python", *(EXAMPLES.get(one.name) or example(one)).splitlines(), "```")


def example(one: Described) -> str:
    """A function with the decorator, and what it emits; the first that declares without a fault."""
    refused: list[str] = []
    for annotation in annotations(one):
        source = declared(one, annotation)
        scope: dict[str, Any] = {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                exec(source, scope)
                function = scope["app"].functions["serve"]
        except (AzfuncError, UserWarning) as error:
            refused.append(str(error))
            continue
        return "\n".join([source, "", *emitted(one, function)])
    raise LookupError(f"scripts/examples.py gives {one.name} values that are refused: {refused}")


def annotations(one: Described) -> Iterator[str]:
    """What the handler's parameter may be annotated with, the best first."""
    payloads = [kind.__name__ for kind in one.binding_class.payloads if kind.__name__ in azfunc.__all__]
    wanted = [*payloads, *(f"list[{name}]" for name in payloads), "str", "dict[str, object]", "list[dict[str, object]]"]
    yield from (f"Out[{name}]" if one.role == "output" else name for name in wanted)


def declared(one: Described, annotation: str) -> str:
    """The source of an app with one function that has the decorator."""
    default = {"trigger": "message", "input": "data", "output": "out"}[one.role]
    name = PARAMETERS.get(one.name) or PARAMETERS.get(one.module, default)
    given = one.example() if one.name == "route" else {one.parameter_keyword: name, **one.example()}
    decorator = call(f"@app.{one.name}", [f"{key}={literal(value)}" for key, value in given.items()])
    parameter = f"{name}: {annotation}"
    if one.role == "trigger":
        implicit = "implicit" if one.binding_class.implicit_return else ""
        body = BODIES.get(annotation) or BODIES.get(implicit, "-> None: ...")
        function = f"{decorator}\ndef serve({parameter}) {body}"
    elif one.name in BASES:
        head, _, rest = BASES[one.name].partition("\n")
        function = f"{head}\n{decorator}\n{rest.format(parameter=parameter)}"
    else:
        function = TIMER.format(decorator=decorator, parameter=parameter)
    used = words(f"FunctionApp {function}") & set(azfunc.__all__)
    return f"from azfunc import {', '.join(sorted(used))}\n\napp = FunctionApp()\n\n\n{function}\n"


def words(source: str) -> set[str]:
    """The names in a source."""
    return set("".join(char if char.isalnum() or char == "_" else " " for char in source).split())


def emitted(one: Described, function: azfunc.Function) -> Iterator[str]:
    """Assertions of the JSON that the decorator emits."""
    place = {"trigger": "trigger", "input": "inputs[0]", "output": "outputs[0]"}[one.role]
    found = {"trigger": (function.trigger,), "input": function.inputs, "output": function.outputs}[one.role]
    yield assertion(place, found[0].to_document())
    if one.name == "route":
        yield assertion("outputs[0]", function.outputs[0].to_document())


def assertion(place: str, document: Mapping[str, object]) -> str:
    """An assertion that a binding of the function is written so."""
    return call(
        f'assert app.functions["serve"].{place}.to_document() == ',
        [f"{json.dumps(key)}: {literal(value)}" for key, value in document.items()],
        "{}",
    )


def call(head: str, arguments: list[str], brackets: str = "()", width: int = WIDTH) -> str:
    """A call or a dict, on one line if it is short, and otherwise with one argument a line."""
    line = f"{head}{brackets[0]}{', '.join(arguments)}{brackets[1]}"
    if len(line) <= width:
        return line
    return "\n".join([f"{head}{brackets[0]}", *(f"    {argument}," for argument in arguments), brackets[1]])


def literal(value: object) -> str:
    """A JSON value as Python source, with double quotes."""
    return repr(value) if value is None or isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def first_sentence(text: str) -> str:
    """What comes before the first full stop."""
    return plain(text.partition(". ")[0].rstrip(".") + ".")


def plain(text: str) -> str:
    """A docstring's text as Markdown."""
    return text.replace("``", "`")


def cell(text: str) -> str:
    """A text that may stand in a table."""
    return text.replace("|", r"\|")


if __name__ == "__main__":
    main()

"""The README and the documentation are run, block by block, as a reader would follow them.

A document has a project folder of its own. What the words behind the three backquotes mean:

- ``python title="NAME.py"`` is written to that file and imported; if it is a test file, its tests are run.
- ``python`` is executed, and sees the names of the blocks above it.
- another language with a title is written to that file; without one it is shown, and not run.
- ``console`` holds commands after ``$`` and what they print; ``...`` stands for anything.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from sybil import Document, Example, Region, Sybil
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from azfunc import FunctionApp
from azfunc.openapi.document import make_document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
INFO = re.compile(r"(?P<language>\w+)(?:[ \t]+title=\"(?P<title>[^\"\n]+)\")?[ \t]*\n")
COMMANDS = ("azfunc", "cat", "mypy", "pyright", "python", "pytest")


class Project:
    """The folder that a document's reader works in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.modules: list[str] = []

    def write(self, title: str, text: str) -> Path:
        """Writes a file that a document shows."""
        path = self.folder / title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def module(self, title: str) -> ModuleType:
        """A new module in the place of an older version of the same file."""
        name = title.removesuffix(".py").replace("/", ".")
        module = sys.modules[name] = ModuleType(name)
        module.__file__ = str(self.folder / title)
        self.modules.append(name)
        return module

    def run(self, command: str) -> str:
        """What a command prints, with the folder written as /app."""
        words = shlex.split(command)
        assert words[0] in COMMANDS, f"Show commands that are not run, such as '{words[0]}', in a block of sh."
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "NO_COLOR": "1",
            "COLUMNS": "120",
            "PYTHONDONTWRITEBYTECODE": "1",
            "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache"),
        }
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=environment,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout.replace(str(self.folder), "/app")


def parse_blocks(document: Document) -> Iterable[Region]:
    """The fenced blocks of a document that mean something to a test."""
    for region in RawFencedCodeBlockLexer(INFO)(document):
        language, title = region.lexemes["language"], region.lexemes["title"]
        evaluator = evaluator_of(language, title)
        if evaluator is not None:
            yield Region(region.start, region.end, (title, region.lexemes["source"]), evaluator)


def evaluator_of(language: str, title: str | None) -> Callable[[Example], None] | None:
    """What is done with a block of that language."""
    if language == "python":
        return run_file if title else run_snippet
    if language == "console":
        return run_console
    return write_file if title else None


def write_file(example: Example) -> None:
    """Writes the file that a block shows."""
    title, source = example.parsed
    example.namespace["project"].write(title, source)


def run_snippet(example: Example) -> None:
    """Executes a block that belongs to no file; errors show the line of the document."""
    source = example.parsed[1]
    padding = "\n" * (example.line + source.line_offset)
    exec(compile(padding + source, example.path, "exec", dont_inherit=True), example.namespace)


def run_file(example: Example) -> None:
    """Writes a file, imports it, and runs the tests that it holds; blocks below see its names."""
    title, source = example.parsed
    project: Project = example.namespace["project"]
    path = project.write(title, source)
    module = project.module(title)
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    names = {name: value for name, value in vars(module).items() if not name.startswith("__")}
    for test in [value for name, value in names.items() if name.startswith("test_")]:
        test()
    example.namespace.update(names)


def run_console(example: Example) -> None:
    """Runs the commands of a block and compares what they print."""
    project: Project = example.namespace["project"]
    for command, expected in transcript(example.parsed[1]):
        printed = project.run(command)
        assert matches(expected, printed), f"$ {command}\nexpected:\n{expected}\nprinted:\n{printed}"


def transcript(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what is shown below it."""
    first, *rest = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not first.strip(), f"A console block begins with a command after '$ ', not with {first!r}."
    for part in rest:
        command, _, output = part.replace("\\\n", "").partition("\n")
        yield command, output


def matches(expected: str, printed: str) -> bool:
    """Whether a text was printed, without regard to white space at the ends of lines."""
    pattern = r".*?".join(re.escape(piece) for piece in _trimmed(expected).split("..."))
    return re.fullmatch(pattern, _trimmed(printed), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project folder whose modules are forgotten after the document."""
    folder = tmp_path / "app"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    made = Project(folder)
    before = dict(sys.modules)
    yield made
    for name in {*made.modules, *(sys.modules.keys() - before.keys())}:
        if name in made.modules or _is_below(sys.modules[name], folder):
            sys.modules.pop(name, None)


def _is_below(module: ModuleType, folder: Path) -> bool:
    return str(getattr(module, "__file__", None) or "").startswith(str(folder))


def shown_values(document: Document, project: Project) -> Iterator[object]:
    """What the files and snippets of a document have defined."""
    yield from document.namespace.values()
    for name in project.modules:
        yield from vars(sys.modules[name]).values()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document_says_what_happens(path: Path, project: Project) -> None:
    """Every Python block of the document runs, every command prints what it shows, and its apps can be described."""
    document = Sybil(parsers=[parse_blocks]).parse(path)
    document.namespace["project"] = project
    for example in document.examples():
        example.evaluate()
    for app in {id(value): value for value in shown_values(document, project)}.values():
        if isinstance(app, FunctionApp) and not app.index().faults:
            OpenAPIV31SpecValidator(cast("Any", make_document(app.functions.values()))).validate()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link of the document names a file that exists, and a heading or anchor that the file has."""
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", path.read_text(encoding="utf-8")):
        name, _, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        assert linked.exists(), f"{path.name} links to {target}, which does not exist"
        if anchor:
            assert anchor in _anchors(linked), f"{path.name} links to {target}, a heading that does not exist"


def _anchors(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    given = re.findall(r'<a id="([\w-]+)"></a>', text)
    return {*given, *(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)}


def test_tutorial_ends_with_the_sample() -> None:
    """Whoever has followed the tutorial has the sample: the last that it shows of each file is the sample's."""
    path = ROOT / "docs" / "tutorial.md"
    blocks = RawFencedCodeBlockLexer(INFO)(Document(path.read_text("utf-8"), str(path)))
    shown = {block.lexemes["title"]: str(block.lexemes["source"]) for block in blocks if block.lexemes["title"]}
    sample = ROOT / "samples" / "restaurant"
    files = [
        file.relative_to(sample)
        for file in sample.rglob("*")
        if file.is_file() and not any(part.endswith(("__pycache__", "_cache")) for part in file.parts)
    ]
    written = {file.as_posix(): (sample / file).read_text("utf-8") for file in files if file.name != "README.md"}
    assert shown == written


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [("a\nb\n", "a  \nb", True), ("a...z", "a\nm\nz", True), ("a", "a b", False), ("a...z", "a\nm", False)],
)
def test_console_blocks_are_compared(expected: str, printed: str, same: bool) -> None:
    """A shown output must be the whole output, but for ``...`` and white space at the ends of lines."""
    assert matches(expected, printed) is same


def test_failing_block_fails(tmp_path: Path, project: Project) -> None:
    """A block that raises, or a command that prints something else, is not passed over."""
    for block in ("```python\nraise LookupError\n```\n", "```console\n$ python -c 'print(1)'\n2\n```\n"):
        path = tmp_path / "page.md"
        path.write_text(block)
        document = Sybil(parsers=[parse_blocks]).parse(path)
        document.namespace["project"] = project
        with pytest.raises((LookupError, AssertionError)):
            next(iter(document.examples())).evaluate()

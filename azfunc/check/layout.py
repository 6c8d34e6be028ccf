"""Rules: the folder of a project.

Follows https://learn.microsoft.com/azure/azure-functions/functions-reference-python#folder-structure.
"""

from collections.abc import Iterator
from pathlib import Path

from azfunc.check.diagnostic import Finding, Spot
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject
from azfunc.errors import BuildError
from azfunc.metadata.app_files import read_ignore_rules
from azfunc.metadata.funcignore import FILE_NAME, IgnoreRules

DOCUMENT = "function.json"


@app_rule("mixed-models")
def mixed_models(subject: Subject) -> Iterator[Finding]:
    """Hosts read function.json folders only where a worker finds no functions in Python.

    A folder with the name of a function of the app is what ``azfunc build --metadata-only`` writes for tools.
    """
    if subject.script is None:
        return
    for document in sorted(subject.files.root.glob(f"*/{DOCUMENT}")):
        name = document.parent.name
        if name.lower() not in subject.all_names:
            yield Finding(
                Spot(str(document)),
                f"hosts leave out the function in folder '{name}', since {subject.script.name} declares functions too",
                f"{name}/{DOCUMENT} beside {subject.script.name}",
                "one programming model: decorators, or function.json folders",
                f"declare '{name}' with a decorator, or move the folder to an app of its own",
                function=name,
            )


@app_rule("ignored-file")
def ignored_file(subject: Subject) -> Iterator[Finding]:
    """A file that the app is made of stays out of the deployed package."""
    root = subject.files.root
    if not (root / FILE_NAME).is_file():
        return
    try:
        rules = read_ignore_rules(root)
    except BuildError as error:
        yield _finding(root, f"{FILE_NAME} cannot be read", str(error), "a text file in UTF-8", "save it as UTF-8")
        return
    for path, why in _needed(subject):
        if _is_left_out(path, rules):
            yield _finding(
                root,
                f"{FILE_NAME} leaves out '{path}', {why}",
                f"a pattern that fits '{path}'",
                "patterns that fit no file of the app",
                f"take it back with a line '!{path}' at the end, or narrow the pattern",
            )


def _finding(root: Path, what: str, found: str, expected: str, fix: str) -> Finding:
    return Finding(Spot(str(root / FILE_NAME)), what, found, expected, fix)


def _needed(subject: Subject) -> Iterator[tuple[str, str]]:
    """Files below the folder that no deployment does without, and what they are."""
    root = subject.files.root
    if subject.files.host.exists:
        yield "host.json", "without which no host starts"
    if (root / "requirements.txt").is_file():
        yield "requirements.txt", "which says what a deployment installs"
    files = {subject.script} if subject.script else set[Path | None]()
    files |= {Path(function.where.file) for function in subject.functions.values()}
    for file in sorted(file for file in files if file is not None and file.is_file()):
        if file.is_relative_to(root):
            yield file.relative_to(root).as_posix(), "which declares functions"
    if subject.script is None:
        for name in subject.functions:
            if (root / name / DOCUMENT).is_file():
                yield f"{name}/{DOCUMENT}", "which declares a function"


def _is_left_out(path: str, rules: IgnoreRules) -> bool:
    """Whether a file, or a folder that it lies in, is ignored."""
    parts = path.split("/")
    folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
    return rules.ignores(path) or any(rules.ignores(folder, is_folder=True) for folder in folders)


RULES = (mixed_models, ignored_file)

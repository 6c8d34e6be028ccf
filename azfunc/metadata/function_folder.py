"""One folder with a function.json: read and checked, without importing its handler."""

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, cast

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.reading import binding_from_document, is_too_deep, with_usual_keys
from azfunc.errors import AzfuncError, DefinitionError, DocumentError, Fault, Location
from azfunc.function import Function
from azfunc.metadata.json_lines import JsonPlace
from azfunc.metadata.jsonc import read_json
from azfunc.retry import ExponentialBackoff, FixedDelay, RetryPolicy

FILE_NAME = "function.json"


class LegacyFunction(NamedTuple):
    """A function as its function.json declares it."""

    name: str
    """The folder's name, which is the function's."""
    file: Path
    """Its function.json."""
    document: Mapping[str, JsonValue]
    """The function.json, exactly as it was read; empty where it cannot be read."""
    bindings: tuple[Binding, ...] = ()
    """Its bindings in the order of the document; none where hosts refuse the document."""
    function: Function | None = None
    """The function with its handler; None where that cannot be had."""
    faults: tuple[DefinitionError, ...] = ()
    """What is wrong with it."""

    @property
    def trigger(self) -> Trigger | None:
        """What starts it."""
        return next((binding for binding in self.bindings if isinstance(binding, Trigger)), None)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The input bindings, without the trigger."""
        return tuple(binding for binding in self.bindings if isinstance(binding, Input))

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The output bindings, that of the return value included."""
        return tuple(binding for binding in self.bindings if isinstance(binding, Output))

    @property
    def where(self) -> Location:
        """File and line of the handler, or of the trigger in function.json where there is no handler."""
        return self.function.where if self.function is not None else self.place_of(self.trigger).location

    def place_of(self, binding: Binding | None) -> JsonPlace:
        """Where a binding stands in function.json."""
        index = next((index for index, known in enumerate(self.bindings) if known is binding), None)
        return JsonPlace(str(self.file), () if index is None else ("bindings", index))

    def to_documents(self) -> list[Mapping[str, JsonValue]]:
        """The bindings as function.json holds them, in the usual spelling."""
        return [binding.to_document() for binding in self.bindings]

    def to_document(self) -> dict[str, JsonValue]:
        """The function.json in the usual spelling of its bindings; every other property as it was read."""
        return {**self.document, "bindings": cast("list[JsonValue]", self.to_documents())}


def find_function_files(root: Path) -> list[Path]:
    """The function.json files of the folders directly below an app's folder, sorted by the folder's name.

    A file that is spelt in another case is among them; `read_function_folder` tells that hosts do not find it.
    """
    found: list[Path] = []
    try:
        folders = sorted(entry.path for entry in os.scandir(root) if entry.is_dir())
    except OSError:
        return []
    for folder in folders:
        with contextlib.suppress(OSError):
            files = [file for file in Path(folder).iterdir() if file.name.lower() == FILE_NAME]
            found += sorted(files, reverse=True)[:1]  # the right spelling, if it is among them
    return found


def read_function_folder(file: Path) -> LegacyFunction:
    """Reads a function.json; what is wrong with it becomes faults, each with its line."""
    name = file.parent.name
    if file.name != FILE_NAME:
        return LegacyFunction(name, file, {}, faults=(_misspelt(name, file),))
    try:
        document = read_json(file)
    except DocumentError as error:
        return LegacyFunction(name, file, {}, faults=(_unreadable(name, file, error),))
    faults = tuple(_refusals(name, file, document))
    if faults or not isinstance(document, Mapping):
        return LegacyFunction(name, file, document if isinstance(document, Mapping) else {}, faults=faults)
    try:
        bindings = tuple(_bindings(file, document))
    except AzfuncError as error:
        return LegacyFunction(name, file, document, faults=(_unreadable(name, file, error),))
    return LegacyFunction(name, file, document, bindings)


def _misspelt(name: str, file: Path) -> DefinitionError:
    fault = Fault(
        "misspelt-document",
        "its function.json is spelt in another case, so hosts on Linux do not see the function",
        file.name,
        FILE_NAME,
        f"rename the file to {FILE_NAME}",
    )
    return DefinitionError(fault, function=name, where=Location(str(file), 1))


def _refusals(name: str, file: Path, document: JsonValue) -> Iterator[DefinitionError]:
    """A fault for each thing in the document that hosts refuse."""
    from azfunc.metadata.document import find_problems  # needs pydantic

    if is_too_deep(document):
        told = f"{file}: this JSON is nested too deeply to be read. Take objects and lists apart."
        yield _unreadable(name, file, DocumentError(told))
        return
    for problem in find_problems(_in_usual_keys(document)):
        fault = Fault(
            "bad-document",
            f"hosts refuse its function.json at {problem.json_path}",
            problem.what,
            "a function.json as hosts read it",
            f"correct {problem.json_path}",
        )
        yield DefinitionError(fault, function=name, where=JsonPlace(str(file), problem.path).location)


def _in_usual_keys(document: JsonValue) -> JsonValue:
    """The document with type, direction and name of each binding in their usual spelling."""
    if not isinstance(document, Mapping) or not isinstance(bindings := document.get("bindings"), list):
        return document
    usual = [with_usual_keys(entry) if isinstance(entry, Mapping) else entry for entry in bindings]
    return {**document, "bindings": usual}


def _bindings(file: Path, document: Mapping[str, JsonValue]) -> Iterator[Binding]:
    for index, entry in enumerate(cast("list[JsonValue]", document["bindings"])):
        yield binding_from_document(entry, source=str(file), path=f"$.bindings[{index}]")


def _unreadable(name: str, file: Path, error: AzfuncError) -> DefinitionError:
    told = str(error).removeprefix(str(file))
    line = re.match(r":(\d+):\d+: ", told)
    fault = Fault(
        "unreadable-document",
        "its function.json cannot be read",
        told[line.end() if line else 0 :].lstrip(": ").rstrip("."),
        "a JSON object in UTF-8",
        "correct the file",
    )
    return DefinitionError(fault, function=name, where=Location(str(file), int(line[1]) if line else 1))


_LONGEST = timedelta(hours=23, minutes=59, seconds=59)
_DURATION = re.compile(r"(?:(\d+)\.)?(\d+):(\d+)(?::(\d+)(?:\.\d+)?)?\Z")


def retry_of(document: Mapping[str, JsonValue]) -> RetryPolicy | None:
    """The retry policy of a document that hosts take; None where it has none."""
    retry = document.get("retry")
    if not isinstance(retry, Mapping):
        return None
    count = cast("int", retry["maxRetryCount"])
    if str(retry["strategy"]).lower() == "fixeddelay":
        return FixedDelay(count, _duration(retry["delayInterval"]))
    return ExponentialBackoff(count, _duration(retry["minimumInterval"]), _duration(retry["maximumInterval"]))


def _duration(text: JsonValue) -> timedelta:
    """A duration as hosts write it: days are parted by a dot, seconds may be missing; at most what a policy takes."""
    found = _DURATION.match(str(text))
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    return min(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds), _LONGEST)

"""Blob paths of triggers: ``in/{name}.jpg``, as a pattern that the path of a blob is matched against.

Follows the host: a token stands for any characters, as many as there can be (the last tokens give way), upper and
lower case differ, ``{{`` and ``}}`` are braces, and a container alone stands for all of its blobs.
https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from azfunc.bindings.names import pattern_of

if TYPE_CHECKING:
    import re

_PART = r"\{\{|\}\}|\{([^{}]+)\}"


def path_parts(path: str) -> Iterator[tuple[str, bool]]:
    """The parts of a path in order, each with whether it is a token; braces that stand for themselves are text."""
    end = 0
    for match in pattern_of(_PART).finditer(path):
        if match.start() > end:
            yield path[end : match.start()], False
        end = match.end()
        if match[1]:
            yield match[1].partition(":")[0], True
        else:
            yield match[0][0], False
    if end < len(path):
        yield path[end:], False


def path_tokens(path: object) -> tuple[str, ...]:
    """The names of a path's tokens in order, each once; of a value that is no path, none."""
    if not isinstance(path, str):
        return ()
    return tuple(dict.fromkeys(part for part, is_token in path_parts(path) if is_token))


def match_blob_path(pattern: str, path: str) -> dict[str, str] | None:
    """The values of the pattern's tokens where a blob's path fits, otherwise None.

    Args:
        pattern: container and pattern, with app settings in the place of ``%NAME%``.
        path: container and name of a blob, such as ``in/cat.jpg``.
    """
    container, _, name = pattern.lstrip("/").partition("/")
    found_container, _, found_name = path.partition("/")
    if container.lower() != found_container.lower():
        return None
    if not name:
        return {}
    found = _expression(name).fullmatch(found_name)
    if found is None:
        return None
    return dict(zip((part for part, is_token in path_parts(name) if is_token), found.groups(), strict=True))


def _expression(name: str) -> "re.Pattern[str]":
    import re

    return pattern_of("".join("(.*)" if is_token else re.escape(part) for part, is_token in path_parts(name)))

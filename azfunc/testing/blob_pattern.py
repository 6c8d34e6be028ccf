"""Blob paths of triggers: ``in/{name}.jpg`` matched against the path of a blob."""

import re

_TOKEN = re.compile(r"\{([^{}]+)\}")


def match_blob_path(pattern: str, path: str) -> dict[str, str] | None:
    """The values of the pattern's tokens where a blob's path fits, otherwise None.

    A pattern that is a container alone stands for all blobs in it; tokens take as much as they can.
    """
    container, slash, name = pattern.strip("/").partition("/")
    found_container, _, found_name = path.partition("/")
    if container.lower() != found_container.lower():
        return None
    if not slash:
        return {}
    parts = _TOKEN.split(name)
    expression = "".join(re.escape(part) if index % 2 == 0 else "(.*)" for index, part in enumerate(parts))
    match = re.fullmatch(expression, found_name, re.DOTALL)
    return None if match is None else dict(zip(parts[1::2], match.groups(), strict=True))

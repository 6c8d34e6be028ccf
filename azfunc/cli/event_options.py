"""Whether what ``azfunc invoke`` is told about an event fits the function, before the function runs."""

from collections.abc import Iterable
from difflib import get_close_matches

import click

from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.route_template import parse_route
from azfunc.errors import AzfuncError
from azfunc.function import Function
from azfunc.testing.invoke_events import HttpOptions, event_for


def check_http_options(function: Function, method: str | None, given: Iterable[str]) -> None:
    """Refuses options of requests for a function of another trigger, and a method that no request would come with.

    Args:
        function: the function that is to be called.
        method: the verb, if one was asked for.
        given: the options for requests that were given, such as ``--query``.

    Raises:
        click.UsageError: an option does not fit the function; the message says what does.
    """
    trigger = function.trigger
    if not isinstance(trigger, HttpTrigger):
        if unfit := ", ".join(given):
            raise click.UsageError(
                f"function '{function.name}' has a {trigger.type}, so it takes no {unfit}. Give the trigger's value "
                "with --data, and what comes along with it with --meta NAME=VALUE."
            )
        return
    methods = [name.upper() for name in trigger.method_texts()]
    if method is not None and methods and method.upper() not in methods:
        raise click.UsageError(
            f"function '{function.name}' answers {', '.join(methods)}, not {method.upper()}. Use "
            f"--method {methods[0]}, or add the method where the function is declared: {function.where}."
        )


def misspelt_metadata(function: Function, data: str | bytes | None, names: Iterable[str]) -> list[tuple[str, str]]:
    """Names of metadata that look like slips of the pen, each with the name that is probably meant.

    Any name may be metadata, because a binding expression may ask for it; so a strange one alone is no slip.
    """
    known = {name.lower(): name for name in _known_metadata(function, data)}
    documents = str(function.to_documents()).lower()
    found: list[tuple[str, str]] = []
    for name in names:
        if name.lower() in known or f"{{{name.lower()}}}" in documents:
            continue
        if near := get_close_matches(name.lower(), known, n=1, cutoff=0.7):
            found.append((name, known[near[0]]))
    return found


def _known_metadata(function: Function, data: str | bytes | None) -> Iterable[str]:
    """Tokens of a route, or what an event for the trigger brings along."""
    trigger = function.trigger
    if isinstance(trigger, HttpTrigger):
        return [token.name for token in parse_route(trigger.route or "").tokens]
    try:
        return event_for(function, data, {}, HttpOptions()).metadata
    except AzfuncError:  # the call itself tells what is wrong
        return ()


def data_hint(data: str | bytes | None) -> str:
    """What to say about the trigger's value to somebody whose value could not be read."""
    if data is None:
        return "No --data was given. Give the trigger's value with --data TEXT, or --data @FILE."
    text = data if isinstance(data, str) else repr(data)
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return f"--data was {shown}"

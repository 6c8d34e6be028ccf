"""The tree of exceptions: what it looks like, and that its members survive a trip to another process."""

import pickle

from azfunc import errors
from azfunc.errors import AppError, AzfuncError, DefinitionError, Fault, Location

FAULT = Fault("no-trigger", "it has no trigger", "def cook()", "exactly one trigger", "add one")


def test_a_definition_error_reads_what_where_why_do_this() -> None:
    """The message holds the place, the function, and the four parts of the fault."""
    error = DefinitionError(FAULT, function="cook", where=Location("function_app.py", 12))
    assert str(error) == (
        "function_app.py:12: function 'cook': it has no trigger\n"
        "    found:    def cook()\n"
        "    expected: exactly one trigger\n"
        "    fix:      add one"
    )


def test_an_app_error_is_a_group() -> None:
    """``except*`` works, and the text has a line for each fault."""
    first = DefinitionError(FAULT, function="cook", where=Location("a.py", 1))
    second = DefinitionError(FAULT, function="serve", where=Location("b.py", 2))
    group = AppError([first, second])
    assert group.exceptions == (first, second)
    assert str(group).splitlines() == [
        "2 faults in this app:",
        "  a.py:1: function 'cook': it has no trigger",
        "  b.py:2: function 'serve': it has no trigger",
    ]
    seen: list[BaseException] = []
    try:
        raise group
    except* DefinitionError as caught:
        seen.extend(caught.exceptions)
    assert seen == [first, second]


def test_errors_can_be_pickled() -> None:
    """A worker process can hand its errors to another."""
    group = AppError([DefinitionError(FAULT, function="cook", where=Location("a.py", 1))])
    copy = pickle.loads(pickle.dumps(group))
    assert str(copy) == str(group)
    assert str(copy.exceptions[0]) == str(group.exceptions[0])


def test_the_docstring_shows_the_whole_tree() -> None:
    """Every exception stands in the module's tree, and derives from AzfuncError."""
    assert errors.__doc__ is not None
    for name, value in vars(errors).items():
        if isinstance(value, type) and issubclass(value, Exception):
            assert name in errors.__doc__
            assert issubclass(value, AzfuncError) or value is errors.AzfuncWarning

"""`Out`: a parameter through which a handler gives a value to an output binding."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Out(Generic[T]):
    """An output parameter: ``def f(doc: Out[str])`` sends what ``doc.set("…")`` was called with last.

    Never calling ``set``, or setting None, sends nothing. In a test make one with ``Out[str]()`` and look at it
    with ``get``.
    """

    __slots__ = ("_value",)

    def __init__(self) -> None:
        self._value: T | None = None

    def set(self, val: T) -> None:
        """Gives the value; the last one wins."""
        self._value = val

    def get(self) -> T | None:
        """The value that was given; None before the first `set`."""
        return self._value

    def __repr__(self) -> str:
        return f"Out({self._value!r})"

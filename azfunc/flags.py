"""How app settings say yes and no, as Microsoft's worker reads them."""

from typing import Final

_TRUE: Final = frozenset(("1", "true", "t", "yes", "y"))
_FALSE: Final = frozenset(("0", "false", "f", "no", "n"))


def is_true(text: str | None) -> bool:
    """Whether a setting says yes; one that is not set does not."""
    return (text or "").strip().lower() in _TRUE


def is_false(text: str | None) -> bool:
    """Whether a setting says no; one that is not set does not."""
    return (text or "").strip().lower() in _FALSE

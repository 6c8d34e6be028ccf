"""Types that exist for checkers alone, imported under ``if TYPE_CHECKING:``: what they are cannot be read at run time.

The payload of a binding is known by its name; any other such type would be passed over, and the handler get something
else than it says.
"""

from typing import get_args

from azfunc.bindings.decoding import Reading
from azfunc.bindings.http_types import bare, is_placeholder
from azfunc.errors import Fault


def hidden_name(annotation: object) -> str:
    """The name of a type that exists for checkers alone, also of a list's items; empty for all other types."""
    inner = bare(annotation)
    if not is_placeholder(inner):
        inner = bare(next(iter(get_args(inner)), None))
    return repr(inner) if is_placeholder(inner) else ""


def hidden_fault(parameter: str, annotation: object, binding: Reading | None) -> Fault | None:
    """A fault where a parameter's type exists for checkers alone.

    Args:
        parameter: its name.
        annotation: its annotation as it stands.
        binding: what it takes; its payload classes may be hidden. None where nothing may.
    """
    name = hidden_name(annotation)
    if not name or (binding is not None and _is_payload(name, binding)):
        return None
    return Fault(
        "unsupported-type",
        f"parameter '{parameter}' is annotated with a type that does not exist at run time, so that nobody knows what "
        "it asks for",
        name,
        "a type that exists at run time",
        "import it outside of `if TYPE_CHECKING:`",
    )


def _is_payload(name: str, binding: Reading) -> bool:
    """Whether a name is that of a payload class; of a binding without any, or with others' classes, nobody can tell."""
    return (
        not binding.payloads
        or binding.is_open
        or name.rpartition(".")[2] in [payload.__name__ for payload in binding.payloads]
    )

"""Records: fields whose constructor argument has another name."""

import inspect

import pytest

from azfunc.bindings.record import binding_class, field, fields_of, record


@binding_class
class Aliased:
    """Every field by its name alone."""

    arg_name: str | None = field(default=None, alias="context_name")
    size: int = 1
    needed: str = field(alias="wanted")


@record
class Positional:
    """Fields by position too."""

    inner: int = field(alias="outer")
    other: int = 2


def test_alias_sets_the_field() -> None:
    """The constructor takes the alias, and the value stands in the field."""
    made = Aliased(context_name="ctx", wanted="x")
    assert (made.arg_name, made.size, made.needed) == ("ctx", 1, "x")
    assert vars(made).keys() == {"arg_name", "size", "needed"}


def test_own_name_is_taken_too() -> None:
    """What reads documents may give fields by their own names, with the same result."""
    by_name: dict[str, str] = {"arg_name": "ctx", "needed": "x"}
    assert Aliased(**by_name) == Aliased(context_name="ctx", wanted="x")  # type: ignore[arg-type]  # names of fields


def test_default_of_an_aliased_field() -> None:
    """A field that the constructor is not given has its default."""
    assert Aliased(wanted="x").arg_name is None


def test_alias_by_position() -> None:
    """The order of the fields is that of the arguments, whatever they are called."""
    assert Positional(7) == Positional(outer=7, other=2)


def test_signature_shows_aliases() -> None:
    """Help and completion show the argument's name."""
    assert list(inspect.signature(Aliased).parameters) == ["context_name", "size", "wanted"]
    assert [known.argument for known in fields_of(Aliased)] == ["context_name", "size", "wanted"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"wanted": "x", "needed": "y"}, "wanted and needed, which are the same"),
        ({"context_name": "x"}, "no wanted"),
        ({"wanted": "x", "extra": 1}, "extra"),
    ],
)
def test_misuse_names_the_arguments(arguments: dict[str, str], told: str) -> None:
    """Whoever passes one field twice, or none, reads the names of the arguments."""
    with pytest.raises(
        TypeError, match=r"Aliased takes context_name=\.\.\., size=\.\.\., wanted=\.\.\.; it got .*" + told
    ):
        Aliased(**arguments)  # type: ignore[arg-type]  # wrong on purpose


def test_alias_twice_by_position_and_name() -> None:
    """An argument by position and by its alias is a mistake."""
    with pytest.raises(TypeError, match="1 by position"):
        Positional(7, outer=8)  # type: ignore[misc]  # wrong on purpose

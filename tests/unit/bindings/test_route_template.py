"""Route templates: what hosts take, what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.route_template import CONSTRAINTS, RouteError, Token, parse_route

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True)
LITERALS = st.from_regex(r"[A-Za-z0-9._-][A-Za-z0-9._~-]{0,7}", fullmatch=True)


def test_literals_and_tokens() -> None:
    """A template is taken apart into segments of literals and tokens."""
    template = parse_route("orders/{id:int}/{page=1}/{*rest}")
    assert template.segments == (
        ("orders",),
        (Token("id", ("int",)),),
        (Token("page", default="1"),),
        (Token("rest", catch_all=True),),
    )
    assert [token.name for token in template.tokens] == ["id", "page", "rest"]


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("{a}", Token("a")),
        ("{a?}", Token("a", optional=True)),
        ("{a:int?}", Token("a", ("int",), optional=True)),
        ("{a:min(1):max(9)}", Token("a", ("min(1)", "max(9)"))),
        ("{a:range(1,9)=5}", Token("a", ("range(1,9)",), "5")),
        ("{a=}", Token("a", default="")),
        ("{**a}", Token("a", catch_all=True)),
        ("{*a=x/y}", Token("a", default="x/y", catch_all=True)),
        ("{a:INT}", Token("a", ("INT",))),
        ("{a:regex(^x:(y|z)$)}", Token("a", ("regex(^x:(y|z)$)",))),
        (r"{a:regex(^\d{{3}}/x$)}", Token("a", (r"regex(^\d{3}/x$)",))),
        ("{a:regex(^[=?]$)}", Token("a", ("regex(^[=?]$)",))),
    ],
)
def test_tokens(text: str, token: Token) -> None:
    """Constraints, defaults, optional and catch-all parameters are read; braces of a regex are doubled."""
    assert parse_route(text).tokens == (token,)


@pytest.mark.parametrize("name", sorted(CONSTRAINTS))
def test_every_constraint_is_known(name: str) -> None:
    """Each constraint that hosts know is taken."""
    assert parse_route(f"{{a:{name}}}").tokens[0].constraints == (name,)


def test_text_between_tokens() -> None:
    """A segment may mix literals and tokens, such as a file name."""
    assert parse_route("{name}.{ext?}").segments == ((Token("name"), ".", Token("ext", optional=True)),)


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", ()),
        ("a/", (("a",),)),
        ("a{{b}}/c", (("a{b}",), ("c",))),
        ("a{{/b", (("a{",), ("b",))),
        ("a}}/b", (("a}",), ("b",))),
    ],
)
def test_literal_segments(text: str, segments: tuple[tuple[str, ...], ...]) -> None:
    """A trailing slash says nothing, doubled braces are braces of the literal."""
    assert parse_route(text).segments == segments


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/orders", "slash"),
        ("~/orders", "tilde"),
        ("a//b", "empty segment"),
        ("/", "slash"),
        ("{a", "not closed"),
        ("a}", "outside braces"),
        ("{a}}", "outside braces"),
        ("{a}}b", "not closed"),
        ("a?", "outside braces"),
        ("{}", "no parameter name"),
        ("{ }", "no parameter name"),
        ("{*}", "no parameter name"),
        ("{***a}", "two stars"),
        ("{a{b}}", "inside another"),
        ("{a/b}", "goes on with"),
        ("{a:nope}", "no constraint"),
        ("{a:}", "no constraint"),
        ("{a}{b}", "side by side"),
        ("{a}/{A}", "twice"),
        ("{*a}/b", "catch-all"),
        ("x{*a}", "catch-all"),
        ("{*a?}", "cannot be optional"),
        ("{a=1?}", "optional and has a default"),
        ("{a?}b", "followed by text"),
    ],
)
def test_refused_templates(text: str, words: str) -> None:
    """What a host refuses raises RouteError with the reason."""
    with pytest.raises(RouteError) as caught:
        parse_route(text)
    assert words in str(caught.value)


@given(st.text(alphabet="ab/{}*?=:()1 ~.int", max_size=30) | st.text(max_size=20))
def test_any_text_parses_or_is_a_route_error(text: str) -> None:
    """Whatever is written, parsing succeeds or raises RouteError, nothing else."""
    try:
        template = parse_route(text)
    except RouteError as error:
        assert str(error)
    else:
        assert template.text == text
        assert all(token.name.strip() for token in template.tokens)


@given(st.lists(st.one_of(LITERALS, NAMES.map(Token)), max_size=6))
def test_templates_made_of_good_parts_are_read_back(parts: list[str | Token]) -> None:
    """Literals and tokens that are joined by slashes come back in order, unless a name repeats."""
    text = "/".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in parts)
    names = [part.name.lower() for part in parts if isinstance(part, Token)]
    if len(set(names)) < len(names):
        with pytest.raises(RouteError, match="twice"):
            parse_route(text)
    else:
        assert parse_route(text).segments == tuple((part,) for part in parts)

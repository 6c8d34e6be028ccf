"""Set-Cookie headers as RpcHttpCookie."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.errors import EncodeError
from azfunc.worker import protocol, schema
from azfunc.worker.set_cookie import write_cookie

rpc = protocol.load()
tokens = st.text(alphabet="abcXYZ019!#$%&'*+-.^_`|~", min_size=1, max_size=10)
values = st.text(alphabet="abcXYZ019!#$%&'()*+-./:<=>?@[]^_`{|}~", max_size=10)


def cookie(header: str) -> schema.RpcHttpCookie:
    """The cookie of a header."""
    found = rpc.RpcHttpCookie()
    write_cookie(header, found)
    return found


@given(
    tokens,
    values,
    st.integers(-(2**31), 2**31),
    st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["Lax", "strict", "NONE"]),
    st.permutations(range(7)),
)
def test_all_attributes(name: str, value: str, age: int, moment: datetime, same_site: str, order: list[int]) -> None:
    """Every attribute in every order arrives, and nothing else."""
    attributes = [
        f"Max-Age={age}",
        f"Expires={format_datetime(moment.replace(microsecond=0), usegmt=True)}",
        f"SameSite={same_site}",
        "Domain=example.com",
        "path=/a;",
        "SECURE",
        "HttpOnly",
    ]
    found = cookie("; ".join([f"{name}={value}", *(attributes[place] for place in order)]))
    assert (found.name, found.value) == (name, value)
    assert found.max_age.value == age
    assert found.expires.value.seconds == int(moment.replace(microsecond=0).timestamp())
    assert found.same_site == {"Lax": 1, "strict": 2, "NONE": 3}[same_site]
    assert (found.domain.value, found.path.value) == ("example.com", "/a")
    assert (found.secure.value, found.http_only.value) == (True, True)


def test_a_bare_cookie() -> None:
    """What a header does not say is not set, so that hosts do not write it either."""
    found = cookie("a=")
    assert (found.name, found.value, found.same_site) == ("a", "", 0)
    fields = ("domain", "path", "expires", "secure", "http_only", "max_age")
    assert not any(found.HasField(field) for field in fields)


def test_old_dates() -> None:
    """Dates with hyphens, which Netscape began with, and such without a zone."""
    moment = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)
    for text in ("Wed, 21-Oct-2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", "21 Oct 2026 07:28:00"):
        assert cookie(f"a=1; Expires={text}").expires.value.seconds == int(moment.timestamp())


def test_unknown_attributes() -> None:
    """What hosts have no field for is left out."""
    assert cookie("a=1; Partitioned; Priority=High") == cookie("a=1")


@pytest.mark.parametrize("header", ["", "a", "=1", " = ", "; Path=/"])
def test_no_cookie(header: str) -> None:
    """A header without a name and a value."""
    with pytest.raises(EncodeError, match="names no cookie"):
        cookie(header)


@pytest.mark.parametrize(
    "attribute", ["Max-Age=soon", "Max-Age=", "Expires=soon", "Expires=", "SameSite=maybe", f"Max-Age={'9' * 400}"]
)
def test_unreadable_attributes(attribute: str) -> None:
    """An attribute that browsers would ignore is a mistake, and is told."""
    with pytest.raises(EncodeError, match="The cookie 'a' has"):
        cookie(f"a=1; {attribute}")


@given(st.text(max_size=40))
def test_any_text(header: str) -> None:
    """Whatever stands there is a cookie, or is told."""
    try:
        cookie(header)
    except EncodeError as error:
        assert "cookie" in str(error)

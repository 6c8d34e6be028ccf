"""What is told about values that do not fit: paths, values cut short, secrets masked."""

import json
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, SecretBytes, SecretStr

from azfunc.bindings.datum import Datum
from azfunc.bindings.problems import MASK, looks_secret, shown, without_secrets
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.values import Shape, value_decoder
from azfunc.errors import DecodeError


class Line(BaseModel):
    """Part of an order."""

    dish: str
    price: float


class Card(BaseModel):
    """What nobody shall read."""

    number: SecretStr = Field(default=SecretStr(""), alias="cardNumber")
    code: SecretBytes | None = None
    apiKey: int = 0


class Order(BaseModel):
    """A model with parts."""

    id: str
    items: list[Line] = []
    card: Card | None = None
    by_table: dict[str, Line] = {}
    either: Line | Card | None = None


def told(value: object, annotation: object = Order) -> str:
    """What is said about a value that does not fit."""
    with pytest.raises(DecodeError) as caught:
        value_decoder(annotation)(Datum("json", json.dumps(value)))
    return str(caught.value)


def test_paths() -> None:
    """Each problem has the path of its value in the JSON, and what was found there."""
    text = told({"id": "1", "items": [{"dish": "a", "price": 1}, {"dish": "b", "price": "x"}]})
    assert "$.items[1].price: Input should be a valid number" in text
    assert "(found 'x')" in text
    assert "$.by_table['5 a'].price: Field required" in told({"id": "1", "by_table": {"5 a": {"dish": "a"}}})
    assert "$[0].id: Field required" in told([{}], list[Order])


def test_no_types_in_paths() -> None:
    """The types of a union, which pydantic puts into its locations, are no part of a path."""
    text = told({"id": "1", "either": {"dish": 5, "price": 1, "apiKey": "x"}})
    assert "$.either.dish: " in text
    assert "Line" not in text


def test_no_links() -> None:
    """Nothing of pydantic's own text is in it, nor in what a traceback would show."""
    with pytest.raises(DecodeError) as caught:
        value_decoder(Order)(Datum("json", "{}"))
    assert "pydantic" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("card", "secret"),
    [
        ({"cardNumber": 4111111111111111}, "4111111111111111"),
        ({"code": 987654}, "987654"),
        ({"apiKey": "abc123"}, "abc123"),
    ],
)
def test_secrets(card: object, secret: str) -> None:
    """Values of secret types, and at names that look secret, are masked."""
    text = told({"id": "1", "card": card})
    assert secret not in text
    assert MASK in text


def test_cut() -> None:
    """Values are cut at 60 characters; of objects and lists only what they are is told; ten problems are enough."""
    assert "x" * 61 not in told({"id": ["x" * 100]})
    assert "found a list of 1 item" in told({"id": ["x"]})
    assert "found an object" in told({"id": {"a": 1}})
    many = told({"id": "1", "items": [{}] * 50})
    assert "; and " in many
    assert many.count("$.items") == 10


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "null"), (True, "true"), (5, "5"), ("a", "'a'"), ([], "a list of 0 items")],
)
def test_shown(value: object, text: str) -> None:
    """Values are shown as JSON has them."""
    assert shown(value) == text


def test_numbers_that_cannot_be_written() -> None:
    """A number of more digits than Python writes is told as such."""
    assert shown(10**5000) == "a number of thousands of digits"


@pytest.mark.parametrize(
    "name",
    ["password", "userPassword", "api_key", "apiKey", "x-api-key", "access_token", "AccessToken", "clientSecret",
     "connectionString", "connection_string", "AccountKey", "sharedAccessKey", "key", "sig", "Authorization", "pwd"],
)  # fmt: skip
def test_secret_names(name: str) -> None:
    """Names that secrets have."""
    assert looks_secret(name)


@pytest.mark.parametrize("name", ["dish", "keyboard", "monkey", "passenger", "design", "partition_key_count", "id"])
def test_other_names(name: str) -> None:
    """Names that only resemble those."""
    assert not looks_secret(name)


@pytest.mark.parametrize(
    "text",
    [
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=x",
        "Endpoint=sb://a/;SharedAccessKeyName=n;SharedAccessKey=c2VjcmV0",
        "Server=a;Password=c2VjcmV0;", "https://a/b?sv=1&sig=c2VjcmV0", "Bearer c2VjcmV0c2VjcmV0", "amqp://u:c2VjcmV0@h",
        '{"password": "c2VjcmV0"}',
    ],
)  # fmt: skip
def test_secrets_in_texts(text: str) -> None:
    """Parts of connection strings, signatures and tokens inside of a text are masked, the rest stays."""
    assert "c2VjcmV0" not in without_secrets(text)
    assert "***" in without_secrets(text)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_any_value_can_be_shown(value: Any) -> None:
    """Any value has a short text."""
    assert len(shown(value)) <= 60


def test_bounds_of_annotated() -> None:
    """What `Annotated` says about a parameter is kept, and is not shown as part of its type."""
    trigger = QueueTrigger(arg_name="m", queue_name="orders", connection="Storage")
    bounded = Annotated[int, Field(ge=3)]
    for shape in (Shape(int, noted=bounded), Shape(list[bounded], int, noted_item=bounded)):
        text = "2" if shape.item is None else "[2]"
        with pytest.raises(DecodeError, match=r"no (list\[)?int\]?: \$.*greater than or equal to 3 \(found 2\)"):
            trigger.decoder(shape)(Datum("string", text), {})
    worded = Shape(str, noted=Annotated[str, Field(min_length=3)])
    assert trigger.decoder(worded)(Datum("string", "soup"), {}) == "soup"
    with pytest.raises(DecodeError, match="at least 3 characters"):
        trigger.decoder(worded)(Datum("string", "so"), {})

"""Bindings: properties from fields, the document, faults of values, decoders and encoders."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.decoding import UNTYPED, split_batch
from azfunc.bindings.enums import Cardinality, CardinalityLike, DataType, DataTypeLike, Direction
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.properties import properties_of
from azfunc.bindings.record import binding_class, field
from azfunc.bindings.values import Payload, Shape, UnsupportedShapeError
from azfunc.errors import Fault


class Parcel(Payload):
    """The payload of the binding under test."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parcel) and other.text == self.text

    __hash__ = None  # type: ignore[assignment]  # compared by value


class Letter(Payload):
    """The payload of another binding."""


@binding_class
class PostTrigger(Trigger):
    """A trigger with a field of every kind."""

    type: ClassVar[str] = "postTrigger"
    payloads: ClassVar[PayloadTypes] = (Parcel,)

    arg_name: str | None = None
    post_office: str
    max_size: int | None = None
    is_express: bool | None = None
    data_type: DataTypeLike | None = None
    cardinality: CardinalityLike | None = None
    labels: Mapping[str, object] | None = None
    http_2_only: bool | None = field(default=None, json_name="http2Only")

    def is_many(self) -> bool:
        return self.cardinality is Cardinality.MANY

    def decode(self, datum: Datum, metadata: Metadata) -> Parcel:
        return Parcel(datum.text())

    def decode_many(self, datum: Datum, metadata: Metadata) -> list[object]:
        return [Parcel(item.text()) for item in split_batch(datum)]

    def rules(self) -> Iterator[Fault]:
        if self.post_office == "closed":
            yield Fault("closed", "it is closed", "closed", "open", "open it")


@binding_class
class PostOutput(Output):
    """An output."""

    type: ClassVar[str] = "post"
    payloads: ClassVar[PayloadTypes] = (Parcel,)


ONE = PostTrigger(arg_name="p", post_office="x")
MANY = PostTrigger(arg_name="p", post_office="x", cardinality="many")
BATCH = Datum("collection_string", ["a", "b"])


def test_document_has_type_direction_name_then_fields() -> None:
    """A binding is written in order, texts of enums included, None at any depth left out."""
    binding = PostTrigger(
        arg_name="p",
        post_office="x",
        is_express=False,
        data_type="BINARY",
        labels={"a": None, "b": [1, None], "c": Direction.IN},
        http_2_only=True,
    )
    assert list(binding.to_document().items()) == [
        ("type", "postTrigger"),
        ("direction", "in"),
        ("name", "p"),
        ("postOffice", "x"),
        ("isExpress", False),
        ("dataType", "binary"),
        ("labels", {"b": [1], "c": "in"}),
        ("http2Only", True),
    ]


def test_enum_texts_become_members() -> None:
    """Any spelling of a member is the member, so that equal bindings are equal."""
    assert MANY.cardinality is Cardinality.MANY
    assert PostTrigger(post_office="x", data_type="Binary").data_type is DataType.BINARY  # type: ignore[arg-type]
    assert PostTrigger(arg_name="p", post_office="x", cardinality=Cardinality.MANY) == MANY


def test_extra_properties_come_last_and_survive_copies() -> None:
    """Properties without a field are written after the others, and copies keep them."""
    binding = ONE.with_extra({"someThing": 1}).with_extra({"other": None}).named("q")
    assert binding.to_document() == {
        "type": "postTrigger",
        "direction": "in",
        "name": "q",
        "postOffice": "x",
        "someThing": 1,
        "other": None,
    }
    assert ONE.extra == {}
    assert ONE.arg_name == "p"
    assert ONE.with_extra({}) is ONE
    assert ONE.bindings() == (ONE,)


def test_properties_of_a_class() -> None:
    """The fields that are written are known with JSON name, enum and simple types."""
    by_name = {prop.field: prop for prop in properties_of(PostTrigger)}
    assert "arg_name" not in by_name
    assert "extra" not in by_name
    assert by_name["post_office"].types == (str,)
    assert by_name["data_type"].enum is DataType
    assert by_name["labels"].types == ()
    assert by_name["http_2_only"].json == "http2Only"


@pytest.mark.parametrize(
    ("fields", "rule", "found"),
    [
        ({"post_office": 5}, "wrong-argument-type", "post_office=5 (int)"),
        ({"post_office": None}, "missing-argument", "post_office=None (NoneType)"),
        ({"post_office": "x", "max_size": "5"}, "wrong-argument-type", "max_size='5' (str)"),
        ({"post_office": "x", "max_size": True}, "wrong-argument-type", "max_size=True (bool)"),
        ({"post_office": "x", "is_express": 1}, "wrong-argument-type", "is_express=1 (int)"),
        ({"post_office": "x", "data_type": "blob"}, "unknown-enum-text", "data_type='blob'"),
        ({"post_office": "x", "cardinality": 1}, "unknown-enum-text", "cardinality=1"),
        ({"post_office": "closed"}, "closed", "closed"),
    ],
)
def test_wrong_values_are_faults(fields: dict[str, Any], rule: str, found: str) -> None:
    """Each wrong value gives one fault with the field and what was found; the class's own rules are asked too."""
    (fault,) = PostTrigger(**fields).faults()
    assert (fault.rule, fault.found) == (rule, found)


def test_all_faults_come_together() -> None:
    """Several wrong values give several faults."""
    binding = PostTrigger(post_office=5, max_size="x", cardinality="some")  # type: ignore[arg-type]  # what is shown
    assert {fault.rule for fault in binding.faults()} == {"wrong-argument-type", "unknown-enum-text"}
    assert len(list(binding.faults())) == 3


def test_text_of_a_subclass_of_str_is_text() -> None:
    """A value of a type that derives from the right one is right."""

    class Name(str):
        __slots__ = ()

    assert list(PostTrigger(post_office=Name("x")).faults()) == []


@pytest.mark.parametrize("annotation", [*UNTYPED, Parcel])
def test_payload_is_the_default(annotation: object) -> None:
    """Without annotation, with Any or object, and with its own class a parameter gets the payload."""
    assert ONE.decoder(Shape(annotation))(Datum("string", "a"), {}) == Parcel("a")


def test_lists_when_cardinality_is_many() -> None:
    """A batch is a list of payloads, or of any other type."""
    assert MANY.decoder(Shape(list[Parcel], Parcel))(BATCH, {}) == [Parcel("a"), Parcel("b")]
    assert MANY.decoder(Shape())(BATCH, {}) == [Parcel("a"), Parcel("b")]
    assert MANY.decoder(Shape(list[str], str))(BATCH, {}) == ["a", "b"]
    assert MANY.decoder(Shape(list[bytes], bytes))(BATCH, {}) == [b"a", b"b"]


@pytest.mark.parametrize(
    ("binding", "shape", "words"),
    [
        (MANY, Shape(str), "cardinality is many"),
        (MANY, Shape(Parcel), "list[Parcel]"),
        (ONE, Shape(Letter), "Parcel, str, bytes"),
        (ONE, Shape(list[Parcel], Parcel), "needs cardinality many"),
        (MANY, Shape(list[Letter], Letter), "Parcel, str, bytes"),
    ],
)
def test_shapes_that_a_binding_cannot_give(binding: PostTrigger, shape: Shape, words: str) -> None:
    """Payloads of another service, one for many and many for one are refused with what can be had."""
    with pytest.raises(UnsupportedShapeError) as caught:
        binding.decoder(shape)
    assert words in caught.value.expected


def test_outputs_refuse_payloads_of_others() -> None:
    """An output sends its own payload class and plain values, but not the class of another service."""
    output = PostOutput(arg_name="o")
    assert output.encoder(Shape(Parcel))("a") == Datum("string", "a")
    assert output.encoder(Shape(list[str], str))(None) == NOTHING
    for shape in (Shape(Letter), Shape(list[Letter], Letter)):
        with pytest.raises(UnsupportedShapeError, match="Parcel, str, bytes"):
            output.encoder(shape)


def test_directions() -> None:
    """Triggers and inputs read, outputs write."""
    assert (Trigger.direction, Input.direction, Output.direction) == (Direction.IN, Direction.IN, Direction.OUT)
    assert ONE.target() == ""

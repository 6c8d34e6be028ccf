"""What the properties of OpenAI bindings take: kinds of input, and names of models."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal, Self, TypeAlias

from azfunc.bindings.binding import Binding
from azfunc.bindings.enums import BindingEnum
from azfunc.errors import Fault


class InputType(BindingEnum):
    """What the input of an embedding is: the text itself, or where it is to be read."""

    RawText = "raw_text"
    FilePath = "file_path"
    Url = "url"

    @cached_property
    def text(self) -> str:
        return self.name

    @classmethod
    def parse(cls, value: object) -> Self | None:
        """The member that ``value`` means, by member, name (in any case) or Python value; None if there is none."""
        wanted = value.replace("_", "") if isinstance(value, str) else value
        return super().parse(wanted)


class OpenAIModels(BindingEnum):
    """The models that azure.functions has names for; function.json holds the member's name, as written there."""

    DefaultChatModel = "gpt-3.5-turbo"
    DefaultEmbeddingsModel = "text-embedding-ada-002"

    @cached_property
    def text(self) -> str:
        return self.name


InputTypeLike: TypeAlias = (
    InputType | Literal["RawText", "FilePath", "Url", "rawText", "filePath", "url", "raw_text", "file_path"]
)
"""An `InputType`, or its text."""

ModelName: TypeAlias = OpenAIModels | str
"""An `OpenAIModels`, or the name of any model or deployment."""

_MODEL_FIELDS = ("chat_model", "embeddings_model")


class ModelNaming(Binding):
    """What bindings share that name models: there is no closed set of names."""

    def faults(self) -> Iterator[Fault]:
        """As for every binding, but that any text may name a model."""
        names = {field: None for field in _MODEL_FIELDS if isinstance(self.__dict__.get(field), str)}
        return super(ModelNaming, self.with_fields(**names)).faults()

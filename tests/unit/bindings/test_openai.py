"""OpenAI: names of models, kinds of input, defaults, and how values travel."""

import pytest
from pydantic import BaseModel

from azfunc import FunctionApp, Out
from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import Datum
from azfunc.bindings.decoding import Reading
from azfunc.bindings.openai import (
    AssistantCreateOutput,
    AssistantPostInput,
    AssistantQueryInput,
    AssistantSkillTrigger,
    EmbeddingsInput,
    EmbeddingsStoreOutput,
    SemanticSearchInput,
    TextCompletionInput,
)
from azfunc.bindings.openai_enums import InputType, OpenAIModels
from azfunc.bindings.reading import binding_from_document
from azfunc.bindings.values import Shape
from azfunc.testing import TestClient

COMPLETION = TextCompletionInput(arg_name="answer", prompt="Why {dish}?")
EMBEDDINGS = EmbeddingsInput(arg_name="vectors", input="menu.txt", input_type=InputType.FilePath)
STORE = EmbeddingsStoreOutput(
    arg_name="$return", input="{url}", input_type="Url", store_connection_name="Search", collection="menu"
)
SEARCH = SemanticSearchInput(arg_name="found", search_connection_name="Search", collection="menu")
POST = AssistantPostInput(arg_name="chat", id="{id}", user_message="{text}")
QUERY = AssistantQueryInput(arg_name="chat", id="{id}", timestamp_utc="2026-01-01T00:00:00Z")
SKILL = AssistantSkillTrigger(arg_name="task", function_description="Adds a dish")


class Content(BaseModel):
    """A model's answer."""

    content: str


def properties(binding: Binding) -> dict[str, object]:
    """What a binding emits beyond the keys that all have."""
    return {key: value for key, value in binding.to_document().items() if key not in ("type", "direction", "name")}


def test_defaults_are_written() -> None:
    """What azure.functions writes unasked is written here too, but for the extension's own system prompt."""
    asking = {"aiConnectionName": "", "chatModel": "DefaultChatModel"}
    limits = {"temperature": "0.5", "maxTokens": "100", "isReasoningModel": False}
    kept = {"chatStorageConnectionSetting": "AzureWebJobsStorage", "collectionName": "ChatState"}
    reading = {"embeddingsModel": "DefaultEmbeddingsModel", "maxChunkLength": 8192, "maxOverlap": 128}
    assert properties(COMPLETION) == {"prompt": "Why {dish}?", **asking, **limits}
    assert properties(POST) == {"id": "{id}", "userMessage": "{text}", **asking, **kept, **limits}
    assert properties(QUERY) == {"id": "{id}", "timestampUtc": "2026-01-01T00:00:00Z", **kept}
    assert properties(EMBEDDINGS) == {"input": "menu.txt", "inputType": "FilePath", "aiConnectionName": "", **reading}
    assert properties(SEARCH) == {
        "searchConnectionName": "Search",
        "collection": "menu",
        "embeddingsModel": "DefaultEmbeddingsModel",
        "maxKnowledgeCount": 1,
        **asking,
        **limits,
    }
    assert properties(AssistantCreateOutput(arg_name="made")) == {}


def test_none_leaves_a_default_out() -> None:
    """Whoever wants the host's own defaults passes None."""
    bare = TextCompletionInput(
        arg_name="a",
        prompt="p",
        ai_connection_name=None,
        chat_model=None,
        temperature=None,
        max_tokens=None,
        is_reasoning_model=None,
    )
    assert properties(bare) == {"prompt": "p"}
    assert not list(bare.faults())


@pytest.mark.parametrize("model", ["gpt-4o", "%CHAT_MODEL%", "gpt-3.5-turbo", "DefaultChatModel"])
def test_any_text_names_a_model(model: str) -> None:
    """Models have no closed set of names, and a name is written as it was given."""
    made = SemanticSearchInput(
        arg_name="a", search_connection_name="S", collection="c", chat_model=model, embeddings_model=model
    )
    assert (properties(made)["chatModel"], properties(made)["embeddingsModel"]) == (model, model)
    assert not list(made.faults())


@pytest.mark.parametrize("kind", [OpenAIModels.DefaultChatModel, OpenAIModels.DefaultEmbeddingsModel])
def test_members_are_written_by_name(kind: OpenAIModels) -> None:
    """function.json holds the member's name, as azure.functions writes it."""
    assert properties(TextCompletionInput(arg_name="a", prompt="p", chat_model=kind))["chatModel"] == kind.name


def test_model_that_is_no_text() -> None:
    """A number names no model; the other rules still apply."""
    wrong = TextCompletionInput(arg_name="a", prompt="p", chat_model=5, max_tokens=100)  # type: ignore[arg-type]  # wrong on purpose
    assert [(fault.rule, fault.found) for fault in wrong.faults()] == [
        ("unknown-enum-text", "chat_model=5"),
        ("wrong-argument-type", "max_tokens=100 (int)"),
    ]


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("rawText", InputType.RawText),
        ("raw_text", InputType.RawText),
        ("FilePath", InputType.FilePath),
        ("file_path", InputType.FilePath),
        ("url", InputType.Url),
    ],
)
def test_spellings_of_an_input_type(text: str, member: InputType) -> None:
    """Every spelling that samples use means the member, and is written as the extension reads it."""
    made = EmbeddingsInput(arg_name="a", input="x", input_type=text)  # type: ignore[arg-type]  # any case is read
    assert made.input_type is member
    assert properties(made)["inputType"] == member.name


def test_unknown_input_type() -> None:
    """A text that the extension does not know is told with those that it knows."""
    wrong = EmbeddingsInput(arg_name="a", input="x", input_type="nonsense")  # type: ignore[arg-type]  # wrong on purpose
    (fault,) = wrong.faults()
    assert (fault.rule, fault.found, fault.expected) == (
        "unknown-enum-text",
        "input_type='nonsense'",
        "one of RawText, FilePath, Url",
    )


def test_settings() -> None:
    """Connections and sections of app settings are known; the empty default names none."""
    named = SemanticSearchInput(arg_name="a", search_connection_name="S", collection="c", ai_connection_name="AI")
    assert [setting.name for setting in named.settings()] == ["S", "AI"]
    assert [setting.name for setting in COMPLETION.settings()] == []
    assert [setting.name for setting in POST.settings()] == ["AzureWebJobsStorage"]
    assert [setting.name for setting in STORE.settings()] == ["Search"]


def test_reading_what_others_wrote() -> None:
    """A document with a model of any name is read into the field and written again as it was."""
    document = {"type": "textCompletion", "direction": "in", "name": "a", "prompt": "p", "chatModel": "gpt-4o"}
    made = binding_from_document(document)
    assert isinstance(made, TextCompletionInput)
    assert made.chat_model == "gpt-4o"
    assert made.to_document() == document


@pytest.mark.parametrize("binding", [COMPLETION, EMBEDDINGS, SEARCH, POST, QUERY, SKILL], ids=lambda one: one.type)
def test_values_arrive_as_the_handler_asks(binding: Reading) -> None:
    """Without annotation the JSON text comes as it is; dicts and models are what it holds."""
    datum = Datum("json", '{"content": "Because."}')
    assert binding.decoder(Shape())(datum, {}) == '{"content": "Because."}'
    assert binding.decoder(Shape(dict))(datum, {}) == {"content": "Because."}
    assert binding.decoder(Shape(Content))(datum, {}) == Content(content="Because.")


def test_targets() -> None:
    """Each binding says what it is about, where that is one thing."""
    found = [one.target() for one in (EMBEDDINGS, STORE, SEARCH, POST, QUERY, SKILL)]
    assert found == ["menu.txt", "menu", "menu", "{id}", "{id}", ""]


def test_skill_and_assistant() -> None:
    """A skill's return value is told to the assistant, and an assistant is made of a dict."""
    app = FunctionApp()

    @app.assistant_skill_trigger(arg_name="dish", function_description="Adds a dish to the menu")
    @app.assistant_create_output(arg_name="made")
    def add_dish(dish: str, made: Out[dict[str, str]]) -> str:
        made.set({"id": "waiter", "instructions": "Be kind."})
        return f"added {dish}"

    with TestClient(app) as client:
        result = client.invoke("add_dish", "soup")
    assert result.return_value == "added soup"
    assert {output.name: output.value for output in result.outputs}["made"] == {
        "id": "waiter",
        "instructions": "Be kind.",
    }

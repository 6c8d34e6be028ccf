"""Azure OpenAI: completions, embeddings, semantic search and assistants. All of it is in preview.

The extension reads its endpoints and keys from sections of the app settings, whose names the bindings hold. Inputs
give JSON: text where a parameter says nothing or ``str``, what it holds where it says ``dict`` or a model.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai.
"""

from typing import ClassVar

from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.openai_enums import InputTypeLike, ModelName, ModelNaming, OpenAIModels
from azfunc.bindings.plain import PlainInput, PlainOutput, PlainTrigger
from azfunc.bindings.record import binding_class


@binding_class
class TextCompletionInput(ModelNaming, PlainInput):
    """Asks a language model before the function runs. In preview.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai-textcompletion-input

    Args:
        arg_name: the handler's parameter that takes the answer, JSON with its text as ``content``; may be left out
            where only one can be meant.
        prompt: what is asked; ``{token}`` is allowed.
        ai_connection_name: the section of app settings with ``Endpoint`` and ``Key`` of the service; empty for
            ``AZURE_OPENAI_ENDPOINT`` and ``AZURE_OPENAI_KEY``, or ``OPENAI_API_KEY``.
        chat_model: the model or deployment. Name yours: the default is written as ``DefaultChatModel``.
        temperature: how freely the model answers, ``0`` to ``2`` as text.
        top_p: the share of likely words that it chooses from, ``0`` to ``1`` as text.
        max_tokens: how many tokens it writes at most, as text.
        is_reasoning_model: whether the model reasons; temperature and max_tokens are then left out of the call.
        data_type: how the host hands the answer over.
    """

    type: ClassVar[str] = "textCompletion"
    connection_fields: ClassVar[tuple[str, ...]] = ("ai_connection_name",)

    arg_name: str | None = None
    prompt: str
    ai_connection_name: str | None = ""
    chat_model: ModelName | None = OpenAIModels.DefaultChatModel
    temperature: str | None = "0.5"
    top_p: str | None = None
    max_tokens: str | None = "100"
    is_reasoning_model: bool | None = False
    data_type: DataTypeLike | None = None


@binding_class
class EmbeddingsInput(ModelNaming, PlainInput):
    """Makes embeddings of a text before the function runs. In preview.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai-embeddings-input

    Args:
        arg_name: the handler's parameter that takes the embeddings as JSON; may be left out where only one can be
            meant.
        input: the text, file path or URL to read; ``{token}`` is allowed.
        input_type: which of these it is.
        ai_connection_name: the section of app settings with ``Endpoint`` and ``Key`` of the service; empty for
            ``AZURE_OPENAI_ENDPOINT`` and ``AZURE_OPENAI_KEY``, or ``OPENAI_API_KEY``.
        embeddings_model: the model or deployment. Name yours: the default is written as ``DefaultEmbeddingsModel``.
        max_chunk_length: characters of the pieces that the text is cut into.
        max_overlap: characters that neighbouring pieces share.
        data_type: how the host hands the embeddings over.
    """

    type: ClassVar[str] = "embeddings"
    connection_fields: ClassVar[tuple[str, ...]] = ("ai_connection_name",)

    arg_name: str | None = None
    input: str
    input_type: InputTypeLike
    ai_connection_name: str | None = ""
    embeddings_model: ModelName | None = OpenAIModels.DefaultEmbeddingsModel
    max_chunk_length: int | None = 8192
    max_overlap: int | None = 128
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.input


@binding_class
class EmbeddingsStoreOutput(ModelNaming, PlainOutput):
    """Makes embeddings of a text and puts them into a vector store after the function has run. In preview.

    What the handler gives is JSON such as ``{"title": "…"}``, which is stored beside the embeddings.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai-embeddingsstore-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        input: the text, file path or URL to read; ``{token}`` is allowed.
        input_type: which of these it is.
        store_connection_name: the app setting, or the prefix of settings, of the vector store's connection.
        collection: the collection, index or table in the store.
        ai_connection_name: the section of app settings with ``Endpoint`` and ``Key`` of the service; empty for
            ``AZURE_OPENAI_ENDPOINT`` and ``AZURE_OPENAI_KEY``, or ``OPENAI_API_KEY``.
        embeddings_model: the model or deployment. Name yours: the default is written as ``DefaultEmbeddingsModel``.
        max_chunk_length: characters of the pieces that the text is cut into.
        max_overlap: characters that neighbouring pieces share.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "embeddingsStore"
    connection_fields: ClassVar[tuple[str, ...]] = ("store_connection_name", "ai_connection_name")

    arg_name: str | None = None
    input: str
    input_type: InputTypeLike
    store_connection_name: str
    collection: str
    ai_connection_name: str | None = ""
    embeddings_model: ModelName | None = OpenAIModels.DefaultEmbeddingsModel
    max_chunk_length: int | None = 8192
    max_overlap: int | None = 128
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.collection


@binding_class
class SemanticSearchInput(ModelNaming, PlainInput):
    """Searches a vector store and lets a model answer with what it finds, before the function runs. In preview.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai-semanticsearch-input

    Args:
        arg_name: the handler's parameter that takes the answer as JSON; may be left out where only one can be meant.
        search_connection_name: the app setting, or the prefix of settings, of the vector store's connection.
        collection: the collection, index or table in the store.
        query: what is searched for; ``{token}`` is allowed.
        ai_connection_name: the section of app settings with ``Endpoint`` and ``Key`` of the service; empty for
            ``AZURE_OPENAI_ENDPOINT`` and ``AZURE_OPENAI_KEY``, or ``OPENAI_API_KEY``.
        embeddings_model: the model or deployment. Name yours: the default is written as ``DefaultEmbeddingsModel``.
        chat_model: the model or deployment. Name yours: the default is written as ``DefaultChatModel``.
        system_prompt: what the model is told before the findings; the extension's own words if left out.
        max_knowledge_count: how many findings it is shown.
        temperature: how freely the model answers, ``0`` to ``2`` as text.
        top_p: the share of likely words that it chooses from, ``0`` to ``1`` as text.
        max_tokens: how many tokens it writes at most, as text.
        is_reasoning_model: whether the model reasons; temperature and max_tokens are then left out of the call.
        data_type: how the host hands the answer over.
    """

    type: ClassVar[str] = "semanticSearch"
    connection_fields: ClassVar[tuple[str, ...]] = ("search_connection_name", "ai_connection_name")

    arg_name: str | None = None
    search_connection_name: str
    collection: str
    query: str | None = None
    ai_connection_name: str | None = ""
    embeddings_model: ModelName | None = OpenAIModels.DefaultEmbeddingsModel
    chat_model: ModelName | None = OpenAIModels.DefaultChatModel
    system_prompt: str | None = None
    max_knowledge_count: int | None = 1
    temperature: str | None = "0.5"
    top_p: str | None = None
    max_tokens: str | None = "100"
    is_reasoning_model: bool | None = False
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.collection


@binding_class
class AssistantSkillTrigger(PlainTrigger):
    """Offers the function to assistants as a skill, which they run where it helps them to answer. In preview.

    What the function returns is told to the assistant.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai-assistant-trigger

    Args:
        arg_name: the handler's parameter that takes what the assistant passes: text, or JSON for a skill of several
            parameters; may be left out where only one can be meant.
        function_description: what the skill does and when it is of use; the assistant chooses by it.
        function_name: the skill's name for the assistant; the function's name if left out.
        parameter_description_json: JSON text that describes the parameters; the host makes one if left out.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "assistantSkillTrigger"

    arg_name: str | None = None
    function_description: str
    function_name: str | None = None
    parameter_description_json: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.function_name or ""


@binding_class
class AssistantCreateOutput(PlainOutput):
    """Makes an assistant after the function has run. In preview.

    What the handler gives is JSON: ``id``, ``instructions``, and if need be ``chatStorageConnectionSetting`` and
    ``collectionName`` for where the chat is kept.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai-assistantcreate-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        data_type: how the host takes the value.
    """

    type: ClassVar[str] = "assistantCreate"

    arg_name: str | None = None
    data_type: DataTypeLike | None = None


@binding_class
class AssistantPostInput(ModelNaming, PlainInput):
    """Says something to an assistant before the function runs, and reads the answer. In preview.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai-assistantpost-input

    Args:
        arg_name: the handler's parameter that takes the chat as JSON; may be left out where only one can be meant.
        id: the assistant's id; ``{token}`` is allowed.
        user_message: what is said; ``{token}`` is allowed.
        ai_connection_name: the section of app settings with ``Endpoint`` and ``Key`` of the service; empty for
            ``AZURE_OPENAI_ENDPOINT`` and ``AZURE_OPENAI_KEY``, or ``OPENAI_API_KEY``.
        chat_model: the model or deployment. Name yours: the default is written as ``DefaultChatModel``.
        chat_storage_connection_setting: the app setting, or the prefix of settings, of the storage account that
            keeps the chat.
        collection_name: the table in that account.
        temperature: how freely the model answers, ``0`` to ``2`` as text.
        top_p: the share of likely words that it chooses from, ``0`` to ``1`` as text.
        max_tokens: how many tokens it writes at most, as text.
        is_reasoning_model: whether the model reasons; temperature and max_tokens are then left out of the call.
        data_type: how the host hands the chat over.
    """

    type: ClassVar[str] = "assistantPost"
    connection_fields: ClassVar[tuple[str, ...]] = ("ai_connection_name", "chat_storage_connection_setting")

    arg_name: str | None = None
    id: str
    user_message: str
    ai_connection_name: str | None = ""
    chat_model: ModelName | None = OpenAIModels.DefaultChatModel
    chat_storage_connection_setting: str | None = "AzureWebJobsStorage"
    collection_name: str | None = "ChatState"
    temperature: str | None = "0.5"
    top_p: str | None = None
    max_tokens: str | None = "100"
    is_reasoning_model: bool | None = False
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.id


@binding_class
class AssistantQueryInput(PlainInput):
    """Reads an assistant's chat before the function runs. In preview.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-openai-assistantquery-input

    Args:
        arg_name: the handler's parameter that takes the chat as JSON; may be left out where only one can be meant.
        id: the assistant's id; ``{token}`` is allowed.
        timestamp_utc: the moment of the oldest message to read, in UTC (``2026-01-31T08:00:00Z``); ``{token}`` is
            allowed.
        chat_storage_connection_setting: the app setting, or the prefix of settings, of the storage account that
            keeps the chat.
        collection_name: the table in that account.
        data_type: how the host hands the chat over.
    """

    type: ClassVar[str] = "assistantQuery"
    connection_fields: ClassVar[tuple[str, ...]] = ("chat_storage_connection_setting",)

    arg_name: str | None = None
    id: str
    timestamp_utc: str
    chat_storage_connection_setting: str | None = "AzureWebJobsStorage"
    collection_name: str | None = "ChatState"
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.id

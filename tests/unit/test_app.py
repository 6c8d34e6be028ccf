"""Apps and blueprints: what decorators collect, in whatever order, and when they may."""

import functools
import inspect
import pickle
import pydoc
from collections.abc import Callable

import pytest

import azfunc
from azfunc import AuthLevel, AzfuncWarning, Blueprint, DataType, FunctionApp, HttpRequest, Out, QueueMessage
from azfunc.errors import InvocationError, LateRegistrationError, RegistrationError

QUEUE = {"queue_name": "kitchen-queue", "connection": "Storage"}
POISON = {"queue_name": "kitchen-queue-poison", "connection": "Storage"}


def documents(app: FunctionApp, name: str) -> list[dict[str, object]]:
    """The bindings of a function as function.json holds them."""
    return [dict(document) for document in app.functions[name].to_documents()]


def picklable(msg: QueueMessage) -> None:
    """A handler that pickle can find by name."""


def test_a_decorator_returns_the_same_object() -> None:
    """The decorated name is the user's function: same object, signature, coroutine-ness; it still pickles."""
    app = FunctionApp()

    async def cook(msg: QueueMessage) -> None: ...

    before = inspect.signature(cook)
    assert app.queue_trigger(arg_name="msg", **QUEUE)(cook) is cook
    assert inspect.signature(cook) == before
    assert inspect.iscoroutinefunction(cook)
    app.queue_trigger(arg_name="msg", **QUEUE)(picklable)
    assert pickle.loads(pickle.dumps(picklable)) is picklable


def test_a_route_declares_trigger_and_answer() -> None:
    """A route adds an httpTrigger and the http output, with the app's auth level and the function's name as route."""
    app = FunctionApp(http_auth_level="anonymous")

    @app.route(methods=["GET", azfunc.HttpMethod.POST])
    def menu(req: HttpRequest) -> str:
        return "soup"

    assert documents(app, "menu") == [
        {
            "type": "httpTrigger",
            "direction": "in",
            "name": "req",
            "route": "menu",
            "methods": ["get", "post"],
            "authLevel": "anonymous",
        },
        {"type": "http", "direction": "out", "name": "$return"},
    ]


def test_extra_fields_of_a_route_reach_both_entries() -> None:
    """trigger_extra_fields and binding_extra_fields become properties, enum members as their text."""
    app = FunctionApp()

    @app.route(
        "r", trigger_extra_fields={"web_hook_type": "genericJson"}, binding_extra_fields={"x_y": DataType.BINARY}
    )
    def hook(req: HttpRequest) -> str:
        return ""

    trigger, answer = documents(app, "hook")
    assert trigger["webHookType"] == "genericJson"
    assert answer["xY"] == "binary"


def declare(app: FunctionApp, order: list[int]) -> None:
    """One function with three decorators, applied in the given order."""

    def cook(msg: QueueMessage, first: Out[str], second: Out[str]) -> None: ...

    decorators = [
        app.queue_trigger(arg_name="msg", **QUEUE),
        app.queue_output(arg_name="first", **POISON),
        app.function_name("Cook"),
    ]
    app.queue_output(arg_name="second", **POISON)(cook)
    for index in order:
        decorators[index](cook)


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
def test_the_order_of_decorators_does_not_matter(order: list[int]) -> None:
    """All orders of the decorators give the same bindings, the trigger first."""
    app = FunctionApp()
    declare(app, order)
    names = [str(document["name"]) for document in documents(app, "Cook")]
    assert names[0] == "msg"
    assert sorted(names) == ["first", "msg", "second"]


def logged(function: Callable[..., object]) -> Callable[..., object]:
    """A user's decorator."""

    @functools.wraps(function)
    def wrapper(*args: object, **kwargs: object) -> object:
        return ("logged", function(*args, **kwargs))

    return wrapper


app_of_module = FunctionApp()


@logged
@app_of_module.route("above")
def decorated_above(req: HttpRequest) -> str:
    """A handler whose own decorator stands above."""
    return "body"


@app_of_module.route("between")
@logged
@app_of_module.queue_output(arg_name="msg", **QUEUE)
def decorated_between(req: HttpRequest, msg: Out[str]) -> str:
    """A handler whose own decorator stands between two of azfunc's."""
    return "body"


def test_a_users_decorator_is_honoured_above_and_between() -> None:
    """The handler that runs is the one that the module knows, and both decorators of azfunc reach it."""
    functions = app_of_module.functions
    assert functions["decorated_above"].handler is decorated_above
    assert functions["decorated_between"].handler is decorated_between
    assert [binding.type for binding in functions["decorated_between"].bindings] == ["httpTrigger", "http", "queue"]
    assert functions["decorated_above"].plan.call({"req": None}) == ("logged", "body")


def test_one_handler_on_two_apps() -> None:
    """Each app keeps what was said to it."""
    first, second = FunctionApp(), FunctionApp()

    @first.queue_trigger(**QUEUE)
    @second.queue_trigger(**POISON)
    def cook(msg: QueueMessage) -> None: ...

    assert documents(first, "cook")[0]["queueName"] == "kitchen-queue"
    assert documents(second, "cook")[0]["queueName"] == "kitchen-queue-poison"


def test_the_registry_is_read_only_and_stable() -> None:
    """Reading twice gives the same mapping, which nobody can change."""
    app = FunctionApp()
    app.queue_trigger(**QUEUE)(picklable)
    functions = app.functions
    assert app.functions is functions
    with pytest.raises(TypeError):
        functions["other"] = functions["picklable"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


def test_a_late_decorator_says_why() -> None:
    """After the first read a declaration is refused, naming itself, the reader and what to do."""
    app = FunctionApp()
    assert not app.functions
    with pytest.raises(
        LateRegistrationError, match=r"test_app\.py:\d+: @queue_trigger\(\.\.\.\) came too late.*"
    ) as caught:
        app.queue_trigger(**QUEUE)
    assert "read already (at " in str(caught.value)
    with pytest.raises(LateRegistrationError, match="function_name"):
        app.function_name("x")
    with pytest.raises(LateRegistrationError, match="register_functions"):
        app.register_functions(Blueprint())


def test_a_blueprint_is_read_with_its_app() -> None:
    """Functions added to a blueprint after its registration count; prefixes are put before routes and names."""
    app, bp, inner = FunctionApp(), Blueprint(), Blueprint()
    app.register_blueprint(bp, route_prefix="/v1/", name_prefix="V1_")
    bp.register_functions(inner, route_prefix="menu")

    @bp.route("orders")
    def orders(req: HttpRequest) -> str:
        return ""

    @inner.route()
    def soups(req: HttpRequest) -> str:
        return ""

    assert [document["route"] for name in ("V1_orders", "V1_soups") for document in documents(app, name)[:1]] == [
        "v1/orders",
        "v1/menu/V1_soups",
    ]
    with pytest.raises(LateRegistrationError):
        inner.route("late")


def test_functions_stand_in_the_order_of_declaration() -> None:
    """A blueprint's functions stand where it was registered, between those of the app."""
    app, bp = FunctionApp(), Blueprint()

    def declare(owner: FunctionApp | Blueprint, name: str) -> None:
        owner.function_name(name)(owner.timer_trigger(arg_name="t", schedule="0 0 * * * *")(lambda t: t))

    declare(app, "first")
    declare(bp, "second")
    app.register_functions(bp)
    declare(app, "third")
    assert list(app.functions) == ["first", "second", "third"]


def test_a_tolerated_fault_is_a_warning() -> None:
    """What hosts take in spite of a fault is told, with its rule's text and place, and the function stays."""
    app = FunctionApp()

    @app.timer_trigger(schedule="0 0 * * * *")
    @app.table_input(arg_name="row", table_name="Menu", connection="C", partition_key="p", row_key="r", take=3)
    def look(timer: object, row: dict[str, str]) -> None: ...

    with pytest.warns(AzfuncWarning, match="take is given together with row_key") as caught:
        index = app.index()
    assert (list(index.functions), index.faults) == (["look"], ())
    assert [fault.rule for fault in index.tolerated] == ["query-beside-row-key"]
    assert caught[0].filename == __file__


def test_texts_that_hosts_read_are_tolerated() -> None:
    """A truth value or number given as text is written as it is, with a warning; other texts are refused."""
    app = FunctionApp()

    @app.timer_trigger(schedule="0 0 * * * *", run_on_startup="true")  # type: ignore[arg-type]  # what is shown
    def look(timer: object) -> None: ...

    with pytest.warns(AzfuncWarning, match="run_on_startup='true'"):
        assert documents(app, "look")[0]["runOnStartup"] == "true"
    wrong = FunctionApp()
    wrong.function_name("look")(
        wrong.timer_trigger(schedule="0 0 * * * *", run_on_startup="often")(lambda t: t)  # type: ignore[arg-type]
    )
    assert [fault.rule for fault in wrong.index().faults] == ["wrong-argument-type"]


def test_an_app_may_leave_the_auth_level_to_hosts() -> None:
    """With None no authLevel is written where the route does not say one."""
    app = FunctionApp(http_auth_level=None)

    @app.route("open", auth_level="anonymous")
    def open_(req: HttpRequest) -> str:
        return ""

    @app.route("default")
    def default(req: HttpRequest) -> str:
        return ""

    assert documents(app, "open_")[0]["authLevel"] == "anonymous"
    assert "authLevel" not in documents(app, "default")[0]
    assert app.auth_level is AuthLevel.FUNCTION


def test_a_blueprint_serves_two_apps() -> None:
    """A blueprint may be registered twice under different prefixes."""
    app, bp = FunctionApp(), Blueprint()

    @bp.route("orders")
    def orders(req: HttpRequest) -> str:
        return ""

    app.register_functions(bp, route_prefix="v1", name_prefix="a_")
    app.register_functions(bp, route_prefix="v2", name_prefix="b_")
    assert list(app.functions) == ["a_orders", "b_orders"]


def test_only_blueprints_can_be_registered() -> None:
    """An app, or a blueprint that contains this one, is refused."""
    app, bp, inner = FunctionApp(), Blueprint(), Blueprint()
    with pytest.raises(RegistrationError, match="got a FunctionApp, where a Blueprint is expected"):
        app.register_functions(FunctionApp())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    bp.register_functions(inner)
    with pytest.raises(RegistrationError, match="contain itself"):
        inner.register_functions(bp)


def test_only_functions_can_be_decorated() -> None:
    """Something that is no function is refused at once."""
    app = FunctionApp()
    with pytest.raises(RegistrationError, match="put on a int"):
        app.queue_trigger(**QUEUE)(3)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]


def test_an_unknown_keyword_becomes_a_property_with_a_warning() -> None:
    """azure.functions takes such keywords too; the warning suggests the near name and points to the user's line."""
    app = FunctionApp()
    with pytest.warns(AzfuncWarning, match=r"no parameter 'conection'.*Did you mean 'connection'\?") as caught:
        app.queue_trigger(**QUEUE, conection="x", other_one=None)(picklable)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    assert caught[0].filename == __file__
    assert documents(app, "picklable")[0]["conection"] == "x"


def test_positional_arguments_follow_microsofts_order() -> None:
    """They are no part of the typed signature, but apps that use them run."""
    app = FunctionApp()
    app.queue_trigger("msg", "kitchen-queue", "Storage", DataType.BINARY)(picklable)  # type: ignore[misc]  # pyright: ignore[reportCallIssue]
    assert documents(app, "picklable")[0] == {
        "type": "queueTrigger",
        "direction": "in",
        "name": "msg",
        "queueName": "kitchen-queue",
        "connection": "Storage",
        "dataType": "binary",
    }


def test_enum_texts_in_any_case() -> None:
    """A text is the member that it names, and is written as function.json documents it."""
    app = FunctionApp(http_auth_level="ANONYMOUS")
    assert app.auth_level is AuthLevel.ANONYMOUS
    app.queue_trigger(**QUEUE, data_type="BINARY")(picklable)
    assert documents(app, "picklable")[0]["dataType"] == "binary"


@pytest.mark.parametrize("kind", ["msg: QueueMessage, doc: Out[str]", "doc: Out[str], msg"])
def test_names_are_inferred_where_one_parameter_can_be_meant(kind: str) -> None:
    """A trigger takes the parameter that nothing else binds, an output the one annotated Out."""
    app = FunctionApp()
    namespace: dict[str, object] = {"QueueMessage": QueueMessage, "Out": Out}
    exec(f"def cook({kind}, context): ...", namespace)
    cook = namespace["cook"]
    assert callable(cook)
    app.queue_output(**POISON)(cook)
    app.queue_trigger(**QUEUE)(cook)
    assert [(document["type"], document["name"]) for document in documents(app, "cook")] == [
        ("queueTrigger", "msg"),
        ("queue", "doc"),
    ]


def test_a_default_value_needs_no_binding() -> None:
    """A parameter with a default is left alone; the trigger is inferred among the others."""
    app = FunctionApp()

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def orders(message: str, retries: int = 3) -> None: ...

    assert documents(app, "orders")[0]["name"] == "message"
    assert "retries" not in app.functions["orders"].plan.decoders


def test_index_keeps_the_good_functions() -> None:
    """One bad function of two leaves the other, with the fault beside it."""
    app = FunctionApp()
    app.queue_trigger(**QUEUE)(picklable)

    @app.queue_output(arg_name="x", **QUEUE)
    def bad(x: Out[str]) -> None: ...

    index = app.index()
    assert list(index.functions) == ["picklable"]
    assert [(fault.function, fault.rule) for fault in index.faults] == [("bad", "no-trigger")]


def test_http_type_and_name_of_a_stack() -> None:
    """The lowest function_name and the topmost http_type win, as in azure.functions."""
    app = FunctionApp()

    @app.http_type("wsgi")
    @app.http_type("asgi")
    @app.function_name("Outer")
    @app.function_name("Inner")
    @app.route("x")
    def f(req: HttpRequest) -> str:
        return ""

    assert app.functions["Inner"].http_type == "wsgi"


def test_the_repr_tells_the_state() -> None:
    """An app shows whether it has been read, and where it was made."""
    app = FunctionApp()
    assert "open" in repr(app)
    assert len(app.functions) == 0
    assert "0 functions" in repr(app)
    assert "test_app.py" in repr(app)


class Cook:
    """A callable without a hash."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self) -> None:
        self.__name__ = "cook"

    def __call__(self, msg: QueueMessage) -> str:
        return "cooked"


def test_a_callable_without_hash_is_a_handler() -> None:
    """Handlers are known by identity."""
    app = FunctionApp()
    cook = Cook()
    app.queue_trigger(**QUEUE)(cook)
    app.function_name("Cook")(cook)
    assert app.functions["Cook"].handler is cook


def test_wrappers_that_wrap_each_other_end() -> None:
    """A cycle of __wrapped__ does not hang the registry."""
    app = FunctionApp()

    def first(msg: QueueMessage) -> None: ...

    def second(msg: QueueMessage) -> None: ...

    first.__wrapped__ = second  # type: ignore[attr-defined]
    second.__wrapped__ = first  # type: ignore[attr-defined]
    app.queue_trigger(**QUEUE)(first)
    app.function_name("Cook")(second)
    assert list(app.functions) == ["Cook"]


def test_an_awaitable_from_a_sync_handler_is_told() -> None:
    """An async function below a decorator without functools.wraps is named as the cause."""
    app = FunctionApp()

    async def inner(msg: QueueMessage) -> None: ...

    @app.queue_trigger(**QUEUE)
    def outer(msg: QueueMessage) -> object:
        return inner(msg)

    with pytest.raises(InvocationError, match=r"returned an awaitable.*functools\.wraps"):
        app.functions["outer"].plan.call({"msg": None})


def test_help_and_signature_of_a_decorator() -> None:
    """At a prompt a decorator shows the parameters and the text of its binding class."""
    app = FunctionApp()
    assert list(inspect.signature(app.queue_trigger).parameters) == [
        "arg_name",
        "queue_name",
        "connection",
        "data_type",
    ]
    assert str(inspect.signature(app.route)).startswith("(route: str | None = None, *, trigger_arg_name")
    text = pydoc.render_doc(app.queue_trigger, renderer=pydoc.plaintext)
    assert "queue_trigger(*,arg_name:str|None=None,queue_name:str" in "".join(text.split())
    assert "Runs the function for each message" in text
    assert "connection: the app setting" in text

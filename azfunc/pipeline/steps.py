"""Middleware put together: from a list of layers to one call around the innermost step."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable
from typing import TypeAlias, cast

from azfunc.call import Call
from azfunc.errors import InvocationError
from azfunc.middleware import Layer
from azfunc.pipeline.threads import HandlerThreads
from azfunc.signature import python_name

Step: TypeAlias = Callable[[Call], object]
"""Runs what is left of an invocation, and gives the handler's result."""

AsyncStep: TypeAlias = Callable[[Call], Awaitable[object]]


def stack_steps(layers: Iterable[Layer], innermost: Step) -> Step:
    """Sync layers, the outermost first, around the innermost step."""
    step = innermost
    for layer in reversed(tuple(layers)):
        step = _around(layer, step)
    return step


def stack_async_steps(layers: Iterable[Layer], innermost: AsyncStep, threads: HandlerThreads) -> AsyncStep:
    """Layers of any form around an innermost step that runs on the event loop.

    A sync function waits for what it stands around, so that it gets a thread of its own; generators need none.
    """
    step = innermost
    for layer in reversed(tuple(layers)):
        step = _async_around(layer, step, threads)
    return step


def _around(layer: Layer, inner: Step) -> Step:
    middleware = layer.middleware
    if layer.kind == "function":
        return lambda call: middleware(call, inner)

    def step(call: Call) -> object:
        generator = cast("Generator[object, object, object]", middleware(call))
        try:
            next(generator)
        except StopIteration as stop:  # it ended before the handler: what it returned stands for the result
            return cast("object", stop.value)
        try:
            result = inner(call)
        except BaseException as error:
            return _throw(generator, error, layer)
        return _send(generator, result, layer)

    return step


def _async_around(layer: Layer, inner: AsyncStep, threads: HandlerThreads) -> AsyncStep:
    if layer.kind == "async function":
        return lambda call: cast("Awaitable[object]", layer.middleware(call, inner))
    if layer.kind == "async generator":
        return _around_async_generator(layer, inner)
    if layer.kind == "function":
        return _on_thread(layer, inner, threads)
    middleware = layer.middleware

    async def step(call: Call) -> object:
        generator = cast("Generator[object, object, object]", middleware(call))
        try:
            next(generator)
        except StopIteration as stop:
            return cast("object", stop.value)
        try:
            result = await inner(call)
        except BaseException as error:
            return _throw(generator, error, layer)
        return _send(generator, result, layer)

    return step


def _send(generator: Generator[object, object, object], result: object, layer: Layer) -> object:
    """Lets a generator go on with the result; what it returns stands for that, unless it is None."""
    try:
        generator.send(result)
    except StopIteration as stop:
        return result if stop.value is None else stop.value
    generator.close()
    raise _yields_again(layer)


def _throw(generator: Generator[object, object, object], error: BaseException, layer: Layer) -> object:
    """Raises an error where a generator waits; if it swallows it, what it returns is the result."""
    try:
        generator.throw(error)
    except StopIteration as stop:
        return cast("object", stop.value)
    except RuntimeError as raised:
        if raised.__cause__ is error and isinstance(error, StopIteration):
            raise error from None
        raise
    generator.close()
    raise _yields_again(layer)


def _around_async_generator(layer: Layer, inner: AsyncStep) -> AsyncStep:
    async def step(call: Call) -> object:
        generator = cast("AsyncGenerator[object, object]", layer.middleware(call))
        try:
            await anext(generator)
        except StopAsyncIteration:
            return None
        try:
            result = await inner(call)
        except BaseException as error:
            try:
                await generator.athrow(error)
            except StopAsyncIteration:
                return None
        else:
            try:
                await generator.asend(result)
            except StopAsyncIteration:
                return result
        await generator.aclose()
        raise _yields_again(layer)

    return step


def _on_thread(layer: Layer, inner: AsyncStep, threads: HandlerThreads) -> AsyncStep:
    async def step(call: Call) -> object:
        loop = asyncio.get_running_loop()

        async def run_inner(given: Call) -> object:
            return await inner(given)

        def call_next(given: Call) -> object:
            return asyncio.run_coroutine_threadsafe(run_inner(given), loop).result()

        return (await threads.run_apart(lambda: layer.middleware(call, call_next))).value()

    return step


def _yields_again(layer: Layer) -> InvocationError:
    return InvocationError(
        f"The middleware {python_name(layer.middleware)} yields more than once; the handler runs at its one yield."
    )

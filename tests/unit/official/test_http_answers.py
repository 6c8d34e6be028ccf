"""Answers of HTTP functions in Microsoft's workers."""

import pytest

from azfunc.bindings.datum import Datum
from azfunc.bindings.http_stream import StreamedResponse
from azfunc.errors import EncodeError
from azfunc.official.outputs import to_official_return


def test_streams_are_refused() -> None:
    """Their workers send a body whole: the error says so, and what to do."""
    with pytest.raises(EncodeError, match=r"in pieces.*Return the whole body"):
        to_official_return("http", Datum("http", StreamedResponse(["a"]).data()))

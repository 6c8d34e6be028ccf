"""As ``azure.functions.blob``: the payload class of blobs."""

from azfunc.bindings.blob import InputStream

__all__ = ("InputStream",)

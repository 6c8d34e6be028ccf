"""As ``azure.functions.decorators.blob``: binding classes of blobs."""

from azfunc.bindings.blob import BlobInput, BlobOutput, BlobTrigger
from azfunc.bindings.enums import BlobSource, DataType

__all__ = (
    "BlobInput",
    "BlobOutput",
    "BlobSource",
    "BlobTrigger",
    "DataType",
)

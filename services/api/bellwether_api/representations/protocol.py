"""The documents of the Open Inference Protocol.

``v2.message`` writes inference responses by hand, values as they are; a test holds them equal.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from bellwether_api.http.documents import Absent, Count, Document, OpenDocument

Datatype = Literal["BOOL", "INT32", "INT64", "FP32", "FP64", "BYTES"]


class ServerMetadata(Document):
    name: str
    version: str
    extensions: list[str]


class Models(Document):
    models: list[str]


class TensorMetadata(Document):
    """A variable dimension is -1."""

    name: str
    datatype: Datatype
    shape: list[int]


class ModelParameters(Document):
    """The version that answers, and the shape of all fields as one tensor."""

    serves: str
    one_tensor: str


class ModelMetadata(Document):
    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]
    parameters: ModelParameters


class ModelReady(Document):
    name: str
    ready: bool


class Live(Document):
    live: bool


class Ready(Live):
    ready: bool


class BinaryInput(OpenDocument):
    """How many of the bytes behind the JSON are this tensor's."""

    binary_data_size: Count | None = None


class InputTensor(OpenDocument):
    """A field's values, [N] or [N, 1], or all fields, [N, fields], under another name."""

    name: str
    datatype: Datatype
    shape: list[Count]
    data: list[Any] | bool | float | str | None = None
    parameters: BinaryInput | None = None


class WantedParameters(OpenDocument):
    binary_data: bool | None = None


class WantedOutput(OpenDocument):
    """An output that is asked for."""

    name: Literal["probability", "positive"]
    parameters: WantedParameters | None = None


class RequestParameters(OpenDocument):
    binary_data_output: bool | None = None


class InferenceRequest(OpenDocument):
    """Values in row-major order, flat or nested."""

    id: str | None = None
    parameters: RequestParameters | None = None
    inputs: Annotated[list[InputTensor], Field(min_length=1)]
    outputs: Annotated[list[WantedOutput], Field(min_length=1)] | None = None


class OutputParameters(Document):
    """How many of the bytes behind the JSON are this output's.

    ``outside`` is JSON, as {"0": ["Age"]}: by row, inputs beyond what the model has seen. So is
    ``range``: by row, the range that inputs which are unknown leave, and which they are.
    """

    outside: Absent[str] = None
    range: Absent[str] = None
    binary_data_size: Absent[Count] = None


class OutputTensor(Document):
    """Its values, or how many of the bytes behind the JSON are its."""

    name: str
    datatype: Datatype
    shape: list[Count]
    data: Absent[list[Any]] = None
    parameters: Absent[OutputParameters] = None


class InferenceResponse(Document):
    model_name: str
    model_version: str
    id: Absent[str] = None
    outputs: list[OutputTensor]


class IndexedModel(Document):
    name: str
    version: str
    state: Literal["READY"]
    reason: str


class IndexedModels(RootModel[list[IndexedModel]]):
    """The models that answer, each with its version."""


class Nothing(Document):
    """Nothing more is to be said."""

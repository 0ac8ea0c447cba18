"""The documents of the Open Inference Protocol as types."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from bellwether_api.representations.shape import Count, OpenShape, Shape

Datatype = Literal["BOOL", "INT32", "INT64", "FP32", "FP64", "BYTES"]


class ErrorV2(Shape):
    """How clients of the protocol expect an error."""

    error: str


class ServerMetadata(Shape):
    name: str
    version: str
    extensions: list[str]


class Models(Shape):
    models: list[str]


class TensorMetadata(Shape):
    """A variable dimension is -1."""

    name: str
    datatype: Datatype
    shape: list[int]


class ModelParameters(Shape):
    """The version that answers, and the shape of all fields as one tensor."""

    serves: str
    one_tensor: str


class ModelMetadata(Shape):
    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]
    parameters: ModelParameters


class ModelReady(Shape):
    name: str
    ready: bool


class Live(Shape):
    live: bool


class Ready(Live):
    ready: bool


class BinaryInput(OpenShape):
    """How many of the bytes behind the JSON are this tensor's."""

    binary_data_size: Count | None = None


class InputTensor(OpenShape):
    """A field's values, [N] or [N, 1], or all fields, [N, fields], under another name."""

    name: str
    datatype: Datatype
    shape: list[Count]
    data: list[Any] | bool | float | str | None = None
    parameters: BinaryInput | None = None


class WantedParameters(OpenShape):
    binary_data: bool | None = None


class WantedOutput(OpenShape):
    """An output that is asked for."""

    name: Literal["probability", "positive"]
    parameters: WantedParameters | None = None


class RequestParameters(OpenShape):
    binary_data_output: bool | None = None


class InferenceRequest(OpenShape):
    """Values in row-major order, flat or nested."""

    id: str | None = None
    parameters: RequestParameters | None = None
    inputs: Annotated[list[InputTensor], Field(min_length=1)]
    outputs: Annotated[list[WantedOutput], Field(min_length=1)] | None = None


class OutputParameters(Shape):
    """How many of the bytes behind the JSON are this output's.

    ``outside`` is JSON, as {"0": ["Age"]}: by row, inputs beyond what the model has seen.
    """

    binary_data_size: Count | SkipJsonSchema[None] = None
    outside: str | SkipJsonSchema[None] = None


class OutputTensor(Shape):
    """Its values, or how many of the bytes behind the JSON are its."""

    name: str
    datatype: Datatype
    shape: list[Count]
    data: list[Any] | SkipJsonSchema[None] = None
    parameters: OutputParameters | SkipJsonSchema[None] = None


class InferenceResponse(Shape):
    model_name: str
    model_version: str
    id: str | SkipJsonSchema[None] = None
    outputs: list[OutputTensor]


class IndexedModel(Shape):
    name: str
    version: str
    state: Literal["READY"]
    reason: str


class Done(Shape):
    """Nothing more is to be said."""

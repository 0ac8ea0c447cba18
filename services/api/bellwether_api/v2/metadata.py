"""What the protocol tells of the server and of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bellwether_api.representations.protocol import (
    Datatype,
    ModelMetadata,
    ModelParameters,
    ServerMetadata,
    TensorMetadata,
)
from bellwether_api.v2.tensors import WHOLE, datatype
from bellwether_contract.bundle.bundle import Bundle

SERVER = "bellwether"
EXTENSIONS = ("binary_tensor_data", "model_repository")
PLATFORM = "onnxruntime_onnx"

# What comes back, each with its datatype and one value a row.
OUTPUTS: Mapping[str, Datatype] = {"probability": "FP64", "positive": "BOOL"}


def server(version: str) -> ServerMetadata:
    """Of the server."""
    return ServerMetadata(name=SERVER, version=version, extensions=list(EXTENSIONS))


def model(bundle: Bundle, versions: Sequence[str]) -> ModelMetadata:
    """Of a model: the inputs are the fields of its predictor, in declared order."""
    return ModelMetadata(
        name=bundle.manifest.predictor,
        versions=list(versions),
        platform=PLATFORM,
        inputs=[
            TensorMetadata(name=field.name, datatype=datatype(field), shape=[-1, 1])
            for field in bundle.predictor.fields
        ],
        outputs=[
            TensorMetadata(name=name, datatype=kind, shape=[-1]) for name, kind in OUTPUTS.items()
        ],
        parameters=ModelParameters(
            serves=bundle.version, one_tensor=f"{WHOLE} [-1, {len(bundle.predictor.fields)}]"
        ),
    )

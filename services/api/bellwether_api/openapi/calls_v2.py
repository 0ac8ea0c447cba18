"""The calls of the Open Inference Protocol V2."""

from __future__ import annotations

from collections.abc import Mapping

from bellwether_api.http.draft_access import DraftForKeys
from bellwether_api.http.json_body import UnsupportedBody
from bellwether_api.http.json_text import UnreadableBody
from bellwether_api.openapi.call import WHOLE, Answer, Call, header, json, parameter
from bellwether_api.representations.protocol import (
    IndexedModels,
    InferenceRequest,
    InferenceResponse,
    Live,
    ModelMetadata,
    ModelReady,
    Models,
    Nothing,
    Ready,
    ServerMetadata,
)
from bellwether_api.serving.turn import TooManyLoads
from bellwether_api.v2.message import BINARY, HEADER, NotReady
from bellwether_api.v2.values import InvalidRequest
from bellwether_contract.errors import (
    BellwetherError,
    RefusedBundle,
    UnknownPredictor,
    UnknownVersion,
)
from bellwether_contract.storage.champions import WithdrawnVersion

V2 = "Open Inference Protocol"

MODEL = "/v2/models/{name}"
VERSION = f"{MODEL}/versions/{{version}}"

_OF_MODEL = (UnknownPredictor, NotReady)
_OF_VERSION = (
    *(UnknownPredictor, UnknownVersion, RefusedBundle, WithdrawnVersion),
    TooManyLoads,
)

_METADATA = (Answer("Inputs and outputs", json(ModelMetadata)),)
_READY = (
    Answer("It answers", json(ModelReady)),
    Answer("It does not answer yet", json(ModelReady), status=503),
)


def _infer(name: str, summary: str, raises: tuple[type[BellwetherError], ...]) -> Call:
    return Call(
        name,
        V2,
        summary,
        (
            Answer(
                "The outputs; some or all as bytes behind the JSON, where that is asked for",
                {**json(InferenceResponse), BINARY: {}},
                {HEADER: header("Where the JSON ends, before bytes", WHOLE)},
            ),
        ),
        raises=(InvalidRequest, UnreadableBody, UnsupportedBody, DraftForKeys, *raises),
        description=f"With the binary extension the JSON comes first, and `{HEADER}` says where it "
        "ends.",
        body={**json(InferenceRequest), BINARY: {}},
        parameters=(parameter(HEADER, "header", "How many bytes of the body are JSON.", WHOLE),),
    )


CALLS: Mapping[tuple[str, str], Call] = {
    ("GET", "/v2"): Call(
        "server",
        V2,
        "The server and its extensions",
        (Answer("The server", json(ServerMetadata)),),
    ),
    ("GET", "/v2/health/live"): Call(
        "live", V2, "Whether this process lives", (Answer("It does", json(Live)),)
    ),
    ("GET", "/v2/health/ready"): Call(
        "ready",
        V2,
        "Whether every predictor with a loadable champion is served, and at least one",
        (
            Answer("It is ready", json(Ready)),
            Answer("It is not", json(Ready), status=503),
        ),
    ),
    ("GET", "/v2/models"): Call(
        "models", V2, "The models that answer", (Answer("Their names", json(Models)),)
    ),
    ("GET", MODEL): Call("model", V2, "A model", _METADATA, raises=_OF_MODEL),
    ("GET", VERSION): Call(
        "modelVersion", V2, "A version of a model", _METADATA, raises=_OF_VERSION
    ),
    ("GET", f"{MODEL}/ready"): Call(
        "modelReady", V2, "Whether a model answers", _READY, raises=(UnknownPredictor,)
    ),
    ("GET", f"{VERSION}/ready"): Call(
        "modelVersionReady",
        V2,
        "Whether a version answers",
        _READY,
        raises=(UnknownPredictor, UnknownVersion),
    ),
    ("POST", f"{MODEL}/infer"): _infer("infer", "Infer", _OF_MODEL),
    ("POST", f"{VERSION}/infer"): _infer("inferWithVersion", "Infer with a version", _OF_VERSION),
    ("POST", "/v2/repository/index"): Call(
        "repositoryIndex",
        V2,
        "The models with their versions",
        (Answer("The models", json(IndexedModels)),),
    ),
    ("POST", "/v2/repository/models/{name}/load"): Call(
        "loadModel",
        V2,
        "Look at the champion now",
        (Answer("Done", json(Nothing)),),
        raises=_OF_MODEL,
    ),
    ("POST", "/v2/repository/models/{name}/unload"): Call(
        "unloadModel",
        V2,
        "Refused: what works is never unloaded",
        raises=(UnknownPredictor, InvalidRequest),
    ),
}

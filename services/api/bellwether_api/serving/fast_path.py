"""The fast path of a prediction: one complete record, in JSON. Everything else goes through Flask.

Flask takes as long to find a handler and to wrap request and answer as the model takes to answer.
So the call that is made a thousand times a second is looked at before Flask sees it. What it gets
is what Flask's way gives, byte for byte; whatever is unusual or wrong is told there.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bellwether_api import telemetry
from bellwether_api.http import json_body
from bellwether_api.http.responses import JSON
from bellwether_api.serving import predict
from bellwether_api.serving.registry import Registry

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/api/v1/predictors/<name>/predictions"
_BEFORE, _AFTER = ROUTE.split("<name>")
_BEGIN, _END = len(_BEFORE), -len(_AFTER)


def tried_first(app: WSGIApplication, registry: Registry) -> WSGIApplication:
    """``app``, whose plain predictions are answered before it is asked."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not (
            environ["REQUEST_METHOD"] == "POST"
            and path.startswith(_BEFORE)
            and path.endswith(_AFTER)
            and environ.get("CONTENT_TYPE") == JSON
            and "HTTP_CONTENT_ENCODING" not in environ
            and not environ.get("QUERY_STRING")
        ):
            return app(environ, start_response)
        length = environ.get("CONTENT_LENGTH", "")
        # Taken once: a champion that changes meanwhile serves the next request.
        bundle = registry.bundle(path[_BEGIN:_END])
        if (
            bundle is None
            or bundle.predictor.draft
            or not length.isdecimal()
            or int(length) > json_body.SMALL_BYTES
        ):
            return app(environ, start_response)
        content, told = b"", None
        try:
            content = environ["wsgi.input"].read(int(length))
            if len(content) == int(length):
                told = predict.complete_record(bundle, content)
        except Exception:  # noqa: BLE001  # it happens again on Flask's way, where it is told
            told = None
        if told is None:
            environ["wsgi.input"] = io.BytesIO(content)
            return app(environ, start_response)
        environ[telemetry.ROUTE] = ROUTE
        start_response("200 OK", [("Content-Type", JSON), ("Content-Length", str(len(told)))])
        return [told]

    return answer

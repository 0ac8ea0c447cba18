"""The fast path of a prediction: a small body of JSON. Everything else goes through Flask.

Flask takes as long to find a handler and to wrap request and answer as the model takes to answer.
So the call that is made a thousand times a second is looked at before Flask sees it. It is answered
by the functions that a handler calls. What they raise is handed on, and told by Flask's handlers of
errors: nothing is read or encoded twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bellwether_api import telemetry
from bellwether_api.declarations.translations import Translations
from bellwether_api.http import json_body, json_text, request_ids, timing
from bellwether_api.http.responses import JSON
from bellwether_api.serving import counted
from bellwether_api.serving.registry import Registry
from bellwether_api.serving.wording import Wording

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/api/v1/predictors/<name>/predictions"
_BEFORE, _AFTER = ROUTE.split("<name>")
_BEGIN, _END = len(_BEFORE), -len(_AFTER)

_FAILED = "bellwether.failed"


def tried_first(
    app: WSGIApplication,
    registry: Registry,
    translations: Translations,
    may_predict: Callable[[WSGIEnvironment, str], bool] | None = None,
) -> WSGIApplication:
    """``app``, whose plain predictions are answered before it is asked.

    They get the id and are counted like what ``app`` answers itself. Where predictions are not
    public, ``may_predict`` says who may have those of a predictor; ``app`` refuses the others.
    """

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
        # Taken once: a champion that changes meanwhile serves the next request.
        bundle = registry.bundle(path[_BEGIN:_END])
        if bundle is None or bundle.predictor.draft:
            return app(environ, start_response)
        if may_predict is not None and not may_predict(environ, path[_BEGIN:_END]):
            return app(environ, start_response)
        began = time.perf_counter()
        wording = Wording(translations, environ)
        try:
            content = json_body.small(environ)
            response = content and counted.predict(bundle, json_text.parse(content), wording)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told by Flask's way
            environ[timing.BEGAN], environ[_FAILED] = began, error
            response = None
        if not response:
            return app(environ, start_response)
        status = "200 OK"
        headers = [
            ("Content-Type", JSON),
            ("Content-Length", str(len(response))),
            ("X-Request-ID", request_ids.of(environ)),
            *wording.headers(),
        ]
        telemetry.took("POST", ROUTE, status, time.perf_counter() - began)
        start_response(status, headers)
        return [response]

    return answer


def raise_what_failed(environ: WSGIEnvironment) -> None:
    """Raise what was raised on the fast path, if the request has gone it."""
    error: Exception | None = environ.pop(_FAILED, None)
    if error is not None:
        raise error

"""The yardsticks: a Flask application whose only handler does nothing, and a bare WSGI function."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ANSWER = b'{"probability":0.5}'


def create_app() -> Flask:
    """An application that answers every POST to /predict with a constant."""
    app = Flask(__name__)

    # The second as it is asked for through the product's nginx.
    @app.post("/predict")
    @app.post("/api/v1/predictors/heart/predictions")
    def predict() -> Response:
        return Response(ANSWER, content_type="application/json")

    return app


def bare(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer whatever is asked with that constant: all that is left is gunicorn."""
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(ANSWER)))]
    start_response("200 OK", headers)
    return [ANSWER]

"""The yardstick: a Flask application whose only handler does nothing."""

from __future__ import annotations

from flask import Flask, Response


def create_app() -> Flask:
    """An application that answers every POST to /predict with a constant."""
    app = Flask(__name__)

    @app.post("/predict")
    def predict() -> Response:
        return Response(b'{"probability":0.5}', content_type="application/json")

    return app

"""The yardstick: a Flask application whose only handler does nothing."""

from __future__ import annotations

from flask import Flask, Response


def create_app() -> Flask:
    """An application that answers every POST to /predict with a constant."""
    app = Flask(__name__)

    # The second as it is asked for through the product's nginx.
    @app.post("/predict")
    @app.post("/api/v1/predictors/heart/predictions")
    def predict() -> Response:
        return Response(b'{"probability":0.5}', content_type="application/json")

    return app

"""Whether this process lives, and whether it can answer."""

from __future__ import annotations

from flask import Blueprint, Response

from bellwether_api.http.responses import answer
from bellwether_api.representations.protocol import Live, Ready
from bellwether_api.serving.registry import LOOK_AGAIN, Registry


def blueprint(registry: Registry) -> Blueprint:
    """Health as the Open Inference Protocol has it, and whether a key is the operator's."""
    routes = Blueprint("health", __name__)

    @routes.get("/v2/health/live")
    def live() -> Response:
        return answer(Live(live=True))

    @routes.get("/v2/health/ready")
    def ready() -> Response:
        if registry.ready:
            return answer(Ready(live=True, ready=True))
        headers = {"Retry-After": str(LOOK_AGAIN)}
        return answer(Ready(live=True, ready=False), 503, headers=headers)

    @routes.get("/api/v1/operator")
    def key() -> Response:
        return Response(status=204)

    return routes

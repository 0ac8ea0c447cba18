"""Whether this process lives, and whether it can answer."""

from __future__ import annotations

from flask import Blueprint, Response

from bellwether_api.answers import answer
from bellwether_api.auth import OperatorKey
from bellwether_api.registry import Registry

# Seconds: a volume may come back, or a first training end, at any time.
RETRY_AFTER = "2"


def blueprint(registry: Registry, operator: OperatorKey) -> Blueprint:
    """Health as the Open Inference Protocol has it, and whether a key is the operator's."""
    routes = Blueprint("health", __name__)

    @routes.get("/v2/health/live")
    def live() -> Response:
        return answer({"live": True})

    @routes.get("/v2/health/ready")
    def ready() -> Response:
        if registry.ready:
            return answer({"live": True, "ready": True})
        return answer({"live": True, "ready": False}, 503, headers={"Retry-After": RETRY_AFTER})

    @routes.get("/api/v1/operator")
    @operator.required
    def key() -> Response:
        return Response(status=204)

    return routes

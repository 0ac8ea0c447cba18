"""The document of all calls, as a document."""

from __future__ import annotations

from typing import Any, Literal

from bellwether_api.http.documents import OpenDocument


class OpenAPI(OpenDocument):
    """This document."""

    openapi: Literal["3.1.1"]
    info: dict[str, Any]
    paths: dict[str, Any]

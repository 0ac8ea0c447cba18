"""GET /api/v1/audit: who did what, newest first, and whether the chains are whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Blueprint, Response, request

from bellwether_api.http.responses import encoded, tagged
from bellwether_api.representations.audit import Audit, place
from bellwether_api.versions.audited import Wanted, look
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage.audit import AuditLog
from bellwether_contract.storage.store import ModelStore

SHOWN = 200
MOST = 10_000

# A day, or a moment: a time as entries have it begins with its day.
WHEN = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z?)?")


def blueprint(audit: AuditLog, store: ModelStore) -> Blueprint:
    """The audit log, and what the trainer has published and removed."""
    routes = Blueprint("audit", __name__, url_prefix="/api/v1")

    @routes.get("/audit")
    def index() -> Response:
        limit, head, wanted = _asked(request.args)
        return tagged(encoded(Audit.said(look(audit, store, wanted, limit, head))))

    return routes


def _asked(query: Mapping[str, str]) -> tuple[int, str | None, Wanted]:
    """How many entries, the head that was kept elsewhere, and which; raises InvalidInputs."""
    limit, head = query.get("limit", str(SHOWN)), query.get("head")
    faults = []
    if not re.fullmatch("[1-9][0-9]{0,4}", limit) or int(limit) > MOST:
        faults.append(Fault("", f"limit must be a whole number from 1 to {MOST}"))
    if head is not None and not re.fullmatch("[0-9a-f]{16,64}", head):
        faults.append(Fault("", "head must be 16 to 64 hexadecimal digits"))
    for name in ("since", "until"):
        if name in query and not WHEN.fullmatch(query[name]):
            faults.append(Fault("", f"{name} must be a day or a time in UTC, such as 2026-11-29"))
    before = place(query["before"]) if "before" in query else None
    if "before" in query and before is None:
        faults.append(Fault("", "before must be the next of an answer"))
    if faults:
        raise InvalidInputs("The query is wrong", faults)
    words = {name: query.get(name) for name in ("predictor", "who", "action", "subject")}
    # Without its end a time is before every one that begins with it.
    times = {name: query[name].rstrip("Z") for name in ("since", "until") if name in query}
    return int(limit), head, Wanted(**words, **times, before=before)

"""GET /api/v1/audit: who did what, newest first, and whether the chains are whole."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from bellwether_api.http.responses import encoded, tagged
from bellwether_api.representations.audit import Audit, Chain
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage.audit import AuditLog, Entry
from bellwether_contract.storage.store import ModelStore

SHOWN = 200
MOST = 10_000

# How a training signs in a history.
TRAINING = "training "
TRAINER = "trainer"


def blueprint(audit: AuditLog, store: ModelStore) -> Blueprint:
    """The audit log, and what trainings have published."""
    routes = Blueprint("audit", __name__, url_prefix="/api/v1")

    @routes.get("/audit")
    def index() -> Response:
        limit, head = _asked()
        wanted = request.args.get("predictor")
        names = store.names()
        entries = audit.entries()
        for name in names:
            entries += _published(name, store)
        entries = [each for each in entries if wanted in (None, each.predictor)]
        entries.sort(key=lambda each: each.at, reverse=True)
        chains = [
            Chain.said("audit", audit.check(head)),
            *(Chain.said(name, store.check_history(name)) for name in names),
        ]
        return tagged(encoded(Audit(total=len(entries), entries=entries[:limit], chains=chains)))

    return routes


def _published(name: str, store: ModelStore) -> list[Entry]:
    """What trainings have published or kept of a predictor, as the history has it."""
    return [
        Entry(
            event.at,
            event.by,
            TRAINER,
            None,
            f"publish: {event.event}",
            name,
            event.version,
            before=event.against,
            reason=event.reason,
        )
        for event in store.history(name)
        if event.by.startswith(TRAINING)
    ]


def _asked() -> tuple[int, str | None]:
    """How many entries, and the head that was kept elsewhere; raises InvalidInputs."""
    limit, head = request.args.get("limit", str(SHOWN)), request.args.get("head")
    faults = []
    if not re.fullmatch("[1-9][0-9]{0,4}", limit) or int(limit) > MOST:
        faults.append(Fault("", f"limit must be a whole number from 1 to {MOST}"))
    if head is not None and not re.fullmatch("[0-9a-f]{64}", head):
        faults.append(Fault("", "head must be 64 hexadecimal digits"))
    if faults:
        raise InvalidInputs("The query is wrong", faults)
    return int(limit), head

"""What is done with a key is written into the audit log, whichever call does it.

Views only say what changed (``note``). A call that changes something and has no name here stops the
API at its start. A call that only reads leaves an entry where it has a name here.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec

from flask import Flask, Response, request

from bellwether_api.http import request_ids
from bellwether_api.http.auth import Access, NoRight
from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.http.rights import RIGHTS, path_of
from bellwether_contract.clock import now
from bellwether_contract.storage.audit import AuditLog, Entry
from bellwether_contract.storage.locks import LockHeld

log = logging.getLogger(__name__)

P = ParamSpec("P")

_ONE = "/api/v1/predictors/{name}"
_NOTED = "bellwether.noted"

# Answers by which nothing was done, and nothing handed out.
WITHOUT = frozenset({304, *range(400, 600)})

# How each call that changes something is called in the log, and each that takes a model away.
ACTIONS: Mapping[tuple[str, str], str] = {
    ("PUT", f"{_ONE}/champion"): "promote",
    ("GET", f"{_ONE}/versions/{{version}}/export"): "export",
    ("POST", f"{_ONE}/imports"): "import",
    ("PUT", f"{_ONE}/versions/{{version}}/withdrawal"): "withdraw",
    ("PUT", f"{_ONE}/versions/{{version}}/hold"): "hold",
    ("DELETE", f"{_ONE}/versions/{{version}}/hold"): "release",
    ("POST", f"{_ONE}/collection"): "collect",
    ("POST", f"{_ONE}/retrainings"): "retrain",
    ("DELETE", "/api/v1/retrainings/{job}"): "cancel retraining",
    ("POST", f"{_ONE}/datasets"): "send data set",
    ("PUT", f"{_ONE}/datasets/{{dataset}}/answers"): "answer data set",
    ("DELETE", f"{_ONE}/datasets/{{dataset}}"): "remove data set",
    ("POST", f"{_ONE}/validations"): "validate",
    ("DELETE", f"{_ONE}/validations/{{validation}}"): "remove validation",
    ("POST", "/api/v1/keys"): "create key",
    ("POST", "/api/v1/keys/{key}/rotation"): "rotate key",
    ("DELETE", "/api/v1/keys/{key}"): "revoke key",
    ("POST", "/v2/repository/models/{name}/load"): "load model",
    ("POST", "/v2/repository/models/{name}/unload"): "unload model",
}


def note(
    *,
    predictor: str | None = None,
    subject: str | None = None,
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
) -> None:
    """Say what the request in hand changes; what is None is not said."""
    said = {"predictor": predictor, "subject": subject, "before": before, "after": after}
    said |= {"reason": reason}
    noted = request.environ.setdefault(_NOTED, {})
    noted.update({name: text for name, text in said.items() if text is not None})


def keep(app: Flask, audit: AuditLog, access: Access) -> None:
    """Have each call of ``app`` that changes something leave an entry; ``access`` guards them.

    Raises NoRight for one that has no name.
    """
    for rule in app.url_map.iter_rules():
        path = path_of(rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            right = RIGHTS.get((method, path))
            action = ACTIONS.get((method, path))
            if right is None or right.public or (action is None and method == "GET"):
                continue
            if action is None:
                raise NoRight(f"{method} {path} has no name in http/audit_trail.py")
            view = app.view_functions[rule.endpoint]
            app.view_functions[rule.endpoint] = _recorded(view, action, audit, access)


def _recorded(
    view: Callable[P, Any], action: str, audit: AuditLog, access: Access
) -> Callable[P, Any]:
    @functools.wraps(view)
    def recorded(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            # First: what cannot be written down is not done.
            audit.require_writable()
        except OSError as error:
            raise StoreUnavailable(
                f"The audit log cannot be written ({error.strerror}), so nothing was done"
            ) from error
        answered = view(*args, **kwargs)
        if request.method == "HEAD":
            return answered
        if isinstance(answered, Response) and answered.status_code not in WITHOUT:
            _write(audit, access, action, {name: str(value) for name, value in kwargs.items()})
        return answered

    return recorded


def _write(audit: AuditLog, access: Access, action: str, path: Mapping[str, str]) -> None:
    caller = access.caller()
    subject = next((value for name, value in path.items() if name != "name"), None)
    noted = {"predictor": path.get("name"), "subject": subject, **request.environ.get(_NOTED, {})}
    request_id = request_ids.of(request.environ)
    entry = Entry(
        now(),
        caller.name,
        caller.role,
        caller.key.id if caller.key is not None else None,
        action,
        **noted,
        request=request_id,
    )
    try:
        head = audit.append(entry)
    except (OSError, LockHeld) as error:
        # It is done and cannot be undone: who reads the log learns of it here.
        log.error("Request %s is not in the audit log (%s): %s", request_id, error, action)
    else:
        # What a cut or rewritten log would be held against.
        log.info("Request %s is in the audit log, whose head is %s", request_id, head)

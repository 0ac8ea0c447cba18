"""What an auditor asks."""

from __future__ import annotations

from collections.abc import Iterator

from bellwether import audit
from bellwether.audit import Audit, Entry
from bellwether.visitor import Visitor


class Auditor(Visitor):
    """The calls of the audit log; they need the key of an operator or of an auditor."""

    def audit(
        self,
        predictor: str | None = None,
        *,
        who: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        since: str | None = None,
        until: str | None = None,
        before: str | None = None,
        limit: int = 200,
        head: str | None = None,
    ) -> Audit:
        """Who did what, newest first, and whether the log and the histories are whole.

        ``subject`` is what something was done to, or the beginning of its name.
        ``since`` and ``until`` are days or times (UTC), ``before`` the ``next`` of an earlier
        answer, of which these are the older entries. ``head`` is a hash that was kept elsewhere, or
        its first 16 digits; that it is gone is a fault then.
        """
        wanted = {"predictor": predictor, "who": who, "action": action, "subject": subject}
        wanted |= {"since": since, "until": until, "before": before, "head": head}
        return audit.read(self._transport, wanted, limit)

    def audit_entries(
        self,
        predictor: str | None = None,
        *,
        who: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """As ``audit``, one entry after another, a page at a time; all without ``limit``."""
        wanted = {"predictor": predictor, "who": who, "action": action, "subject": subject}
        return audit.entries(self._transport, wanted | {"since": since, "until": until}, limit)

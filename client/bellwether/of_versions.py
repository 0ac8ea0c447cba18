"""One server as whoever decides on versions meets it: listed, promoted, held, removed."""

from __future__ import annotations

import re
from urllib.parse import quote

from bellwether import champions, collections, transfers, versions
from bellwether.beginnings import only
from bellwether.champions import Champion, Event
from bellwether.collections import Collection
from bellwether.errors import NotFound
from bellwether.tables import Progress, Source
from bellwether.transfers import Exported, Import
from bellwether.transport import path
from bellwether.versions import Hold, Listed, Report, Version, Withdrawal
from bellwether.visitor import Visitor

VERSION_CHARACTERS = len("20260101T120000Z-00000000")
BEGINNING = re.compile("[0-9a-fTZ-]+")


class OfVersions(Visitor):
    """The calls of versions."""

    def versions(
        self, name: str, *, limit: int | None = None, begins: str | None = None
    ) -> list[Version]:
        """What was published, newest first: all of it, or so many at most.

        Only those whose names begin so, where that is said.
        """
        return versions.pages(self._transport, name, limit, begins).listed

    def versions_listed(self, name: str, *, limit: int | None = None) -> Listed:
        """The same, and how many there are."""
        return versions.pages(self._transport, name, limit)

    def champion(self, name: str) -> Champion | None:
        """The version that answers; None before the first."""
        return champions.look(self._transport, name).champion

    def history(self, name: str) -> list[Event]:
        """All that was decided of its versions, newest first."""
        return champions.history(self._transport, name)

    def promote(self, name: str, version: str, reason: str | None = None) -> Champion:
        """Make ``version``, or the one that begins so, the champion.

        One that the gate has rejected needs a ``reason``.
        Raises Conflict where it does not pass its checks, Overtaken where somebody was faster.
        """
        seen = champions.look(self._transport, name)
        wanted = self._named(name, version)
        return champions.promote(self._transport, name, wanted, reason, seen)

    def rollback(self, name: str, reason: str | None = None) -> Champion:
        """Make the champion before the present one champion again; a second time undoes it.

        Raises Conflict where there is none, Overtaken where somebody was faster.
        """
        seen = champions.look(self._transport, name)
        return champions.promote(self._transport, name, seen.former(name), reason, seen)

    def withdraw(self, name: str, version: str, reason: str) -> Withdrawal:
        """Take ``version``, or the one that begins so, out of use, for good.

        New versions are no longer measured against it, and it can neither be promoted nor rolled
        back to. Raises Conflict where it is the champion: promote another one first.
        """
        seen = champions.look(self._transport, name)
        wanted = self._named(name, version)
        return champions.withdraw(self._transport, name, wanted, reason, seen)

    def report(self, name: str, version: str | None = None) -> Report:
        """What was measured on a version, by default the champion.

        A version may be named by its beginning. Raises NotFound, Conflict.
        """
        wanted = self._chosen(name, version)
        document = self._transport.get(path(name, "versions", wanted, "report"))
        return versions.report(name, wanted, document)

    def report_address(self, name: str, version: str | None = None) -> str:
        """The address of the report's page."""
        wanted = self._chosen(name, version)
        return f"{self.url}/#/report/{quote(name, safe='')}/{quote(wanted, safe='')}"

    def card(self, name: str, version: str | None = None) -> str:
        """The model card of a version, by default the champion's, as Markdown."""
        return self._transport.text(path(name, "versions", self._chosen(name, version), "card"))

    def hold(self, name: str, version: str, reason: str) -> Hold:
        """Have nobody remove ``version``, or the one that begins so, until it is released."""
        return versions.hold(self._transport, name, self._named(name, version), reason)

    def release(self, name: str, version: str, reason: str) -> str:
        """Let ``version``, or the one that begins so, be removed again; returns its name."""
        wanted = self._named(name, version)
        versions.release(self._transport, name, wanted, reason)
        return wanted

    def collection(self, name: str, keep: int | None = None) -> Collection:
        """Which versions a collection would remove, and why the others stay; changes nothing.

        So many of the newest are to ``keep``, by default as the server is set.
        """
        return collections.look(self._transport, name, keep)

    def collect(self, name: str, keep: int | None = None, reason: str | None = None) -> Collection:
        """Have the trainer remove what nothing keeps; what would be removed now.

        Raises Conflict where it is at it already, InvalidInputs where nothing says how many of the
        newest are to ``keep``.
        """
        return collections.start(self._transport, name, keep, reason)

    def export(
        self, name: str, version: str, target: Source, progress: Progress | None = None
    ) -> Exported:
        """Write ``version``, or the one that begins so, to ``target``, for another site.

        ``target`` is a path, which holds all of it in the end or what it held before, or a binary
        file. ``progress`` is called with the bytes that have come. Raises Conflict where it does
        not bear a signature that is trusted, or holds rows of people.
        """
        wanted = self._named(name, version)
        return transfers.export(self._transport, name, wanted, target, progress)

    def import_version(self, name: str, file: Source, progress: Progress | None = None) -> Import:
        """Send a version of another site, to be taken in as a candidate; ``wait`` for its end.

        ``file`` is what an export has written. One that is there already is not taken in twice.
        Raises InvalidInputs where it is no whole archive, Conflict where it is not trusted, is
        another predictor's or does not pass its self-test vectors, NotFound where it was collected.
        """
        return transfers.send(self._transport, name, file, progress)

    def _chosen(self, name: str, version: str | None) -> str:
        return self._named(name, version) if version else self._present(name)

    def _named(self, name: str, version: str) -> str:
        """The version that has this name or, where it is shorter than one, begins so."""
        if len(version) >= VERSION_CHARACTERS:
            return version
        found = self.versions(name, begins=version) if BEGINNING.fullmatch(version) else []
        return only(found, version, "version", lambda each: each.version).version

    def _present(self, name: str) -> str:
        champion = self.champion(name)
        if champion is None:
            raise NotFound(f"{name} has no champion yet; wait for its first training")
        return champion.version

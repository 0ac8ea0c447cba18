"""What is decided of versions: published, promoted, withdrawn, held.

Each change is made in its turn: under the predictor's lock, and where several hosts follow a bucket
decided anew by whoever was not first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bellwether_contract.bundle.manifest import Manifest
from bellwether_contract.clock import now
from bellwether_contract.coded import codes_of
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.champions import Champion, Standing
from bellwether_contract.storage.history import ENDS, Event, EventName, Hold, Withdrawal
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.versions import Versions
from bellwether_contract.vocabulary import Outcome


class ChampionChanged(BellwetherError):
    """A version was measured against a champion that is not the champion any more."""

    permanent = False


class StillServing(BellwetherError):
    """A version answers, so it cannot be withdrawn before another one does."""


class ModelStore(Versions):
    """What is published, as the services see it."""

    def publish(
        self,
        manifest: Manifest,
        files: Mapping[str, bytes],
        *,
        outcome: Outcome,
        by: str,
        reason: str,
        reasons: tuple[str, ...] | None = None,
        met: Standing | None = None,
        on_wait: OnWait | None = None,
    ) -> str:
        """Add a version and promote it, or note that it is kept as a candidate or rejected.

        ``reasons`` are those that ``reason`` joins.
        A job publishes once, however often it runs and even where two of its processes race:
        the version that it has published already is returned, and what a killed process left
        undone is finished. ``met`` is whom the version was measured against: raises
        ChampionChanged, and leaves nothing of the version behind, where that is not so any more.
        Raises what ``add`` raises, and what ``lock`` does, which is told ``on_wait``.
        """
        name = manifest.predictor

        def decide() -> str:
            # What a killed writer left behind: nobody else writes, the turn is ours.
            self.tidy(name)
            version = self.version_of_job(name, manifest.job)
            if version is None or self.timeline(name).order(version) is None:
                # In our turn: nobody decides otherwise until this decision is written.
                self._meets_the_same(name, met, version)
                if version is None:
                    version = manifest.version
                    self.add(manifest, files)
                anchor, against = manifest.anchor.id, met.champion if met is not None else None
                line = Event(
                    now(), ENDS[outcome], version, by, reason, anchor, against, reasons,
                    manifest.job, manifest.anchor.log_loss, reason_codes=codes_of(reasons),
                )  # fmt: skip
                if outcome == "promoted":
                    self._point(name, Champion(version, line.at, by, reason), line)
                else:
                    self._append(name, line)
                return version
            # An earlier run came this far. Somebody may have decided otherwise since: only the
            # newest line is acted on.
            _, last = next(self.newest_first(name))
            pointed = self.champion(name)
            if (
                last.version == version
                and last.event == "promoted"
                and (pointed is None or pointed.version != version)
            ):
                self._point(name, Champion(version, last.at, last.by, last.reason))
            return version

        return self.deciding(name, decide, on_wait)

    def promote(
        self,
        name: str,
        version: str,
        *,
        by: str,
        reason: str,
        event: EventName | None = "promoted",
        precondition: Callable[[], None] | None = None,
    ) -> Champion:
        """Make ``version`` the champion: the history line first, the pointer last.

        Without an ``event`` the history says whether this is to roll back.
        ``precondition`` is called first, under the lock: what it raises prevents the promotion.
        Raises UnknownVersion, WithdrawnVersion, LockHeld, VolumeFull and OSError.
        """
        self.require(name, version)

        def decide() -> Champion:
            if precondition is not None:
                precondition()
            # Once more: it may have been collected while it was being proven.
            self.require(name, version)
            self.require_in_use(name, version)
            goes_back = event is None and self._goes_back(name, version)
            become = event or ("rolled back" if goes_back else "promoted")
            champion = Champion(version=version, since=now(), by=by, reason=reason)
            # The line of history, then the pointer; a full volume takes neither.
            self._point(name, champion, Event(champion.since, become, version, by, reason))
            return champion

        return self.deciding(name, decide)

    def withdraw(
        self,
        name: str,
        version: str,
        *,
        by: str,
        reason: str,
        precondition: Callable[[], None] | None = None,
    ) -> Withdrawal:
        """Take a version out of use, for good; one that was withdrawn already stays as it is.

        ``precondition`` is called first, under the lock. Raises UnknownVersion, StillServing where
        it is the champion, and what ``champion``, ``lock`` and ``precondition`` raise.
        """
        self.require(name, version)

        def decide() -> Withdrawal:
            self.require(name, version)
            if (known := self.withdrawals(name).get(version)) is not None:
                return known
            if precondition is not None:
                precondition()
            pointed = self.champion(name)
            if pointed is not None and pointed.version == version:
                raise StillServing(
                    f"The version {version} is the champion of {name} and answers; "
                    f"{self._another(name, version)}, then withdraw this one"
                )
            line = Event(now(), "withdrawn", version, by, reason)
            self._append(name, line)
            return Withdrawal(line.at, by, reason)

        return self.deciding(name, decide)

    def hold(self, name: str, version: str, *, by: str, reason: str) -> Hold:
        """Have nobody remove a version until it is released; held again it gets the new reason.

        Raises UnknownVersion, CollectedVersion where it was removed already, LockHeld, VolumeFull,
        OSError.
        """
        self.require(name, version)

        def decide() -> Hold:
            # Who collects takes turns with us: from here on the version is there, and stays.
            self.require(name, version)
            known = self.timeline(name).held.get(version)
            if known is not None and known.reason == reason:
                return known
            line = Event(now(), "held", version, by, reason)
            self._append(name, line)
            return Hold(line.at, by, reason)

        return self.deciding(name, decide)

    def release(self, name: str, version: str, *, by: str, reason: str) -> None:
        """Let a version be removed again; one that nobody holds stays so.

        Raises what ``hold`` raises.
        """
        self.require(name, version)

        def decide() -> None:
            self.require(name, version)
            if version in self.timeline(name).held:
                self._append(name, Event(now(), "released", version, by, reason))

        self.deciding(name, decide)

    def _meets_the_same(self, name: str, met: Standing | None, unfinished: str | None) -> None:
        """Raise ChampionChanged unless ``met`` are those whom a challenger has to meet now.

        A version that a killed process has left ``unfinished`` is in no history: it goes then.
        """
        if met is None or (standing := self.standing(name)) == met:
            return
        if unfinished is not None:
            self._origin.take_away(name, unfinished)
        raise ChampionChanged(
            f"the champion was {met.champion or 'none'} when this version was measured and is "
            f"{standing.champion or 'none'} now; it has to be measured anew"
            if standing.champion != met.champion
            else "another version was champion or withdrawn since this one was measured; it has to "
            "be measured anew"
        )

"""What can be predicted: the list, and each predictor with its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from bellwether_api.declarations import watcher
from bellwether_api.declarations.index import Source
from bellwether_api.http.documents import Absent, Count, Document
from bellwether_api.representations import form
from bellwether_api.representations.form import FormField
from bellwether_api.representations.retrainings import ended
from bellwether_api.representations.versions import Champion, ServingVersion
from bellwether_api.serving.loading import Refusal, State
from bellwether_contract.bundle import peers, pointed_out
from bellwether_contract.bundle.manifest import Manifest
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.parts import Section, Wording
from bellwether_contract.declaration.translation import FaultyTranslation
from bellwether_contract.encoding.applicability import Ends
from bellwether_contract.errors import Fault
from bellwether_contract.jobs import JobRecord


class ChampionPointer(Document):
    version: str
    since: str


class PredictorSummary(Document):
    """Without a champion, one of the last three is the last training, if it ended so.

    A ``draft`` has texts that are still to be written, and answers holders of a key alone. Title
    and summary are in ``language``.
    """

    name: str
    language: str
    title: str
    summary: str
    draft: bool
    champion: ChampionPointer | None
    training: JobRecord | None
    failed: JobRecord | None
    rejected: JobRecord | None
    candidate: JobRecord | None

    @classmethod
    def of(
        cls,
        name: str,
        predictor: spec.Predictor,
        state: State | None,
        training: JobRecord | None,
        last: JobRecord | None,
    ) -> PredictorSummary:
        """A predictor in the list of all."""
        champion = state.champion if state is not None else None
        return cls(
            name=name,
            language=predictor.language,
            title=predictor.title,
            summary=predictor.summary,
            draft=predictor.draft,
            champion=ChampionPointer(version=champion.version, since=champion.since)
            if champion is not None
            else None,
            training=training,
            **ended(last),
        )


class BrokenFolder(Document):
    """A folder that cannot be used, and why."""

    folder: str
    errors: list[Fault]

    @classmethod
    def of(cls, found: watcher.BrokenFolder) -> BrokenFolder:
        """A folder as the watcher has found it."""
        return cls(folder=found.folder, errors=list(found.faults))


class BrokenTranslation(Document):
    """A file of a folder with texts in another language, which are not used, and why."""

    folder: str
    file: str
    errors: list[Fault]

    @classmethod
    def of(cls, folder: str, found: FaultyTranslation) -> BrokenTranslation:
        """A translation as the watcher has found it."""
        return cls(folder=folder, file=found.file, errors=list(found.faults))


class Predictors(Document):
    """What can be predicted, and the folders and translations that cannot be used."""

    predictors: list[PredictorSummary]
    broken: list[BrokenFolder]
    broken_translations: Absent[Annotated[list[BrokenTranslation], Field(min_length=1)]] = None


class Target(Document):
    label: str
    meaning: str


class Population(Document):
    """Whom the rows stand for; ``question`` asks a person whether they are one of them."""

    who: str
    question: str | None
    source: str
    rows: Count | None
    limits: list[str]


class PeerLevel(Document):
    """A ``value``, or numbers from ``low`` up to under ``high``; null where there is no end."""

    field: str
    value: str | bool | None
    low: float | None
    high: float | None


class PeerGroup(Document):
    """People who are alike in some fields, of whom ``events`` of ``n`` had it.

    ``sentence`` says so with {n} for so many of 100.
    """

    levels: list[PeerLevel]
    n: Count
    events: Count
    sentence: str

    @classmethod
    def of(cls, found: peers.PeerGroup) -> PeerGroup:
        """A group of the serving version's report."""
        levels = [
            PeerLevel(field=each.field, value=each.value, low=each.low, high=each.high)
            for each in found.levels
        ]
        return cls(levels=levels, n=found.n, events=found.events, sentence=found.sentence)


class PointedOut(Document):
    """What the threshold does to 100 people like those whom the version was measured on.

    ``found`` and ``missed`` had it, ``alarms`` are pointed out without it.
    """

    found: Count
    missed: Count
    alarms: Count
    left: Count

    @classmethod
    def of(cls, found: pointed_out.PointedOut | None) -> PointedOut | None:
        """By the serving version's report, or None."""
        if found is None:
            return None
        return cls(found=found.found, missed=found.missed, alarms=found.alarms, left=found.left)


class Predictor(Document):
    """All that a form needs, and who answers; a ``draft`` answers holders of a key alone.

    Its texts are in ``language``; ``languages`` are those in which it can be asked for.
    """

    name: str
    language: str
    languages: list[str]
    title: str
    summary: str
    draft: bool
    target: Target
    population: Population
    wording: Wording
    sections: list[Section]
    fields: list[FormField]
    peers: list[PeerGroup]
    pointed_out: PointedOut | None
    declaration: Source
    champion: Champion | None
    serving: ServingVersion | None
    refusals: list[Refusal]
    training: JobRecord | None
    failed: JobRecord | None
    rejected: JobRecord | None
    candidate: JobRecord | None

    @classmethod
    def of(
        cls,
        declared: spec.Predictor,
        source: Source,
        ends: Mapping[str, Ends],
        state: State | None,
        champion_manifest: Manifest | None,
        training: JobRecord | None,
        last: JobRecord | None,
        languages: Sequence[str],
    ) -> Predictor:
        """All that a page needs to ask, to answer, and to say who answers.

        ``ends`` are those of ``declared`` that the rows have set, by field. ``languages`` are all
        in which it could be asked for.
        """
        bundle = state.bundle if state is not None else None
        return cls(
            name=declared.name,
            language=declared.language,
            languages=list(languages),
            title=declared.title,
            summary=declared.summary,
            draft=declared.draft,
            target=Target(label=declared.target.label, meaning=declared.target.meaning),
            population=Population(
                who=declared.population.who,
                question=declared.population.question,
                source=declared.population.source,
                rows=bundle.manifest.rows if bundle is not None else None,
                limits=list(declared.population.limits),
            ),
            wording=declared.wording,
            sections=list(declared.sections),
            fields=[
                form.field(item, ends.get(item.name), proven=bundle is not None)
                for item in declared.fields
            ],
            peers=[PeerGroup.of(each) for each in (bundle.peers if bundle is not None else ())],
            pointed_out=PointedOut.of(bundle.pointed_out if bundle is not None else None),
            declaration=source,
            champion=Champion.of(state.champion if state is not None else None, champion_manifest),
            serving=ServingVersion.of(bundle.manifest) if bundle is not None else None,
            refusals=list(state.refusals) if state is not None else [],
            training=training,
            **ended(last),
        )

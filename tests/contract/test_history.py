"""Candidates and withdrawn versions: what the history says of them, and what follows from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.errors import InvalidDeclaration, UnknownVersion
from bellwether_contract.storage import history
from bellwether_contract.storage.champions import WithdrawnVersion
from bellwether_contract.storage.origin import HISTORY
from bellwether_contract.storage.store import ChampionChanged, ModelStore, StillServing
from tests import factories, made_up
from tests.contract.test_store import challenger

NAME = made_up.NAME


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", tmp_path / "champions")


def withdraw(store: ModelStore, version: str, reason: str = "a leak") -> history.Withdrawal:
    return store.withdraw(NAME, version, by="operator", reason=reason)


def test_a_candidate_is_kept_moves_no_pointer_and_can_be_promoted(store: ModelStore) -> None:
    first = factories.publish(store, 1)
    second = factories.publish(store, 2, outcome="candidate", reason="too little to tell")
    pointed = store.champion(NAME)
    assert pointed is not None
    assert pointed.version == first
    newest = store.history(NAME)[0]
    assert (newest.event, newest.version) == ("kept as candidate", second)
    assert newest.reasons == ("too little to tell",)
    # Nobody is measured against what was never champion.
    assert store.promoted(NAME) == [first]
    assert store.standing(NAME).promoted == 1
    store.promote(NAME, second, by="operator", reason="")
    assert store.promoted(NAME) == [second, first]


def test_a_candidate_is_published_once_by_a_job_that_runs_again(store: ModelStore) -> None:
    factories.publish(store, 1)
    manifest, files = challenger(store, 2)
    for _ in range(2):
        store.publish(manifest, files, outcome="candidate", by="training", reason="by hand")
    assert [line.event for line in store.history(NAME)] == ["kept as candidate", "promoted"]


def test_a_withdrawn_version_is_no_longer_one_of_the_best(
    store: ModelStore, tmp_path: Path
) -> None:
    first, second = (factories.publish(store, day) for day in (1, 2))
    withdrawal = withdraw(store, first)
    assert store.promoted(NAME) == [second]
    assert store.withdrawals(NAME) == {first: withdrawal}
    # Another process, and one that starts later.
    again = ModelStore(tmp_path / "models", tmp_path / "champions")
    assert again.withdrawals(NAME) == {first: withdrawal}
    assert store.history(NAME)[0].event == "withdrawn"


def test_a_withdrawn_version_is_promoted_by_nobody_and_nothing(store: ModelStore) -> None:
    first, second = (factories.publish(store, day) for day in (1, 2))
    other = ModelStore(store.models, store.folder)
    assert other.withdrawals(NAME) == {}
    withdraw(store, first)
    for event in ("promoted", "rolled back", "forced"):
        with pytest.raises(WithdrawnVersion, match=rf"{first} .* \(a leak\).*not even by force"):
            # What another process remembers of before does not count.
            other.promote(NAME, first, by="operator", reason="all the same", event=event)
    pointed = store.champion(NAME)
    assert pointed is not None
    assert pointed.version == second


def test_the_champion_is_not_withdrawn_and_the_way_is_told(store: ModelStore) -> None:
    first = factories.publish(store, 1)
    with pytest.raises(StillServing, match=r"promote another one, by force"):
        withdraw(store, first)
    second = factories.publish(store, 2)
    with pytest.raises(StillServing, match=rf"{second} is the champion .* roll back to {first}"):
        withdraw(store, second)
    assert store.withdrawals(NAME) == {}
    store.promote(NAME, first, by="operator", reason="no", event="rolled back")
    withdraw(store, second)
    assert set(store.withdrawals(NAME)) == {second}
    with pytest.raises(UnknownVersion):
        withdraw(store, factories.version_name(9))


def test_what_is_withdrawn_twice_stays_as_it_was_the_first_time(store: ModelStore) -> None:
    first, _ = (factories.publish(store, day) for day in (1, 2))

    def outdated() -> None:
        raise AssertionError("nothing is changed, so nothing is asked")

    before = withdraw(store, first)
    again = store.withdraw(NAME, first, by="operator", reason="another", precondition=outdated)
    assert again == before
    assert [line.event for line in store.history(NAME)].count("withdrawn") == 1


def test_what_was_measured_against_a_withdrawn_version_is_measured_anew(store: ModelStore) -> None:
    first, _ = (factories.publish(store, day) for day in (1, 2))
    manifest, files = challenger(store, 3)
    met = store.standing(NAME)
    withdraw(store, first)
    with pytest.raises(ChampionChanged, match="withdrawn"):
        store.publish(manifest, files, outcome="rejected", by="training", reason="no", met=met)


def test_a_killed_publication_does_not_bring_a_withdrawn_version_back(store: ModelStore) -> None:
    first, second = (factories.publish(store, day) for day in (1, 2))
    manifest, files = challenger(store, 3)
    store.publish(manifest, files, outcome="promoted", by="training", reason="good")
    store.promote(NAME, second, by="operator", reason="no", event="rolled back")
    withdraw(store, manifest.version)
    store.publish(manifest, files, outcome="promoted", by="training", reason="good")
    pointed = store.champion(NAME)
    assert pointed is not None
    assert pointed.version == second
    assert first in store.promoted(NAME)


def test_going_back_is_told_by_the_order_of_the_history_not_by_clocks(store: ModelStore) -> None:
    # The first was published while a clock was ahead: its name sorts behind the other's.
    ahead, present = (factories.publish(store, day) for day in (28, 1))
    for version, event in ((ahead, "rolled back"), (present, "promoted"), (present, "promoted")):
        store.promote(NAME, version, by="operator", reason="", event=None)
        assert (store.history(NAME)[0].version, store.history(NAME)[0].event) == (version, event)


def test_who_was_never_champion_is_not_gone_back_to(store: ModelStore) -> None:
    older = factories.publish(store, 1, outcome="candidate")
    factories.publish(store, 2)
    store.promote(NAME, older, by="operator", reason="", event=None)
    assert store.history(NAME)[0].event == "promoted"


def test_a_history_of_before_is_read(store: ModelStore, tmp_path: Path) -> None:
    first, second = (factories.publish(store, day) for day in (1, 2))
    path = tmp_path / "champions" / NAME / HISTORY
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for line in lines:
        del line["reasons"], line["against"]
    lines.append({**lines[0], "event": "rejected", "version": factories.version_name(3)})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert store.promoted(NAME) == [second, first]
    assert store.history(NAME)[0].reasons is None
    assert history.rejected(store.history(NAME), factories.version_name(3))


@pytest.mark.parametrize("word", ["auto", "if_better", "by_hand"])
def test_a_declaration_says_who_becomes_champion_by_itself(word: str) -> None:
    document = made_up.declaration(NAME, policy={"threshold": "max_f1", "promote": word})
    assert spec.parse(json.dumps(document).encode()).policy.promote == word


def test_without_a_word_whatever_the_gate_lets_pass_becomes_champion() -> None:
    document = made_up.declaration(NAME, policy={"threshold": "max_f1"})
    assert spec.parse(json.dumps(document).encode()).policy.promote == "auto"


def test_another_word_is_refused_with_those_that_there_are() -> None:
    document = made_up.declaration(NAME, policy={"threshold": "max_f1", "promote": "never"})
    with pytest.raises(InvalidDeclaration, match="auto, if_better or by_hand"):
        spec.parse(json.dumps(document).encode())

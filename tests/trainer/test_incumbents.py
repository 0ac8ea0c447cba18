"""Whom a challenger meets stays who it was, whoever becomes champion meanwhile."""

from __future__ import annotations

from pathlib import Path

from bellwether_contract.storage.champions import UNREADABLE, Standing
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.models import incumbents
from tests import factories, made_up


def test_new_rows_are_compared_with_those_of_the_champion_that_is_met(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    factories.publish(store, 1, measured={"data": {"whose": "the first"}})
    met = store.standing(made_up.NAME)
    factories.publish(store, 2, measured={"data": {"whose": "the second"}})
    assert incumbents.data(store, made_up.NAME, met) == {"whose": "the first"}
    assert incumbents.data(store, made_up.NAME, Standing(None, 0)) is None
    assert incumbents.data(store, made_up.NAME, Standing(UNREADABLE, 1)) is None

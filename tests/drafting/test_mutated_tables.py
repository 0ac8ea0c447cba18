"""None ends in a traceback, and what a draft has read a training reads; `make fuzz` asks more."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

from bellwether_contract.declaration import spec
from bellwether_trainer.rows import data
from tests.drafting import mutated
from tools.drafting import check, new

# Of so many tables each; nightly 5,000.
TABLES = int(os.environ.get("FUZZED_TABLES", "50"))
# Another night, other tables.
FIRST = int(os.environ.get("FUZZED_FROM", "0"))


def test_any_table_is_drafted_or_refused_in_words(tmp_path: Path) -> None:
    source, predictors = tmp_path / "rows.csv", tmp_path / "predictors"
    came_out: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + TABLES):
        source.write_bytes(mutated.table(seed))
        try:
            came_out[_drafted(source, predictors)] += 1
        except Exception as error:
            raise AssertionError(f"tests.drafting.mutated.table({seed})") from error
        shutil.rmtree(predictors, ignore_errors=True)
    assert set(came_out) == {"drafted", "refused"}
    # Both ways are taken, or nothing was tried.
    assert came_out["drafted"] > TABLES / 5
    assert came_out["refused"] > TABLES / 20


def _drafted(source: Path, predictors: Path) -> str:
    try:
        told = new.draft(source, "died", "any", predictors)
    except new.CannotDraft:
        return "refused and written" if predictors.exists() else "refused"
    folder = predictors / "any"
    predictor = spec.read(folder)
    rows = data.initial(folder, predictor)
    # The labels are those that the draft has told.
    assert told[0].startswith(f"{len(rows.labels):,} rows, {int(rows.labels.sum()):,} of them")
    check.check(folder)
    return "drafted"

"""Cells of columns with a role: dates as tables write them, and rows that say nowhere."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyarrow import csv, parquet

from bellwether_contract.declaration import spec
from bellwether_trainer.records import TrainingError
from bellwether_trainer.rows import data, dates, identifiers, leaks
from bellwether_trainer.rows.roles import UNKNOWN_SITE, day
from tests import made_up


def loaded(folder: Path, column: str, cells: list[str], **roles: Any) -> data.Loaded:
    """Made-up rows with one more ``column`` of these ``cells``, in turn."""
    return data.initial(*written(folder, column, cells, **roles))


def written(
    folder: Path, column: str, cells: list[str], **roles: Any
) -> tuple[Path, spec.Predictor]:
    header, *lines = made_up.rows(80).decode().splitlines()
    more = [f'{line},"{cells[row % len(cells)]}"' for row, line in enumerate(lines)]
    content = "\n".join([f"{header},{column}", *more, ""]).encode()
    place = folder / hashlib.sha256(content + repr(roles).encode()).hexdigest()[:8]
    made = made_up.write(place, content=content, roles=roles)
    return made, spec.read(made)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2021-04-03", date(2021, 4, 3)),
        ("2021/4/3", date(2021, 4, 3)),
        ("2021-04-03T10:30:00Z", date(2021, 4, 3)),
        ("3.4.2021", date(2021, 4, 3)),
        ("13/4/2021", date(2021, 4, 13)),
        ("4/13/2021", date(2021, 4, 13)),
        ("4/4/21", date(2021, 4, 4)),
        ("3 Apr 2021", date(2021, 4, 3)),
        ("3. März 2019", date(2019, 3, 3)),
        ("03-OKT-88", date(1988, 10, 3)),
        ("3 déc. 2020", date(2020, 12, 3)),
        ("12 juil 2020", date(2020, 7, 12)),
        ("12 juin 2020", date(2020, 6, 12)),
        ("5 ene 2020", date(2020, 1, 5)),
        ("5 mrt 2020", date(2020, 3, 5)),
        ("5 out 2020", date(2020, 10, 5)),
        ("April 3, 2021", date(2021, 4, 3)),
        ("20210403", date(2021, 4, 3)),
        ("2021-04", date(2021, 4, 1)),
        ("4/2021", date(2021, 4, 1)),
        ("31.2.2021", None),
        ("13/13/2021", None),
        ("20211399", None),
        ("3 Foo 2021", None),
        ("12.5", None),
        ("2021", None),
    ],
)
def test_a_date_is_read_as_tables_write_it(cell: str, read: date | None) -> None:
    assert dates.read(cell) == read


def test_what_may_be_two_days_is_one_by_declaration_alone(tmp_path: Path) -> None:
    with pytest.raises(dates.TwoDays):
        dates.read("3/4/2021")
    with pytest.raises(
        TrainingError, match=r"admitted may be two days; .*day_first: true or false"
    ):
        loaded(tmp_path, "admitted", ["3/4/2021", "13/4/2021"], time="admitted")
    for first, april in ((True, date(2021, 4, 3)), (False, date(2021, 3, 4))):
        cells = ["3/4/2021", "3/14/2021"] if not first else ["3/4/2021", "14/3/2021"]
        marks = loaded(tmp_path, "admitted", cells, time="admitted", day_first=first).marks
        assert marks.times is not None
        assert marks.dated
        assert day(marks.times[0]) == april
    # A cell that the declared order makes no day is a fault.
    with pytest.raises(TrainingError, match="admitted must be a number or a date"):
        loaded(tmp_path, "admitted", ["3/14/2021"], time="admitted", day_first=True)


def test_a_row_that_says_nowhere_is_of_an_unknown_site(tmp_path: Path) -> None:
    cells = ["North", "", "NA", "South", "unknown"]
    marks = loaded(tmp_path, "hospital", cells, site="hospital").marks
    assert marks.sites is not None
    assert marks.sites[:5].tolist() == ["North", UNKNOWN_SITE, UNKNOWN_SITE, "South", UNKNOWN_SITE]


def test_an_identifier_that_comes_again_is_asked_about_until_roles_answer(tmp_path: Path) -> None:
    cells = [f"P{row // 2}" for row in range(80)]
    folder, predictor = written(tmp_path, "patient_id", cells)
    (found,) = identifiers.undeclared(folder, predictor)
    assert (found.values, found.rows, found.of_people, found.everywhere) == (40, (2, 2), True, True)
    (question,) = leaks.of_identifiers(predictor, (found,))
    assert "roles: {group: patient_id}" in question.words
    assert leaks.unanswered((question,)) == (question.words,)

    answered = written(tmp_path, "patient_id", cells, nobody_twice="ids of families")
    (question,) = leaks.of_identifiers(answered[1], identifiers.undeclared(*answered))
    assert question.answer == "ids of families"
    assert leaks.unanswered((question,)) == ()
    assert identifiers.undeclared(*written(tmp_path, "patient_id", cells, group="patient_id")) == ()
    # The same of a Parquet file.
    parquet.write_table(csv.read_csv(folder / "data.csv"), folder / "data.parquet")
    declared = predictor.data.model_copy(update={"file": "data.parquet"})
    told = identifiers.undeclared(folder, predictor.model_copy(update={"data": declared}))
    assert told == (found,)
    # Everybody once, and a column that numbers nothing.
    assert identifiers.undeclared(*written(tmp_path, "patient_id", [*map(str, range(80))])) == ()
    assert identifiers.undeclared(*written(tmp_path, "ward_floor", cells)) == ()

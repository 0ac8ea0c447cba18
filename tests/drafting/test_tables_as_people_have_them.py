"""A table for each way in which people's tables differ from a program's, and what a draft says."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.tables.csv_lines import CsvLines
from bellwether_contract.tables.hashed_column import HashedColumn
from bellwether_trainer.rows import data, identifiers, leaks
from bellwether_trainer.rows.check import check as check_upload
from tools.drafting import new, readback, table

ROWS = 120
Columns = dict[str, list[str]]


def people() -> Columns:
    """Ages that explain an outcome in part, and another number."""
    chance = np.random.default_rng(7)
    age = chance.integers(30, 90, ROWS)
    died = chance.random(ROWS) < 1 / (1 + np.exp(-(age - 60) / 15))
    return {
        "age": [str(each) for each in age],
        "crea": [f"{each:.2f}" for each in chance.uniform(0.5, 3, ROWS)],
        "died": ["1" if each else "0" for each in died],
    }


def text(columns: Columns, separator: str = ",", end: str = "\n") -> str:
    def cell(said: str) -> str:
        return f'"{said}"' if separator in said else said

    lines = [columns.keys(), *zip(*columns.values(), strict=True)]
    return "".join(separator.join(map(cell, line)) + end for line in lines)


class Drafted:
    """A draft of a table: what was told, what is declared, and what a training reads of it."""

    def __init__(self, place: Path, content: bytes, positive: str | None, target: str) -> None:
        self._place = place
        self._draft(content, positive, target)

    def again(self, table: Columns) -> None:
        """Another table in its place."""
        shutil.rmtree(self.folder)
        self._draft(text(table).encode(), None, "died")

    def _draft(self, content: bytes, positive: str | None, target: str) -> None:
        place = self._place
        self.source = place / "rows.csv"
        self.source.write_bytes(content)
        self.folder = place / "predictors/mine"
        self.told = "\n".join(new.draft(self.source, target, "mine", self.folder.parent, positive))
        self.declaration = (self.folder / spec.DECLARATION).read_text()
        self.predictor: Predictor = spec.read(self.folder)
        self.fields: dict[str, Any] = {field.name: field for field in self.predictor.fields}

    def keeps_back(self, column: str, declared: Predictor | None = None) -> bool:
        """Whether a training asks about a column that the declaration does not answer for."""
        predictor = declared or self.predictor
        rows = data.initial(self.folder, predictor)
        asked = [
            *leaks.questions(predictor, rows.matrix, rows.labels),
            *leaks.of_identifiers(predictor, identifiers.undeclared(self.folder, predictor)),
        ]
        name = column.replace(" ", "_").replace("-", "_")
        return any(each.field == name and each.answer is None for each in asked)

    def read(self, name: str) -> list[float]:
        """A column as a training reads it."""
        matrix = data.initial(self.folder, self.predictor).matrix
        return [float(code) for code in matrix[:, list(self.fields).index(name)]]


Draft = Callable[..., Drafted]


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    def drafted(
        table: Columns | bytes | str, positive: str | None = None, target: str = "died"
    ) -> Drafted:
        content = text(table) if isinstance(table, dict) else table
        content = content.encode() if isinstance(content, str) else content
        return Drafted(tmp_path, content, positive, target)

    return drafted


def near(values: list[float], *expected: float) -> bool:
    return values[: len(expected)] == pytest.approx(expected, nan_ok=True)


# Files


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text(people(), end="\r"), "line ends of the old Mac"),
        ("sep=;\n" + text(people(), ";"), "the line sep= is gone"),
        (text(people()).encode("utf-16"), "UTF-16 became UTF-8"),
        (text(people()).encode("utf-8-sig"), "the byte order mark is gone"),
        (
            text(people() | {"Größe": ["gleich"] * ROWS}).encode("cp1252"),
            "Windows-1252 became UTF-8 (is Größe written so?)",
        ),
        (text(people()).replace("\n", ",,\n") + ",,,,\n,,,,\n", "columns without name and cells"),
        (text(people()).replace("0\n", "0,,\n"), "columns without name and cells"),
    ],
    ids=[
        "old Mac",
        "sep=",
        "UTF-16",
        "BOM",
        "Windows-1252",
        "trailing commas",
        "trailing commas in some rows",
    ],
)
def test_what_programs_add_to_a_file_is_no_matter(
    draft: Draft, content: str | bytes, said: str
) -> None:
    made = draft(content)
    assert list(made.fields) == ["age", "crea"]
    assert f"data.csv differs from the file: {said}" in made.told
    assert near(made.read("age"), *map(float, people()["age"]))
    # And the same file may be sent later, where it has no more columns than are read.
    if "Größe" in made.told:
        return
    verdict = check_upload(made.source, made.predictor, "d" * 64, lambda _: None)
    assert (verdict.faults, verdict.rows) == ((), ROWS)


def test_names_that_yaml_reads_otherwise_and_names_that_become_one_are_names(draft: Draft) -> None:
    table = people()
    crea = table.pop("crea")
    for title in ("NO", "on", "null", "yes", "a b", "a-b", "a_b_3", "ä", "ö"):
        table[title] = crea
    made = draft(table)
    assert [*made.fields][:5] == ["age", "NO", "on", "null", "yes"]
    assert len(set(made.fields)) == 10
    assert "the name 'a-b' became a_b_" in made.told
    assert made.read("null") == made.read("NO")


@pytest.mark.parametrize("target", ["on", "null", "YES"])
def test_a_target_may_have_any_name(draft: Draft, target: str) -> None:
    table = people()
    table[target] = table.pop("died")
    assert draft(table, target=target).predictor.target.column == target


# Numbers


AMOUNTS = [1200.5 + 137 * (row % 60) for row in range(ROWS)]
WHOLE = [2401 + 274 * (row % 60) for row in range(ROWS)]


THOUSANDS = "signs between thousands"


@pytest.mark.parametrize(
    ("values", "how", "kind", "decimal"),
    [
        (AMOUNTS, lambda v: f"{v:.1f}".replace(".", ","), "decimal commas", None),
        (AMOUNTS, lambda v: f"{v:,.1f}", THOUSANDS, None),
        (AMOUNTS, lambda v: f"{v:,.1f}".translate({44: 46, 46: 44}), THOUSANDS, None),
        (AMOUNTS, lambda v: f"{v:,.1f}".replace(",", "'"), THOUSANDS, None),
        (AMOUNTS, lambda v: f"{v:,.1f}".replace(",", " "), THOUSANDS, None),
        (AMOUNTS, lambda v: f"{v:,.1f}".replace(",", "\u2009"), THOUSANDS, None),
        # Commas alone between thousands, or points and commas, need to be declared.
        (WHOLE, lambda v: f"{v:,}", THOUSANDS, "."),
        ([1.5, *WHOLE[1:]], lambda v: f"{v:,}".translate({44: 46, 46: 44}), THOUSANDS, ","),
    ],
)
def test_numbers_of_any_country_are_numbers(
    draft: Draft,
    values: list[float],
    how: Callable[[float], str],
    kind: str,
    decimal: str | None,
) -> None:
    made = draft(people() | {"x": [how(value) for value in values]})
    assert f"x differs from a program's writing: {kind}" in made.told
    assert made.fields["x"].decimal == decimal
    assert near(made.read("x"), *values)


def test_a_number_that_may_be_two_is_asked_about_with_its_row(draft: Draft) -> None:
    cells = [f"{each:.2f}" for each in AMOUNTS]
    cells[4], cells[7] = "1,234", "1,5"
    made = draft(people() | {"x": cells})
    assert "x: no field, for row 6 holds 1,234, which may mean two numbers" in made.told


def test_units_and_percent_in_cells_are_declared(draft: Draft) -> None:
    weights = [f"{50 + row % 40} kg" for row in range(ROWS)]
    weights[3] = "53"
    shares = [f"{row % 60},5 %" for row in range(ROWS)]
    made = draft(people() | {"weight": weights, "ef": shares})
    assert (made.fields["weight"].unit, made.fields["ef"].unit) == ("kg", "%")
    assert near(made.read("weight"), 50, 51, 52, 53)
    assert near(made.read("ef"), 0.5, 1.5)
    assert "1 row holds a number without kg" in made.told
    weights[5] = "120 lb"


def test_a_cell_in_another_unit_is_named(draft: Draft) -> None:
    weights = [f"{50 + row % 40} kg" for row in range(ROWS)]
    weights[5] = "120 lb"
    told = draft(people() | {"weight": weights}).told
    assert "weight: no field, for row 7 holds 120 lb" in told


def test_below_detection_is_half_the_limit_with_a_doubt(draft: Draft) -> None:
    cells = [f"{0.3 + row / 10:.1f}" if row % 3 else "<0.3" for row in range(ROWS)]
    made = draft(people() | {"crp": cells})
    assert made.fields["crp"].below_detection == "half"
    assert near(made.read("crp"), 0.15, 0.4)
    assert "40 rows hold less than a limit" in made.told
    assert made.fields["crp"].minimum <= 0.15


def test_more_than_a_limit_is_no_value(draft: Draft) -> None:
    cells = [f"{row}" for row in range(ROWS)]
    cells[9] = ">110"
    made = draft(people() | {"x": cells})
    assert "x: no field, for row 11 holds >110, which is no number but an end of some" in made.told


@pytest.mark.parametrize("cell", ["1e400", "-1e400", "9" * 60])
def test_a_number_that_nothing_can_hold_is_named(draft: Draft, cell: str) -> None:
    cells = [f"{each:.2f}" for each in AMOUNTS]
    cells[1] = cell
    told = draft(people() | {"x": cells}).told
    assert f"x: no field, for row 3 holds {cell[:40]}" in told
    assert "no number that a model can hold" in told


def test_a_word_among_numbers_is_named_with_its_row(draft: Draft) -> None:
    cells = [f"{each:.2f}" for each in AMOUNTS]
    cells[1] = "1.2.3"
    assert "row 3 holds 1.2.3, which is no number;" in draft(people() | {"x": cells}).told


def test_years_are_written_as_years(draft: Draft) -> None:
    made = draft(people() | {"year": [str(1950 + row % 70) for row in range(ROWS)]})
    assert made.fields["year"].type == "integer"
    assert not re.search(r"\b[12],\d{3}", made.declaration + made.told)


# Codes


def test_minus_one_beside_its_like_is_a_value_and_asked_about(draft: Draft) -> None:
    made = draft(people() | {"change": [str(row % 4 - 1) for row in range(ROWS)]})
    assert made.fields["change"].missing is None
    assert "30 rows hold -1: taken as a value. If it means unknown, declare it" in made.told


@pytest.mark.parametrize(
    ("values", "code"), [(range(1, 5), 9), (range(30, 70), 99), (range(100), 999)]
)
def test_nines_are_asked_about(draft: Draft, values: range, code: int) -> None:
    cells = [str(values[row % len(values)]) if row % 10 else str(code) for row in range(ROWS)]
    made = draft(people() | {"x": cells})
    assert made.fields["x"].missing.values == (code,)
    assert f"12 rows hold {code}, far from all others: taken as unknown" in made.told


def test_a_nine_beside_nought_and_one_is_unknown(draft: Draft) -> None:
    made = draft(people() | {"x": [("0", "1", "9")[row % 3] for row in range(ROWS)]})
    assert made.fields["x"].type == "boolean"
    assert near(made.read("x"), 0, 1, np.nan)


def test_nines_near_the_others_are_asked_about_and_kept(draft: Draft) -> None:
    cells = [str(20 + row % 73) if row % 10 else "99" for row in range(ROWS)]
    made = draft(people() | {"x": cells})
    assert made.fields["x"].missing is None
    assert "12 rows hold 99: taken as a value. If it means unknown" in made.told


@pytest.mark.parametrize(
    "word", ["unbekannt", "keine Angabe", "inconnu", "non renseigné", "desconocido", "sconosciuto",
             "não sabe", "onbekend", "okänd", "nieznany", "неизвестно", "不明", "#N/A", "#VALUE!"],
)  # fmt: skip
def test_unknown_is_said_in_many_languages(draft: Draft, word: str) -> None:
    table = people()
    table["crea"][3] = table["crea"][5] = word
    made = draft(table | {"sex": ["f", "m", word] * (ROWS // 3)})
    assert made.fields["crea"].missing.values == (word,)
    assert [choice.value for choice in made.fields["sex"].choices] == ["f", "m"]
    assert np.isnan(made.read("crea")[3])


# Words


def test_spellings_of_yes_and_no_are_one_value(draft: Draft) -> None:
    made = draft(
        people()
        | {
            "smoker": [("Yes", "no", "yes", "NO", "YES")[row % 5] for row in range(ROWS)],
            "drinks": [("Y", "no", "1", "0", "true")[row % 5] for row in range(ROWS)],
            "raucht": [("Ja", "nein", "JA")[row % 3] for row in range(ROWS)],
        }
    )
    assert [made.fields[name].type for name in ("smoker", "drinks", "raucht")] == ["boolean"] * 3
    assert near(made.read("smoker"), 1, 0, 1, 0, 1)
    assert near(made.read("drinks"), 1, 0, 1, 0, 1)
    assert near(made.read("raucht"), 1, 0, 1)
    assert (
        "smoker differs from a program's writing: spellings of one value (YES, Yes, yes)"
        in made.told
    )


def test_spellings_of_a_category_are_one_choice(draft: Draft) -> None:
    made = draft(
        people() | {"sex": [("male", "Male", "female", "male")[row % 4] for row in range(ROWS)]}
    )
    assert [choice.value for choice in made.fields["sex"].choices] == ["female", "male"]
    assert near(made.read("sex"), 1, 1, 0, 1)
    assert "spellings of one value (Male, male)" in made.told


@pytest.mark.parametrize(
    "cells", [("Here", "here", "HERE"), ("1", "1.0", "1,0"), ("5 mg", "5", "5mg")]
)
def test_a_constant_in_three_spellings_is_one(draft: Draft, cells: tuple[str, ...]) -> None:
    made = draft(people() | {"x": [cells[row % 3] for row in range(ROWS)]})
    assert "x: no field, for it is the same in every row" in made.told


@pytest.mark.parametrize(
    "form", ["2020-01-{:02}", "{:02}.03.1953", "3/{}/2021", "{} Mar 2020", "2020-01-{:02} 10:30:00",
             "202001{:02}", "2020/1/{}", "{}. März 2019", "{:02}-OKT-88"],
)  # fmt: skip
def test_dates_are_called_dates(draft: Draft, form: str) -> None:
    made = draft(people() | {"seen": [form.format(1 + row % 28) for row in range(ROWS)]})
    assert "seen: no field, for it holds dates (written like " in made.told
    assert "make it an age, or days since something" in made.told
    assert "roles: {time: seen" in made.told
    assert ("day_first: false" in made.told) == (form == "3/{}/2021")
    # And the column may be declared so: a training reads each of these dates.
    told = re.search(r"roles: (\{time: seen.*?\})", made.told)
    assert told is not None
    predictor = spec.parse(made.declaration + f"\nroles: {told[1]}\n")
    times = data.initial(made.folder, predictor).marks.times
    assert times is not None
    assert np.array_equal(times[:28] - times[0], np.arange(28))
    # Somebody's birthday stands in no README.
    assert form.format(1) not in made.told + made.declaration


def test_months_are_dates_and_no_ordered_category(draft: Draft) -> None:
    made = draft(people() | {"month": [f"2020-0{1 + row % 3}-01" for row in range(ROWS)]})
    assert "month: no field, for it holds dates" in made.told


# People


@pytest.mark.parametrize(
    ("title", "form", "what"),
    [
        ("Name", "Person {}", "a name"),
        ("patient_name", "Person {}", "a name"),
        ("Nachname", "Name {}", "a name"),
        ("Street", "Lane {}", "an address"),
        ("PLZ", "10{:03}", "a postcode"),
        ("zip code", "902{:02}", "a postcode"),
        ("Phone", "0301234{}", "a telephone number"),
        ("contact", "+49 30 123 {:04}", "a telephone number"),
        ("contact", "p{}@example.org", "an e-mail address"),
        ("number", "123-45-{:04}", "a number of a person"),
        ("NHS No", "94347659{:02}", "a number of a person"),
    ],
)
def test_particulars_of_people_are_no_fields_and_not_kept(
    draft: Draft, title: str, form: str, what: str
) -> None:
    # Each of them twice: nothing is told by being different in every row.
    made = draft(people() | {title: [form.format(row // 2) for row in range(ROWS)]})
    assert list(made.fields) == ["age", "crea"]
    assert f"no field, for it holds {what}" in made.told
    assert "(particulars of people) are gone" in made.told
    assert form.format(7) not in (made.folder / "data.csv").read_text()


def test_whether_somebody_has_a_telephone_is_a_field(draft: Draft) -> None:
    made = draft(people() | {"phone": [("yes", "no")[row % 2] for row in range(ROWS)]})
    assert made.fields["phone"].type == "boolean"


@pytest.mark.parametrize(
    ("title", "each", "told"),
    [
        ("patient_id", lambda row: row // 3, "40 people have 3 rows each"),
        ("PatientID", lambda row: row // 3 * 7, "40 people have 3 rows each"),
        ("id", lambda row: f"P{row // 2}", "60 people have 2 rows each"),
        ("subject no", lambda row: (row * row) % 50, "people have "),
    ],
)
def test_an_identifier_of_people_that_comes_again_is_declared(
    draft: Draft, title: str, each: Callable[[int], object], told: str
) -> None:
    made = draft(people() | {title: [str(each(row)) for row in range(ROWS)]})
    assert list(made.fields) == ["age", "crea"]
    assert any(line.startswith("warning: ") and told in line for line in made.told.splitlines())
    column = title.replace(" ", "_")
    assert made.predictor.roles.group == column
    assert f"roles: {{group: {column}}} is declared" in made.told
    assert "no field, for it names people" in made.told
    # Figures are by person, and nobody is asked.
    people_of_rows = data.initial(made.folder, made.predictor).marks.people
    assert people_of_rows is not None
    assert len(set(people_of_rows.tolist())) == len({each(row) for row in range(ROWS)})
    assert not made.keeps_back(column)


@pytest.mark.parametrize(
    ("title", "each"),
    [
        ("admission_id", lambda row: row // 2),
        ("record id", lambda row: row // 3),
        # Some rows are nobody's: by person they cannot be measured as they are.
        ("patient_id", lambda row: "" if row < 4 else row // 3),
    ],
)
def test_an_identifier_of_anything_that_comes_again_keeps_a_version_back(
    draft: Draft, title: str, each: Callable[[int], object]
) -> None:
    made = draft(people() | {title: [str(each(row)) for row in range(ROWS)]})
    column = title.replace(" ", "_")
    assert list(made.fields) == ["age", "crea"]
    assert made.predictor.roles.group is None
    assert "Until then no version is published by itself" in made.told
    assert made.keeps_back(column)
    # Each of the two answers ends it, but nobody is no group.
    answers = [f"group: {column}"] * (each(0) != "") + ['nobody_twice: "two rows an admission"']
    for answer in answers:
        answered = spec.parse(made.declaration + f"\nroles: {{{answer}}}\n")
        assert not made.keeps_back(column, answered)


def test_of_two_identifiers_of_people_a_person_says_which(draft: Draft) -> None:
    numbers = {"patient_id": 2, "mother_id": 4}
    made = draft(
        people() | {name: [str(row // n) for row in range(ROWS)] for name, n in numbers.items()}
    )
    assert made.predictor.roles.group is None
    assert all(map(made.keeps_back, numbers))
    # Of a person and a visit it is the person.
    made.again(people() | {name: [str(row // 2) for row in range(ROWS)]
                           for name in ("patient_id", "visit_id")})  # fmt: skip
    assert made.predictor.roles.group == "patient_id"


def test_an_identifier_that_nobody_has_is_known_in_no_row(draft: Draft) -> None:
    assert (
        "patient_id: no field, for no row knows it"
        in draft(people() | {"patient_id": [""] * ROWS}).told
    )


def test_codes_of_a_few_kinds_are_no_identifier(draft: Draft) -> None:
    made = draft(people() | {"admission_type_id": [str(1 + row % 6) for row in range(ROWS)]})
    assert "admission_type_id" in made.fields
    assert "it may name people or rows instead of measuring anything" in made.told


@pytest.mark.parametrize(
    "title", ["followup_days", "Follow-up", "time", "time_months", "survival", "Apgar5", "futime",
              "days_to_event", "discharge_type", "length of stay", "BirthWeight", "relapse"],
)  # fmt: skip
def test_what_is_known_only_afterwards_is_doubted(draft: Draft, title: str) -> None:
    days = np.random.default_rng(2).poisson(30, ROWS)
    made = draft(people() | {title: [str(each) for each in days]})
    assert len(made.fields) == 3
    assert "it may be known only after the outcome: its name speaks of " in made.told
    # The same beside the field, and by the same words a training keeps the version back.
    assert "# it may be known only after the outcome: its name speaks of " in made.declaration
    assert made.keeps_back(title)


@pytest.mark.parametrize("title", ["Hospital", "site_no", "centre"])
def test_a_hospital_is_doubted(draft: Draft, title: str) -> None:
    made = draft(people() | {title: [f"place {row % 5}" for row in range(ROWS)]})
    assert "a model that takes it holds nowhere else" in made.told
    assert f"roles: {{site: {title}}}" in made.told


def test_a_name_keeps_the_letters_under_accents(draft: Draft) -> None:
    cells = [str(1 + row * 7 % 50) for row in range(ROWS)]
    made = draft(people() | {"Größe (cm)": cells, "Durée": cells, "kg/m²": cells})
    assert list(made.fields)[-3:] == ["Groesse_cm", "Duree", "kg_m2"]


def test_later_tables_may_keep_the_titles_of_the_drafted_one(draft: Draft) -> None:
    """The very file again, with the titles that no name can be; and with the names."""
    heights = [str(150 + row * 7 % 50) for row in range(ROWS)]
    table = people() | {"Größe (cm)": heights, "Pat.-Nr.": [str(row // 3) for row in range(ROWS)]}
    table["Tod?"] = table.pop("died")
    made = draft(table, target="Tod?")
    assert made.predictor.headings == {
        "Groesse_cm": "Größe (cm)", "Tod": "Tod?", "Pat_Nr": "Pat.-Nr.",
    }  # fmt: skip
    assert made.predictor.roles.group == "Pat_Nr"
    content = made.source.read_bytes()
    names = (made.folder / "data.csv").read_bytes().split(b"\n")[0]
    for header in (content.split(b"\n")[0], names):
        again = b"\n".join([header, *content.split(b"\n")[1:]])
        made.source.write_bytes(hashed(again, made.predictor))
        verdict = check_upload(made.source, made.predictor, "d" * 64, lambda _: None)
        assert (verdict.faults, verdict.rows) == ((), ROWS)
    # And one without it hears both names.
    made.source.write_bytes(
        hashed(content.replace("Größe (cm)".encode(), b"Height"), made.predictor)
    )
    verdict = check_upload(made.source, made.predictor, "d" * 64, lambda _: None)
    assert "it may also be called 'Größe (cm)'" in str(verdict.faults)


def hashed(content: bytes, predictor: Predictor) -> bytes:
    """A table as an upload rests on a volume."""
    lines = CsvLines(io.BufferedReader(io.BytesIO(content)))
    group = predictor.roles.group or ""
    column = HashedColumn(lines, [group, predictor.headings[group]], predictor.salt)
    return column.header() + b"".join(column.rewritten(text) for text, _ in lines.blocks())


@pytest.mark.parametrize(
    ("age", "sex"),
    [("Alter", "Geschlecht"), ("âge", "sexe"), ("edad", "sexo"), ("età", "sesso"),
     ("leeftijd", "geslacht"), ("Idade (anos)", "sexo"), ("AgeYears", "Gender"), ("ålder", "sex")],
)  # fmt: skip
def test_ages_and_sexes_are_known_in_many_languages(draft: Draft, age: str, sex: str) -> None:
    table = people()
    table[age] = table.pop("age")
    table[sex] = [("m", "f")[row % 2] for row in range(ROWS)]
    made = draft(table)
    own = next(
        field for name, field in made.fields.items() if name != "crea" and field.type == "integer"
    )
    assert own.outside == "refuse"
    assert [each.field for each in made.predictor.subgroups] == [own.name, list(made.fields)[-1]]
    assert made.predictor.reference == (own.name, list(made.fields)[-1])


def test_an_age_at_some_other_time_is_no_subgroup(draft: Draft) -> None:
    table = people()
    table["age_at_menarche"] = table.pop("age")
    assert draft(table).predictor.subgroups == ()


@pytest.mark.parametrize("tells", [0.75, 0.9])
def test_draft_and_training_ask_from_the_same_auroc_on(draft: Draft, tells: float) -> None:
    """A column that tells much alone is doubted by the draft where a training would ask."""
    table = people()
    chance = np.random.default_rng(1)
    apart = {0.75: 0.6, 0.9: 1.9}[tells]
    marker = [apart * (cell == "1") + chance.normal() for cell in table["died"]]
    made = draft(table | {"marker": [f"{each:.3f}" for each in marker]})
    asked = "alone it tells the outcome with an AUROC of" in made.told
    assert asked == (tells > leaks.DOMINATES) == made.keeps_back("marker")


def test_a_title_that_no_name_can_hold_stands_beside_its_column(draft: Draft) -> None:
    made = draft(people() | {"глюкоза": [str(1 + row * 7 % 50) for row in range(ROWS)]})
    assert "Column4: integer (глюкоза)" in made.told.splitlines()


@pytest.mark.parametrize("title", ["SleepTime", "BMI", "days_of_pain", "losses", "Timer"])
def test_other_times_are_not_doubted(draft: Draft, title: str) -> None:
    made = draft(people() | {title: [str(1 + row * 7 % 50) for row in range(ROWS)]})
    assert "afterwards" not in made.told


# The outcome


@pytest.mark.parametrize("codes", [("1", "2"), ("0", "2"), ("3", "4")])
def test_which_code_is_the_event_is_never_guessed(draft: Draft, codes: tuple[str, str]) -> None:
    table = people()
    table["died"] = [codes[cell == "1"] for cell in table["died"]]
    with pytest.raises(
        new.CannotDraft, match=rf"Mostly it is {codes[1]} .*say POSITIVE={codes[1]}"
    ):
        draft(table)
    made = draft(table, positive=codes[1])
    assert made.predictor.target.positive == codes[1]


def test_an_unknown_outcome_is_named_by_its_rows(draft: Draft) -> None:
    table = people()
    for row in (1, 5, 6):
        table["died"][row] = "NA"
    table["died"][8] = ""
    with pytest.raises(new.CannotDraft, match=r"rows 3, 7, 8, 10 .*have none \(NA is no outcome\)"):
        draft(table)
    table["died"] = ["unbekannt"] * 100 + table["died"][100:]
    with pytest.raises(new.CannotDraft, match=r"rows 2, 3, 4, 5, 6, 7 and 94 more"):
        draft(table)


@pytest.mark.parametrize(
    ("spellings", "positive"),
    [
        ((("no", "No"), ("Yes", "yes", "YES")), "Yes"),
        ((("0", "0.0"), ("1", "1.0")), "1"),
        ((("No", "n", "0"), ("Yes", "Y", "1", "true")), True),
    ],
)
def test_spellings_of_an_outcome_are_one_value(
    draft: Draft, spellings: tuple[tuple[str, ...], ...], positive: str | bool
) -> None:
    table = people()
    plain = [int(cell) for cell in table["died"]]
    table["died"] = [spellings[d][row % len(spellings[d])] for row, d in enumerate(plain)]
    made = draft(table)
    labels = data.initial(made.folder, made.predictor).labels.tolist()
    assert labels == plain
    said = made.predictor.target.positive
    assert said is positive if positive is True else str(said).lower() == str(positive).lower()
    assert "are one value" in made.told


# What every table must do


def test_a_column_that_its_own_declaration_would_refuse_is_told(draft: Draft) -> None:
    made = draft(people())
    narrow = made.declaration.replace("maximum: 100", "maximum: 70")
    assert narrow != made.declaration
    found = readback.unsound(narrow, table.read(made.source.read_bytes()), list(made.fields))
    first = next(row for row, age in enumerate(people()["age"], 2) if int(age) > 70)
    assert list(found) == ["age"]
    assert found["age"].startswith(f"row {first} does not fit what the others make of it")


def test_what_is_beyond_the_fields_of_a_predictor_is_named(draft: Draft) -> None:
    many = {
        f"v{place}": [str(row * (place % 12 + 1) % 13) for row in range(ROWS)]
        for place in range(200)
    }
    made = draft(people() | many)
    assert len(made.fields) == 200
    assert "v198: no field, for it is beyond the 200 fields of a predictor" in made.told


def test_what_a_draft_reads_an_upload_may_say(draft: Draft) -> None:
    """The very file that was drafted from, sent as rows to learn from."""
    table = people() | {
        "x": [f"{each:,.1f}".translate({44: 46, 46: 44}) for each in AMOUNTS],
        "n": [f"{2 * each:,.0f}" for each in AMOUNTS],
        "weight": [f"{50 + row % 40} kg" for row in range(ROWS)],
        "crp": [
            f"{0.3 + row / 10:.1f}".replace(".", ",") if row % 3 else "<0,3" for row in range(ROWS)
        ],
        "smoker": [("Ja", "NEIN", "unbekannt")[row % 3] for row in range(ROWS)],
    }
    made = draft(text(table, ";"))
    assert list(made.fields) == ["age", "crea", "x", "n", "weight", "crp", "smoker"]
    verdict = check_upload(made.source, made.predictor, "d" * 64, lambda _: None)
    assert (verdict.faults, verdict.rows) == ((), ROWS)

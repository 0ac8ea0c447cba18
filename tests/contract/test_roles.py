"""Columns with a role are declared apart from the fields, and people leave as salted hashes."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import yaml

from bellwether_contract.declaration import roles, spec
from bellwether_contract.errors import InvalidDeclaration
from bellwether_contract.tables.csv_lines import CsvLines
from bellwether_contract.tables.hashed_column import HashedColumn
from tests import made_up


def declared(**given: str | bool) -> spec.Predictor:
    return spec.parse(yaml.safe_dump(made_up.declaration(roles=given)))


def test_a_declaration_gives_columns_roles() -> None:
    found = declared(group="patient", site="hospital", time="admitted")
    assert found.roles.columns == ("patient", "hospital", "admitted")
    assert "patient" not in [field.name for field in found.fields]
    assert spec.Predictor.model_validate(made_up.declaration()).roles.columns == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"group": "Acid"}, "Acid as group and as a field"),
        ({"site": "Drug"}, "Drug as site and as a field"),
        ({"time": "Gout"}, "the target as time"),
        ({"group": "patient", "site": "patient"}, "one column two roles"),
        ({"groups": "patient"}, "do you mean group"),
        ({"group": "patient", "nobody_twice": "one visit each"}, "and says that there is none"),
        ({"day_first": True}, "declares no time"),
    ],
)
def test_a_column_with_a_role_is_no_input(given: dict[str, str | bool], said: str) -> None:
    with pytest.raises(InvalidDeclaration) as told:
        declared(**given)
    assert said in str([fault.detail for fault in told.value.faults])


def test_words_about_roles_are_no_columns_and_make_no_other_evaluation_set() -> None:
    plain = declared(time="admitted")
    told = declared(time="admitted", day_first=True, nobody_twice="one visit each")
    assert told.roles.columns == ("admitted",)
    assert told.roles.by_role == plain.roles.by_role


def test_a_table_may_keep_its_own_titles() -> None:
    document = made_up.declaration(headings={"Acid": "Harnsäure (mg/dL)"})
    found = spec.parse(yaml.safe_dump(document))
    assert found.known_as(["x", " Harnsäure (mg/dL)"]) == ("x", "Acid")
    # What stands there by its name is not looked for by its heading.
    assert found.known_as(["Harnsäure (mg/dL)", "Acid"]) == ("Harnsäure (mg/dL)", "Acid")
    for wrong, said in (
        ({"Food": "Essen"}, "no column that is read"),
        ({"Acid": "Beers"}, "name of another column"),
        ({"Acid": "A", "Beers": "A"}, "for two columns"),
    ):
        with pytest.raises(InvalidDeclaration) as told:
            spec.parse(yaml.safe_dump(made_up.declaration(headings=wrong)))
        assert said in str([fault.detail for fault in told.value.faults])


def test_a_person_is_the_same_however_the_cell_was_written() -> None:
    assert {roles.named(cell) for cell in ("7", " 7 ", "7.0", "7.00")} == {"7"}
    assert len({roles.named(cell) for cell in ("007", "7", "a7", "A7")}) == 4
    assert {roles.named(cell) for cell in ("", " ", "NA", "nan", "None", "unknown")} == {None}
    assert roles.person("a", "7") == roles.person("a", "7") != roles.person("b", "7")


def rewritten(content: bytes) -> bytes:
    lines = CsvLines(io.BufferedReader(io.BytesIO(content)))
    column = HashedColumn(lines, ["patient"], "s")
    return column.header() + b"".join(column.rewritten(text) for text, _ in lines.blocks())


def test_the_column_of_people_is_hashed_and_nothing_else_changes() -> None:
    content = b'Acid,patient,Note\n6.5,P1,"a, b"\n7,P2,\n8,P1,"say ""so"""\n9,NA,x\n'
    found = rewritten(content).decode().splitlines()
    assert found[0] == "Acid,patient,Note"
    hashed = [line.split(",")[1] for line in found[1:]]
    assert hashed[0] == hashed[2] != hashed[1]
    assert re.fullmatch(r"[0-9a-f]{16}", hashed[0])
    assert hashed[3] == ""
    named = [line.replace(each, "P", 1) for line, each in zip(found[1:], hashed, strict=True)]
    assert named[:3] == ['6.5,P,"a, b"', "7,P,", '8,P,"say ""so"""']


@pytest.mark.parametrize(
    "line", [b"6,P77", b"6,P77,x,y", b'6,"P77', b"P77", b'6,P77,a"b"'], ids=str
)
def test_a_line_that_is_no_row_leaves_nothing_of_a_person(line: bytes) -> None:
    found = rewritten(b"Acid,patient,Note\n6,P1,x\n" + line + b"\n7,P1,x\n")
    assert b"P77" not in found
    # The check numbers the lines as the sender does.
    assert found.count(b"\n") == 4


def test_what_was_hashed_by_another_salt_or_column_is_told_apart() -> None:
    prints: set[Any] = {roles.fingerprint(*by) for by in (("s", "a"), ("t", "a"), ("s", "b"))}
    assert len(prints) == 3

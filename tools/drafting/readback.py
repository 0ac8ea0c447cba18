"""A draft is read as a training would read it, before anybody sees it."""

from __future__ import annotations

import io

import numpy as np

from bellwether_contract.declaration import spec
from bellwether_contract.encoding import cells as contract_cells
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.errors import InvalidDeclaration
from bellwether_trainer.rows import leaks
from bellwether_trainer.rows.cells import Cells, Faults
from bellwether_trainer.rows.csvfile import CsvFile
from tools.drafting.table import Table


def questions(text: str, table: Table) -> dict[str, tuple[str, ...]]:
    """What a training would ask about the fields of a drafted declaration, in words for the draft.

    None of the declaration's fields is unsound.
    """
    predictor = spec.parse(text)
    cells, faults = Cells(predictor), Faults()
    file = CsvFile(io.BytesIO(table.content), len(table.content), known_as=predictor.known_as)
    blocks = [
        cells.read(block.table, block.lines, faults, block.faults)
        for block in file.blocks(cells.names, others=True)
    ]
    matrix, labels = (np.concatenate(each) for each in list(zip(*blocks, strict=True))[:2])
    return {
        asked.field: (
            f"it {asked.doubt}: {'; '.join(asked.evidence)}. If its value is known when the risk "
            'is asked for, say when: known_before: "at admission"; if not, take the field out. '
            "Until then no version is published by itself",
        )
        for asked in leaks.questions(predictor, matrix, labels)
    }


def unsound(text: str, table: Table, names: list[str]) -> dict[str, str]:
    """The fields of a drafted declaration that do not take their own cells, each with the reason.

    ``names`` are the fields in the order of ``text``. Raises InvalidDeclaration where the fault is
    in no field: that would be our mistake.
    """
    try:
        predictor = spec.parse(text)
    except InvalidDeclaration as error:
        wrong: dict[str, str] = {}
        for fault in error.faults:
            steps = fault.pointer.split("/")
            if len(steps) > 2 and steps[1] == "fields" and steps[2].isdecimal():
                wrong[names[int(steps[2])]] = f"it cannot be declared: it {fault.detail}"
        if len(names) > spec.Predictor.MODEL_FIELDS_LIMIT:
            rest = names[spec.Predictor.MODEL_FIELDS_LIMIT :]
            limit = f"it is beyond the {spec.Predictor.MODEL_FIELDS_LIMIT} fields of a predictor"
            wrong |= dict.fromkeys(rest, limit)
        if not wrong:
            raise
        return wrong
    encoder = Encoder(predictor)
    found: dict[str, str] = {}
    for field in predictor.fields:
        column = table.columns[field.name]
        distinct = list(dict.fromkeys(column))
        read = contract_cells.inputs(encoder, field, to_learn=True)(
            [cell or None for cell in distinct]
        )
        for cell, code in zip(distinct, read, strict=True):
            if isinstance(code, str):
                line = table.row_of(cell, field.name)
                found[field.name] = (
                    f"row {line:,} does not fit what the others make of it: it {code}"
                )
                break
    return found

"""A draft is read as a training would read it, before anybody sees it."""

from __future__ import annotations

from bellwether_contract import cells, spec
from bellwether_contract.encode import Encoder
from bellwether_contract.errors import InvalidDeclaration
from drafting.table import Table


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
        read = cells.inputs(encoder, field, to_learn=True)([cell or None for cell in distinct])
        for cell, code in zip(distinct, read, strict=True):
            if isinstance(code, str):
                line = table.row_of(cell, field.name)
                found[field.name] = (
                    f"row {line:,} does not fit what the others make of it: it {code}"
                )
                break
    return found

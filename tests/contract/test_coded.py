"""Sentences that carry a code: it goes wherever the text goes, and is written beside it."""

from __future__ import annotations

import copy
import json
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from bellwether_contract import coded
from bellwether_contract.coded import Code, Coded
from bellwether_contract.declaration import spec
from bellwether_contract.encoding import cells
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.errors import InvalidInputs, RowFault
from bellwether_contract.jobs import JobRecord
from bellwether_contract.record_hash import from_hash, to_hash
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up

SAID = coded.coded("7 of 9 are wrong", "wrong", wrong=7, share=float("nan"))
CODE = Code("wrong", {"wrong": 7, "share": None})


def test_a_sentence_is_its_text_and_knows_its_code() -> None:
    assert SAID == "7 of 9 are wrong"
    assert json.dumps([SAID]) == '["7 of 9 are wrong"]'
    assert coded.code_of(SAID) == coded.code_of(copy.deepcopy(SAID)) == CODE
    assert coded.code_of(f"{SAID}; and more") is None
    assert coded.codes_of(["plain", SAID]) == (None, CODE)
    assert coded.codes_of(["plain"]) is None


def test_advice_is_a_value_of_what_it_is_about() -> None:
    more = coded.and_more(SAID, coded.coded("; look again", "look"))
    assert more == "7 of 9 are wrong; look again"
    assert coded.code_of(more) == Code("wrong", {**CODE.values, "advice": "look"})
    assert coded.code_of(coded.and_more("plain", "; look")) is None


@pytest.mark.parametrize("document", [None, 7, {}, {"name": 3}, ["wrong"]])
def test_what_is_no_code_is_none(document: object) -> None:
    assert coded.code(document) is None


def test_of_a_later_release_what_is_no_value_is_left_out() -> None:
    found = coded.code({"name": "wrong", "values": {"wrong": 7, "where": [1, 2]}, "more": 1})
    assert found == Code("wrong", {"wrong": 7})


def test_a_record_keeps_the_codes_of_its_reasons_and_of_its_error() -> None:
    record = JobRecord.queued("a" * 32, "gout", requested_by="operator", reason=None)
    hashed = to_hash(asdict(record))
    ended = from_hash(hashed | to_hash({"reasons": ("plain", SAID), "error": SAID}))
    assert (ended.reasons, ended.error) == (("plain", SAID), SAID)
    assert (ended.reason_codes, ended.error_code) == ((None, CODE), CODE)
    # Written again, as onto a volume, it says the same; an error without a code takes it away.
    assert from_hash(to_hash(asdict(ended))) == ended
    assert from_hash(to_hash(asdict(ended)) | to_hash({"error": "plain"})).error_code is None
    older = {name: text for name, text in hashed.items() if not name.endswith(("codes", "code"))}
    assert from_hash(older).reason_codes is None


def test_the_history_keeps_the_codes_of_its_reasons(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    factories.publish(store, 1)
    factories.publish(store, 2, outcome="candidate", reason=SAID)
    newest, first = store.history(made_up.NAME)
    assert (newest.reasons, newest.reason_codes) == ((SAID,), (CODE,))
    assert first.reason_codes is None


def test_a_fault_takes_its_code_from_its_words_and_is_read_from_any_release() -> None:
    fault = RowFault(7, "Acid", SAID)
    assert fault.code == CODE
    written = json.loads(json.dumps(asdict(fault)))
    assert RowFault.read(written).code == CODE
    del written["code"]
    assert RowFault.read(written | {"more": 1}) == fault


def test_what_is_wrong_with_an_answer_or_a_cell_has_a_code() -> None:
    predictor = spec.parse(yaml.safe_dump(made_up.declaration()))
    encoder = Encoder(predictor)
    (acid,) = (field for field in predictor.fields if field.name == "Acid")
    too_much, two = cells.inputs(encoder, acid)(["9999", "1,200"])
    assert isinstance(too_much, Coded)
    assert too_much.code.name == "number_between"
    assert isinstance(two, Coded)
    assert two.code.values["advice"] == "two_numbers"
    with pytest.raises(InvalidInputs) as refused:
        encoder.record({"Acid": 9999})
    codes = {fault.pointer: fault.code for fault in refused.value.faults}
    assert codes["/Acid"] == too_much.code
    assert Code("required", {}) in codes.values()

"""The quick way of reading a value gives what the rule of its field gives, or nothing."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml

from bellwether_contract.declaration import spec
from bellwether_contract.encoding.values import quick_reader, reader
from tests import made_up

VALUES: list[Any] = [
    None, True, False, 0, 1, 0.0, 1.0, -1, -1.0, 2, 6.5, 3.0, 99, 10**30, math.nan, math.inf,
    "", "Yes", "No", "yes", "true", "1", "9", "none", "this", "that", "low", "?", [], {}, [1],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_both_readers_agree(value: Any) -> None:
    document = made_up.declaration()
    document["fields"][1] |= {"missing": {"values": ["?"]}}
    document["fields"][3] |= {"missing": {"values": [9, "?"]}}
    for field in spec.parse(yaml.safe_dump(document)).fields:
        try:
            quick = quick_reader(field)(value)
        except (KeyError, TypeError, ValueError):
            with pytest.raises((ValueError, TypeError)):
                reader(field)(value)
        else:
            rule = reader(field)(value)
            assert quick == rule or (math.isnan(quick) and math.isnan(rule)), field.name

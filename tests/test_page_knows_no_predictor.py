"""The page is made of declarations: none of its code knows what is predicted, or what is asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bellwether_contract.declaration import spec

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "services/web/src"
SHIPPED = [spec.read(folder) for folder in sorted((ROOT / "predictors").iterdir())]
# An example in a comment is for whoever reads the code.
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


@pytest.mark.parametrize("predictor", SHIPPED, ids=lambda each: str(each.name))
def test_no_code_of_the_page_knows_a_shipped_predictor(predictor: spec.Predictor) -> None:
    fields = "|".join(re.escape(field.name) for field in predictor.fields)
    called = "|".join(re.escape(name) for name in (predictor.name, predictor.title))
    known = re.compile(rf"(?<!\w)(?:{fields}|(?i:{called}))(?!\w)")
    files = [path for path in PAGE.rglob("*.ts") if not path.name.endswith(".d.ts")]
    assert len(files) > 100
    told = [
        f"{path.relative_to(PAGE)}: {found.group()}"
        for path in files
        if (found := known.search(COMMENT.sub("", path.read_text())))
    ]
    assert told == []

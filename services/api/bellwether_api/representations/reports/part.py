"""What all parts of a report have in common.

A report is handed on as it was written: it is built as these types nowhere, and nobody reads it
through them. OpenAPI and the page's types follow from them, and tests hold what is trained and
validated equal to them, member by member.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from bellwether_api.http.documents import Count
from bellwether_contract.disclosure import Few

T = TypeVar("T")

# A number of people, or of their rows; of a few no more is told than that.
People = Count | Few

# Low and high end of an interval. Generators of clients that know no tuples read ``items``.
_END = {"type": "number"}
Span = Annotated[
    tuple[float, float],
    WithJsonSchema(
        {"type": "array", "prefixItems": [_END, _END], "items": _END, "minItems": 2, "maxItems": 2}
    ),
]

# What reports from before it was measured lack; where it may be null as well, None is its default
# without this. A member that today's reports lack too, where there is nothing to say, is Absent.
Older = Annotated[T | SkipJsonSchema[None], "older"]

# Settings of a model, by name.
Settings = dict[str, Any]


class Part(BaseModel):
    """Part of a report; another release may have written further members."""

    # Only who writes OpenAPI needs them.
    model_config = ConfigDict(defer_build=True)

"""What all documents that cross the wire have in common.

A document is built as its type, from which OpenAPI tells it too, and ``responses.encoded`` writes
it: members in declared order, those that a document does not have as null.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

T = TypeVar("T")

Count = Annotated[int, Field(ge=0)]

# A member that is left out where there is nothing to say; its default is None.
Absent = Annotated[T | SkipJsonSchema[None], Field(exclude_if=lambda value: value is None)]


class Document(BaseModel):
    """A document without further members; a member with a default may be absent."""

    model_config = ConfigDict(extra="forbid")


class OpenDocument(BaseModel):
    """A document that may have further members."""

    model_config = ConfigDict(extra="allow")

"""What all documents have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]


class Shape(BaseModel):
    """A document without further members; a member with a default may be absent."""

    model_config = ConfigDict(extra="forbid")


class OpenShape(BaseModel):
    """A document that may have further members."""

    model_config = ConfigDict(extra="allow")

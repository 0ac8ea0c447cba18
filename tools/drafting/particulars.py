"""Columns with a person's particulars, by their title or their cells. Each match is a suspicion."""

from __future__ import annotations

import re

from bellwether_trainer.rows.names import words

_PARTICULARS: dict[str, frozenset[str]] = {
    "a name": frozenset(
        ["surname", "firstname", "lastname", "forename", "fullname", "vorname", "nachname",
         "familienname", "prenom", "nom", "apellido", "apellidos", "nombre", "cognome", "initials",
         "initialen"]
    ),
    "an address": frozenset(
        ["address", "adresse", "addr", "street", "strasse", "direccion", "indirizzo", "endereco",
         "domicile", "latitude", "longitude"]
    ),
    "a postcode": frozenset(
        ["postcode", "postal", "zip", "zipcode", "plz", "postleitzahl", "postnummer"]
    ),
    "a telephone number": frozenset(
        ["phone", "telephone", "tel", "fax", "telefon", "telefono", "telefone", "mobile", "handy"]
    ),
    "an e-mail address": frozenset(["email", "mail", "correo"]),
    "a number of a person": frozenset(
        ["ssn", "nhs", "passport", "mrn", "personnummer", "versichertennummer", "svnr", "dni",
         "bsn", "nino"]
    ),
}  # fmt: skip
_SOMEBODY = frozenset(
    ["patient", "person", "subject", "participant", "first", "last", "full", "family", "given",
     "middle", "maiden", "doctor", "physician", "nurse", "mother", "father", "kin"]
)  # fmt: skip

# In the cells themselves, whatever the title.
_IN_CELLS = {
    "an e-mail address": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "a number of a person": re.compile(r"\d{3}-\d{2}-\d{4}"),
    "a telephone number": re.compile(r"(\+|\(?0)[\d ()/.-]{7,}\d"),
    "a postcode": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"),
}


def held(title: str, known: list[str]) -> str | None:
    """Which of a person's particulars a column holds, by title or by its ``known`` cells."""
    in_title = words(title)
    # One of two values is an answer: "has a telephone".
    if len({cell.lower() for cell in set(known)}) > 2:
        if in_title == ["name"] or ("name" in in_title and _SOMEBODY & set(in_title)):
            return "a name"
        if {"social", "security"} <= set(in_title) or {"insurance", "number"} <= set(in_title):
            return "a number of a person"
        for what, those in _PARTICULARS.items():
            if those & set(in_title):
                return what
    distinct = set(known)
    for what, pattern in _IN_CELLS.items():
        if sum(map(bool, map(pattern.fullmatch, distinct))) > len(distinct) / 2:
            return what
    return None

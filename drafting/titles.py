"""What the title of a column says that no cell says: a person's particulars, a time of follow-up.

Words of a title in the languages that tables come in most. Each match is a suspicion.
"""

from __future__ import annotations

import re
import unicodedata

# Titles by words, whether they are AgeYears, age_at_entry, "Patient age" or "Follow-Up".
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

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

# A person, and what is theirs to be told apart by.
PEOPLE = frozenset(
    ["patient", "pat", "person", "people", "subject", "subj", "participant", "client", "member",
     "proband", "case", "pt", "mother", "woman", "man", "child"]
)  # fmt: skip
_IDENTIFIES = frozenset(["id", "ids", "identifier", "uuid", "guid", "uid"])
_NUMBERED = frozenset(["nr", "no", "num", "number", "code", "key", "nummer", "numero"])
_IDENTIFIERS = frozenset(
    ["subjid", "usubjid", "patid", "patientid", "personid", "ptid", "pid", "eid", "pat", "patient",
     "subject", "participant"]
)  # fmt: skip

_PLACES = frozenset(
    ["hospital", "site", "centre", "center", "clinic", "ward", "institution", "inst", "klinik",
     "krankenhaus", "hopital"]
)  # fmt: skip
_AFTERWARDS = frozenset(
    ["followup", "followed", "futime", "fu", "survival", "surv", "los", "stay", "discharge",
     "discharged", "apgar", "censor", "censored", "censoring", "death", "died", "dead", "deceased",
     "autopsy", "pfs", "dfs", "tte", "tstop", "readmission", "readmitted", "relapse", "recurrence",
     "progression", "outcome", "complication", "complications", "bwt", "birthweight",
     "nachbeobachtung", "ueberlebenszeit", "uberlebenszeit", "entlassung", "verweildauer", "suivi",
     "survie", "seguimiento", "supervivencia", "sobrevida"]
)  # fmt: skip
_UNITS_OF_TIME = frozenset(
    ["time", "times", "day", "days", "week", "weeks", "month", "months", "year", "years", "yr",
     "yrs", "hour", "hours", "minutes", "in", "d", "m", "y", "os"]
)  # fmt: skip


def words(title: str) -> list[str]:
    """The words of a title, in small letters and without accents."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss"))
    return [word.lower() for word in _WORD.findall(plain.encode("ascii", "ignore").decode())]


def is_an_age(title: str) -> bool:
    """Whether a column's title says that it holds ages of people."""
    return "age" in words(title)


def particulars(title: str, known: list[str]) -> str | None:
    """Which of a person's particulars a column holds, by title or by its ``known`` cells."""
    told = words(title)
    # One of two values is an answer: "has a telephone".
    if len({cell.lower() for cell in set(known)}) > 2:
        if told == ["name"] or ("name" in told and _SOMEBODY & set(told)):
            return "a name"
        if {"social", "security"} <= set(told) or {"insurance", "number"} <= set(told):
            return "a number of a person"
        for what, those in _PARTICULARS.items():
            if those & set(told):
                return what
    distinct = set(known)
    for what, pattern in _IN_CELLS.items():
        if sum(map(bool, map(pattern.fullmatch, distinct))) > len(distinct) / 2:
            return what
    return None


def identifies(title: str) -> bool:
    """Whether a column numbers people, visits or samples, by its title."""
    told = words(title)
    if _IDENTIFIES & set(told):
        return True
    if len(told) == 1 and told[0] in _IDENTIFIERS:
        return True
    return bool(told) and told[-1] in _NUMBERED and bool((PEOPLE | {"record"}) & set(told))


def of_people(title: str) -> bool:
    """Whether an identifier is of people, as far as its title says: of nothing else."""
    told = set(words(title))
    others = {"visit", "admission", "encounter", "hospital", "site", "centre", "center", "sample",
              "ward", "clinic", "record", "type", "source", "disposition"}  # fmt: skip
    return not told & others


def is_a_place(title: str) -> bool:
    """Whether a column says in which hospital somebody was, by its title."""
    return bool(_PLACES & set(words(title)))


def known_afterwards(title: str) -> bool:
    """Whether a column was probably known only after the outcome, by its title."""
    told = words(title)
    if _AFTERWARDS & set(told) or {"follow", "up"} <= set(told):
        return True
    if {"birth", "weight"} <= set(told):
        return True
    # "time" and "time_days", but no "SleepTime"; "days to event", but no "days of pain".
    if "time" in told and set(told) <= _UNITS_OF_TIME:
        return True
    return "to" in told and bool(_UNITS_OF_TIME & set(told[: told.index("to")]))

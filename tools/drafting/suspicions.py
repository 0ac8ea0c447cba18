"""What looks wrong about a column: values that stand for "unknown", leaks, names instead of values.

Each is a suspicion. Whether it is right only somebody can say who knows where the rows come from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# How tables say that a value is not known, in any case of letters.
UNKNOWN_WORDS = frozenset(
    ["?", "-", "--", "---", ".", "..", "*", "na", "n/a", "<na>", "#n/a", "#na", "nan", "nat", "nil",
     "null", "(null)", "\\n", "missing", "unknown", "unk", "not known", "not available",
     "not stated", "not measured", "not recorded", "not done", "don't know", "dont know", "dk",
     "refused", "no answer", "no data", "(blank)", "tbd",
     # what a spreadsheet could not work out
     "#value!", "#div/0!", "#num!", "#ref!", "#name?", "#null!",
     "unbekannt", "k.a.", "k. a.", "ka", "keine angabe", "keine angaben", "fehlt", "fehlend",
     "nicht bekannt", "nicht erhoben", "nicht gemessen", "weiß nicht", "weiss nicht", "n.b.",
     "inconnu", "inconnue", "non connu", "non renseigné", "non renseigne", "non disponible", "nsp",
     "ne sait pas", "manquant", "manquante",
     "desconocido", "desconocida", "no sabe", "ns/nc", "s/d", "sin dato", "sin datos",
     "no disponible", "no consta",
     "sconosciuto", "sconosciuta", "non noto", "non nota", "non disponibile", "n.d.", "nd",
     "desconhecido", "desconhecida", "ignorado", "ignorada", "não sabe", "nao sabe",
     "sem informação", "sem informacao", "onbekend", "okänd", "okänt", "ukendt", "ukjent", "vet ej",
     "tuntematon", "nieznany", "nieznana", "nieznane", "brak danych", "b.d.", "neznámý", "neznámé",
     "bilinmiyor", "неизвестно", "неизвестен", "нет данных", "н/д", "άγνωστο", "غير معروف",
     "不明", "未知", "不详", "不詳", "無回答", "알 수 없음", "अज्ञात"]
)  # fmt: skip

# Codes for "unknown" in surveys: -1, -9, 9, 99, 999, 998, 77 and their like.
_CODE = re.compile(r"-[1-9]|-?(?:9+|8+|7+|9+[78])")

# A single odd value is an outlier; a code stands in several rows.
CODE_ROWS = 3

# A nine among one-digit numbers is one of them.
TWO_DIGITS = 77

# So many distinct values show how far apart a quantity's values usually lie.
DISTINCT_NEEDED = 8

# A value is far from the rest beyond so many usual distances between neighbours, ...
FAR = 5

# ... and, for a code above all others, beyond this share of the range of the rest.
FAR_OF_RANGE = 0.25

# A column with almost only different words or rising whole numbers names its rows.
ID_DISTINCT = 0.98
ID_ROWS = 50
_ID_NAME = re.compile(
    r"(?:^|[_\s.-])(?:id|nr|no|number|num|index|idx|key|code|uuid|guid|name|row)$|^unnamed|Id$|ID$",
)

# An end of a quantity that so large a share of the rows reaches, and so many times more of them
# than the values next to it, is the end of its scale, or values were cut off there.
HEAPED = 0.01
HEAPED_BEYOND = 5

Floats = npt.NDArray[np.float64]


def sentinels(values: Floats) -> list[float]:
    """Numbers that probably mean "unknown" among ``values`` [rows] (NaN: known to be unknown)."""
    known = values[~np.isnan(values)]
    distinct, counts = np.unique(known, return_counts=True)
    often = {value for value, count in zip(distinct, counts, strict=True) if count >= CODE_ROWS}
    found: list[float] = []
    # From the outside inwards: behind 999 there may be 99, and a zero behind -1.
    while len(distinct) > 1 and distinct[0] < 0 <= distinct[1]:
        if distinct[0] not in often or not _CODE.fullmatch(f"{distinct[0]:g}"):
            break
        if not _is_far_below(distinct):
            break
        found.append(float(distinct[0]))
        distinct = distinct[1:]
    while len(distinct) > 2 and distinct[-1] in often and _CODE.fullmatch(f"{distinct[-1]:g}"):
        rest = distinct[:-1]
        gap, usual = distinct[-1] - rest[-1], float(np.median(np.diff(rest)))
        if not (gap >= 3 * usual and gap >= FAR_OF_RANGE * (rest[-1] - rest[0])):
            break
        found.append(float(distinct[-1]))
        distinct = rest
    if len(distinct) > DISTINCT_NEEDED and distinct[0] == 0 and 0 in often:
        usual = float(np.median(np.diff(distinct[1 : DISTINCT_NEEDED + 1])))
        if distinct[1] > FAR * usual:
            found.append(0.0)
    return sorted(found)


def possible_codes(values: Floats) -> list[float]:
    """Numbers that may mean "unknown" or be values of their own among known ``values`` [rows].

    They look like a code and stand at an end, but so near to the others that nothing tells: -1
    beside 0, 1 and 2, or 99 beside 95.
    """
    distinct, counts = np.unique(values, return_counts=True)
    found: list[float] = []
    if len(distinct) < 3:
        return found
    low, high = float(distinct[0]), float(distinct[-1])
    if low < 0 <= distinct[1] and counts[0] >= CODE_ROWS and _CODE.fullmatch(f"{low:g}"):
        found.append(low)
    usual = float(np.median(np.diff(distinct[:-1])))
    code = high >= TWO_DIGITS and _CODE.fullmatch(f"{high:g}") and counts[-1] >= CODE_ROWS
    if code and (high - distinct[-2] >= 3 * usual or heaped(values)[1]):
        found.append(high)
    return found


def _is_far_below(distinct: Floats) -> bool:
    """Whether the lowest of some values is further from the next than those from one another.

    -1 is beside 0, 1 and 2 what they are to each other: one step less.
    """
    rest = distinct[1:]
    if len(rest) < 2:
        return True
    return bool(distinct[1] - distinct[0] > 1.5 * float(np.median(np.diff(rest))))


def heaped(values: Floats) -> tuple[bool, bool]:
    """Whether known ``values`` [rows] heap up at their lowest and at their highest one."""
    _, counts = np.unique(values, return_counts=True)
    if len(counts) <= DISTINCT_NEEDED:
        return False, False
    low, high = (
        bool(count >= HEAPED * len(values) and count > HEAPED_BEYOND * beside.mean())
        for count, beside in ((counts[0], counts[1:4]), (counts[-1], counts[-4:-1]))
    )
    return low, high


def is_constant(codes: npt.NDArray[np.generic]) -> bool:
    """Whether all known values are the same one."""
    return len(np.unique(codes)) < 2


def looks_like_an_id(name: str, cells: Sequence[object], numbers: Floats | None) -> bool:
    """Whether known ``cells`` name their rows: nearly all differ, and they are no measurement.

    ``numbers`` [cells] are what they mean, None where they are words.
    """
    if len(cells) < ID_ROWS or len(set(cells)) < ID_DISTINCT * len(cells):
        return False
    if numbers is None:
        return True
    whole = bool((numbers == np.rint(numbers)).all())
    return whole and (bool((np.diff(numbers) > 0).all()) or bool(_ID_NAME.search(name)))

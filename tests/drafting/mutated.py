"""Tables as people have them, spoilt at random: the same number, the same table."""

from __future__ import annotations

import random
from collections.abc import Callable

# Of few rows, so that hundreds of tables are drafted in seconds.
ROWS = 60

WORDS = [
    "", " ", "NA", "?", "unbekannt", "<0.01", ">100", "1e400", "-1e400", "1e-400", "nan", "inf",
    "-1", "9", "99", "999", "1,5", "1.234,5", "1,234", "1 234", "1'234", "72 kg", "45%", "0x1F",
    "1_000", "yes", "Yes", "YES", "no", "null", "~", "on", "2020-02-30", "31.12.1999",
    "12/31/1999", "a b", "{x}", "[1, 2]", "- a", "# b", ": c", "'", "%", "&x", "*x",
    "!!python/object:os.system", "\x07", "\x85", "\u2028", "\ufeff", "\u200e1", "١٢٣", "½", "😀",
    "ß", "Ａ１", "1" * 70, "x" * 500, "1e5", "3.4e38", "-3.4e38", "5e-324", "0.1234567890123456",
    "9" * 30, "=1+1", "1.0", "1.", ".5", "+1", "−1", "1-2", "18-24", "a@b.de", "+49 30 1234567",
    "12:30", "1e", "e1", "E", "-", "--", ".",
]  # fmt: skip
TITLES = [
    "", " ", "NO", "on", "null", "yes", "a b", "a-b", "a_b", "2nd", "ü", "😀", "x" * 90, "id",
    "patient_id", "name", "Phone", "time", "died", "Age", "age", "\x07", "\u2028", "{x}", "#", ":",
    "sep=;", "Column2", "followup", "A_1", "Unnamed: 0",
]  # fmt: skip
SEPARATORS = [",", ";", "\t", "|"]

Table = list[list[str]]


def table(seed: int) -> bytes:
    """A table whose outcome is ``died``, with some things that are wrong or only unusual."""
    chance = random.Random(seed)
    rows = _people(chance)
    for _ in range(chance.choice([1, 1, 2, 3, 5])):
        chance.choice(_SPOIL)(rows, chance)
    for last in (_uneven, _few_rows):
        if chance.random() < 0.07:
            last(rows, chance)
    return _spoilt(_written(rows, chance), chance)


def _people(chance: random.Random) -> Table:
    """Columns of the usual kinds, some of them, in any order."""
    kinds: dict[str, Callable[[int], str]] = {
        "age": lambda _: str(chance.randint(20, 90)),
        "creatinine": lambda _: f"{chance.uniform(0.4, 3):.2f}",
        "crea_de": lambda _: f"{chance.uniform(0.4, 3):.2f}".replace(".", ","),
        "platelets": lambda _: f"{chance.randint(20, 900) * 1000:,}",
        "weight": lambda _: f"{chance.randint(40, 120)} kg",
        "crp": lambda _: chance.choice(["<0.3", f"{chance.uniform(0.3, 90):.1f}"]),
        "ef": lambda _: f"{chance.randint(20, 70)}%",
        "sex": lambda _: chance.choice(["f", "m", "F", "M"]),
        "smoker": lambda _: chance.choice(["yes", "no", "Yes", "NO", ""]),
        "stage": lambda _: chance.choice(["1", "2", "3", "9"]),
        "pain": lambda _: chance.choice(["none", "mild", "severe", "unbekannt"]),
        "admitted": lambda _: (
            f"20{chance.randint(10, 24)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
        ),
        "patient_id": lambda row: str(row // 3),
        "name": lambda row: f"Person {row}",
        "score": lambda _: str(chance.randint(-1, 3)),
        "tiny": lambda _: f"{chance.random():.3g}e-40",
        "huge": lambda _: f"{chance.uniform(-3, 3):.4g}e38",
        "near": lambda _: f"{1e9 + chance.random():.9f}",
    }
    names = chance.sample(sorted(kinds), chance.randint(1, 6))
    outcome = chance.choice(
        [
            ("0", "1"),
            ("no", "yes"),
            ("alive", "dead"),
            ("No", "YES"),
            ("1", "2"),
            ("0", "1"),
            ("0", "1"),
        ]
    )
    place = chance.randint(0, len(names))
    header = [*names[:place], "died", *names[place:]]
    return [
        header,
        *(
            [chance.choice(outcome) if name == "died" else kinds[name](row) for name in header]
            for row in range(ROWS)
        ),
    ]


def _cells(rows: Table, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 3, 30])):
        row, place = chance.choice(rows[1:]), chance.randrange(len(rows[0]))
        if rows[0][place] != "died" or chance.random() < 0.05:
            row[place] = chance.choice(WORDS)


def _column(rows: Table, chance: random.Random) -> None:
    place, some = chance.randrange(len(rows[0])), chance.sample(WORDS, chance.randint(1, 12))
    if rows[0][place] == "died" and chance.random() < 0.8:
        return
    for row in rows[1:]:
        row[place] = chance.choice(some)


def _another_column(rows: Table, chance: random.Random) -> None:
    title, some = chance.choice(TITLES), chance.sample(WORDS, chance.randint(1, 40))
    for row in rows[1:]:
        row.append(chance.choice(some))
    rows[0].append(title)


def _title(rows: Table, chance: random.Random) -> None:
    rows[0][chance.randrange(len(rows[0]))] = chance.choice(TITLES)


def _twice(rows: Table, chance: random.Random) -> None:
    place = chance.randrange(len(rows[0]))
    for row in rows:
        row.append(row[place])


def _signs(rows: Table, chance: random.Random) -> None:
    """One character for another in a whole column."""
    place = chance.randrange(len(rows[0]))
    if rows[0][place] == "died":
        return
    old, new = chance.sample([".", ",", " ", "-", "'", "\u2009", "e", "0", "%", ""], 2)
    for row in rows[1:]:
        row[place] = row[place].replace(old, new) if old else row[place] + new


def _uneven(rows: Table, chance: random.Random) -> None:
    row = chance.choice(rows)
    if chance.random() < 0.5:
        row.append(chance.choice(["", "x"]))
    else:
        row.pop()


def _empty_ends(rows: Table, chance: random.Random) -> None:
    for row in rows:
        row.extend([""] * 2)
    rows.extend([[""] * len(rows[0])] * chance.randint(0, 3))


def _few_rows(rows: Table, chance: random.Random) -> None:
    del rows[chance.randint(1, 12) :]


def _many_columns(rows: Table, chance: random.Random) -> None:
    for place in range(chance.choice([5, 5, 5, 210])):
        for number, row in enumerate(rows):
            row.append(f"v{place}" if number == 0 else str((number * (place + 3)) % 17))


_SPOIL: list[Callable[[Table, random.Random], None]] = [
    _cells, _cells, _cells, _column, _another_column, _another_column, _title, _title, _twice,
    _signs, _signs, _empty_ends, _many_columns,
]  # fmt: skip


def _written(rows: Table, chance: random.Random) -> str:
    separator = chance.choice([",", ",", ",", ",", ",", *SEPARATORS])
    end = chance.choice(["\n", "\n", "\n", "\r\n", "\r"])
    quoted = chance.random() < 0.95

    def cell(text: str) -> str:
        if quoted and (separator in text or '"' in text):
            return '"' + text.replace('"', '""') + '"'
        return text

    lines = [separator.join(map(cell, row)) for row in rows]
    if chance.random() < 0.1:
        lines.insert(0, f"sep={separator}")
    if chance.random() < 0.1:
        lines.insert(chance.randrange(len(lines)), "")
    return end.join(lines) + chance.choice(["", end, end * 3])


def _spoilt(text: str, chance: random.Random) -> bytes:
    encoding = chance.choice(["utf-8"] * 20 + ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
    content = text.encode(encoding, "replace")
    if chance.random() < 0.15:
        places = [chance.randrange(len(content)) for _ in range(chance.choice([1, 5]))]
        spoilt = bytearray(content)
        for place in places:
            spoilt[place] = chance.randrange(256)
        content = bytes(spoilt)
    if chance.random() < 0.05:
        content = content[: chance.randrange(len(content))]
    return content

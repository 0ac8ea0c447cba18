"""Bodies that somebody might send to do harm: mutations of valid ones, each knowing what it is.

``refused`` says whether a server must refuse it (True), must take it (False), or may do either
(None), as where a random byte may have left it valid.
"""

from __future__ import annotations

import gzip
import json
import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests import made_up

JSON = {"Content-Type": "application/json"}
MARK = "@@"

# Nothing that a field, a name or a version could be. Written as JSON, or as what passes for it.
WRONG = [
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 4_000, "-" + "9" * 4_400,
    "1" + "0" * 400, "1.5e3", "-7", "0x10", "01", "+1", ".5", "1.", "/**/1",
    "[]", "{}", "[[]]", '{"a":1}', "undefined", "True", "", ",",
    '"\\ud800"', '"\\udfff\\ud800"', f'"{"x" * 50_000}"', "'a'", '"\x01"', '"a\nb"',
]  # fmt: skip
# What is wrong in some places alone.
TEXTS = ['"text"', '"\\u0000"', '""', '"６"', '"true"']
NO_NUMBER = ["true", "false"]
KEYS = ["Colour", "", "acid", "Ácid", "\u0000", "\ud800", "__proto__", "k" * 9_000, "😀", "a/b~c"]
DEEP = 100_000


@dataclass(frozen=True, slots=True)
class Hostile:
    """A body with its headers; ``raw`` is sent as it is, instead of a request with the body."""

    what: str
    refused: bool | None
    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    raw: Callable[[bytes], bytes] | None = None


@dataclass(frozen=True, slots=True)
class Valid:
    """A valid document; ``leaves`` lead to values that take nothing of WRONG and ``also``."""

    document: Any
    leaves: tuple[tuple[tuple[str | int, ...], tuple[str, ...]], ...]
    closed: tuple[tuple[str | int, ...], ...] = ()
    needed: tuple[tuple[str | int, ...], ...] = ()


def predictions() -> dict[str, Valid]:
    """One record, records in an object, and objects in a list."""
    places = {
        "Acid": (*TEXTS, *NO_NUMBER),
        "Beers": (*TEXTS, *NO_NUMBER, "null"),
        "Drug": (*TEXTS, *NO_NUMBER),
        "Kidney": (*TEXTS, "null"),
        "Mood": (*TEXTS, *NO_NUMBER, "null"),
    }

    def valid(document: Any, *start: str | int) -> Valid:
        return Valid(
            document,
            tuple(((*start, name), also) for name, also in places.items()),
            ((), start) if isinstance(document, dict) else (start,),
            tuple((*start, name) for name in ("Beers", "Kidney", "Mood")),
        )

    record = made_up.example()
    return {
        "record": valid({"inputs": record}, "inputs"),
        "records": valid({"inputs": [record, record]}, "inputs", 1),
        "list": valid([{"inputs": record}, {"inputs": record}], 1, "inputs"),
    }


def inference() -> dict[str, Valid]:
    """Tensors by field, and one of all fields."""
    kinds = {bool: "BOOL", int: "INT64", float: "FP64", str: "BYTES"}
    named = [
        {"name": name, "datatype": kinds[type(value)], "shape": [1], "data": [value]}
        for name, value in made_up.example().items()
    ]
    all_of_it = ("name", "datatype", "shape", "data")
    huge = (f"[{'9' * 4_000},{'9' * 4_000}]", "[2]", "[-1]", "[true]", "[1e0]")
    leaves: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [
        (
            ("inputs", position, member),
            (*NO_NUMBER, "null", '"text"', *huge[: 5 * (member == "shape")]),
        )
        for position in range(5)
        for member in all_of_it[:3]
    ]
    leaves += [
        (("inputs", 1, "data", 0), (*TEXTS, "null")),
        (("inputs", 4, "data", 0), (*TEXTS, "null")),
    ]
    whole = {"name": "all", "datatype": "FP64", "shape": [1, 5], "data": [6.5, 2, 0, 0, 1]}
    needed = tuple(("inputs", 1, member) for member in all_of_it)
    numbers = tuple((("inputs", 0, "data", place), TEXTS) for place in (1, 3, 4))
    return {
        "tensors": Valid({"inputs": named}, tuple(leaves), needed=needed),
        "whole": Valid({"inputs": [whole]}, tuple((p, tuple(also)) for p, also in numbers)),
    }


def retraining() -> Valid:
    """What an operator sends for a training."""
    return Valid(
        {"reason": "why", "effort": "quick", "datasets": ["initial"]},
        (
            (("reason",), tuple(NO_NUMBER)),
            (("effort",), (*TEXTS, *NO_NUMBER)),
            (("datasets",), (*TEXTS, *NO_NUMBER)),
            (("datasets", 0), (*TEXTS, *NO_NUMBER, "null")),
        ),
        ((),),
    )


def promotion(version: str) -> Valid:
    """What an operator sends to promote."""
    return Valid(
        {"version": version, "reason": "why"},
        ((("version",), (*TEXTS, *NO_NUMBER, "null")), (("reason",), tuple(NO_NUMBER))),
        ((),),
        (("version",),),
    )


def mutated(valid: Valid, random: random.Random) -> Hostile:
    """One of the ways to spoil a valid document, by chance."""
    whole = json.dumps(valid.document).encode()
    ways = [_value] * 10 + [_text] * 5 + [_sent] * 3 + [_flipped] * 2
    ways += [_added, _twice] * 2 * bool(valid.closed) + [_removed] * 2 * bool(valid.needed)
    return random.choice(ways)(valid, whole, random)


def _value(valid: Valid, whole: bytes, random: random.Random) -> Hostile:
    place, also = random.choice(valid.leaves)
    token = random.choice([*WRONG, *also])
    return Hostile(f"{token[:20]} at {place}", True, _with(valid.document, place, token))


def _removed(valid: Valid, whole: bytes, random: random.Random) -> Hostile:
    place = random.choice(valid.needed)
    copy = json.loads(whole)
    del _at(copy, place[:-1])[place[-1]]
    return Hostile(f"without {place}", True, json.dumps(copy).encode())


def _added(valid: Valid, whole: bytes, random: random.Random) -> Hostile:
    place, key = random.choice(valid.closed), random.choice(KEYS)
    copy = json.loads(whole)
    _at(copy, place)[key] = random.choice([None, 1, "a", [], {}])
    text = json.dumps(copy, ensure_ascii=random.random() < 0.5 or "\ud800" in key)
    return Hostile(f"{key[:20]!r} in {place}", True, text.encode())


def _twice(valid: Valid, whole: bytes, random: random.Random) -> Hostile:
    place = random.choice(valid.closed)
    members = json.dumps(_at(valid.document, place))[1:-1]
    spoilt = _with(valid.document, place, f"{{{members},{members}}}")
    return Hostile(f"each member of {place} twice", True, spoilt)


def _text(valid: Valid, whole: bytes, random: random.Random) -> Hostile:
    cut = random.randrange(1, len(whole))
    ways: list[tuple[str, bool | None, bytes]] = [
        ("cut off", True, whole[:cut]),
        ("a BOM", False, b"\xef\xbb\xbf" + whole),
        ("two BOMs", True, b"\xef\xbb\xbf" * 2 + whole),
        ("UTF-16", True, whole.decode().encode("utf-16")),
        ("no UTF-8", True, whole[:cut] + b"\xff" + whole[cut:]),
        ("half a character", True, whole.replace(b'"', b'"\xc3', 1)),
        ("something behind", True, whole + random.choice([b"x", b"{}", b"\x00", b"]", b","])),
        ("twice", True, whole + whole),
        ("a control character", True, whole.replace(b'"', b'"\x1f', 1)),
        ("spaces", False, b" \r\n\t" * random.randrange(1, 999) + whole + b" \n"),
        ("escapes", False, json.dumps(valid.document, indent=3).encode()),
        ("in lists", True, b"[" * 3 + whole + b"]" * 3),
        ("a scalar", True, random.choice([b"3", b'"a"', b"null", b"true", b"NaN", b"[]", b"[3]"])),
        ("only spaces", True, b"  \n"),
    ]
    if random.random() < 0.05:
        opened, closed = random.choice([(b"[", b"]"), (b'{"inputs":', b"}")])
        ways = [("levels", True, opened * DEEP + closed * random.choice([0, DEEP]))]
    return Hostile(*random.choice(ways))


def _flipped(valid: Valid, whole: bytes, random: random.Random) -> Hostile:
    spoilt = bytearray(whole)
    for _ in range(random.randrange(1, 4)):
        spoilt[random.randrange(len(spoilt))] = random.randrange(256)
    return Hostile("bytes flipped", None, bytes(spoilt))


def _sent(valid: Valid, whole: bytes, random: random.Random) -> Hostile:
    packed = gzip.compress(whole)
    size = len(whole)
    chunks = f"{size:x}\r\n".encode() + whole + b"\r\n0\r\n\r\n"
    ways: list[tuple[str, bool | None, bytes, dict[str, str], bytes | None]] = [
        ("gzip", False, packed, {**JSON, "Content-Encoding": "gzip"}, None),
        ("gzip cut", True, packed[:-6], {**JSON, "Content-Encoding": "gzip"}, None),
        ("gzip twice", True, packed * 2, {**JSON, "Content-Encoding": "gzip"}, None),
        ("gzip untold", True, packed, JSON, None),
        ("gzip told, not done", True, whole, {**JSON, "Content-Encoding": "gzip"}, None),
        ("brotli", True, whole, {**JSON, "Content-Encoding": "br"}, None),
        ("in chunks", False, chunks, {**JSON, "Transfer-Encoding": "chunked"}, None),
    ]
    if random.random() < 0.3:
        # After these nobody knows where the next request begins.
        ways = [
            ("longer than it is", True, whole, JSON, f"Content-Length: {size + 9}".encode()),
            ("shorter than it is", True, whole, JSON, f"Content-Length: {size - 3}".encode()),
            ("a length below zero", True, whole, JSON, b"Content-Length: -5"),
            ("a length in words", True, whole, JSON, b"Content-Length: many"),
            ("two lengths", True, whole, JSON, b"Content-Length: 5\r\nContent-Length: 6"),
            ("a bad chunk", True, b"zz\r\n" + whole, JSON, b"Transfer-Encoding: chunked"),
            ("chunks cut off", True, chunks[:-40], JSON, b"Transfer-Encoding: chunked"),
        ]
    what, refused, body, headers, length = random.choice(ways)
    if length is None:
        return Hostile(what, refused, body, dict(headers))
    return Hostile(
        what, refused, body, dict(headers), lambda head: head + length + b"\r\n\r\n" + body
    )


def binary(random: random.Random) -> Hostile:
    """An inference request whose tensors are bytes behind the JSON, spoilt in one of many ways."""
    values = made_up.example()
    text = [struct.pack("<I", len(v)) + v.encode() for v in (values["Drug"], values["Mood"])]
    blobs = {
        "Acid": ("FP64", struct.pack("<d", values["Acid"])),
        "Beers": ("INT64", struct.pack("<q", values["Beers"])),
        "Drug": ("BYTES", text[0]),
        "Kidney": ("BOOL", b"\0"),
        "Mood": ("BYTES", text[1]),
    }
    what = random.choice(
        ["nothing", "length", "sizes", "cut", "more", "text", "no text", "shape", "infinite"]
    )
    if what == "text":
        blobs["Mood"] = ("BYTES", struct.pack("<I", random.choice([99, 2**32 - 1])) + b"low")
    elif what == "no text":
        blobs["Mood"] = ("BYTES", struct.pack("<I", 2) + b"\xff\xfe")
    elif what == "infinite":
        blobs["Acid"] = ("FP64", struct.pack("<d", random.choice([1e300, float("inf"), -1e300])))
    sizes = {name: len(blob) for name, (_, blob) in blobs.items()}
    if what == "sizes":
        sizes[random.choice([*sizes])] += random.choice([-1, 1, 7, 10**6, -(10**6), 10**400])
    head = json.dumps(
        {
            "inputs": [
                {
                    "name": name,
                    "datatype": kind,
                    "shape": [2 if what == "shape" else 1],
                    "parameters": {"binary_data_size": sizes[name]},
                }
                for name, (kind, _) in blobs.items()
            ]
        }
    ).encode()
    body = head + b"".join(blob for _, blob in blobs.values())
    length = str(len(head))
    if what == "length":
        offset = str(len(head) + random.choice([-1, 1, 5, -7]))
        length = random.choice(
            [offset, "-1", "x", "1e3", "9" * 30, "9" * 5_000, "0", "\xb2", "1_0"]
        )
    elif what == "cut":
        body = body[: random.randrange(len(head), len(body))]
    elif what == "more":
        body += bytes(random.randrange(1, 9))
    headers = {
        "Content-Type": "application/octet-stream",
        "Inference-Header-Content-Length": length,
    }
    return Hostile(f"binary: {what} {length[:20]}", what != "nothing", body, headers)


def endless(seed: int, version: str, *, explained: bool) -> Iterator[tuple[str, str, Hostile]]:
    """Methods, paths and bodies without end, the same ones for the same seed."""
    # Nothing here is a secret.
    chance = random.Random(seed)
    one, model = f"/api/v1/predictors/{made_up.NAME}", f"/v2/models/{made_up.NAME}/infer"
    records, tensors = predictions(), inference()
    targets = [("POST", f"{one}/predictions", valid) for valid in records.values()] * 2
    targets += [("POST", model, valid) for valid in tensors.values()] * 2
    targets += [
        ("POST", f"{one}/retrainings", retraining()),
        ("PUT", f"{one}/champion", promotion(version)),
    ]
    if explained:
        targets += [("POST", f"{one}/explanations", records["record"])] * 2
    while True:
        if chance.random() < 0.1:
            yield "POST", model, binary(chance)
            continue
        method, path, valid = chance.choice(targets)
        yield method, path, mutated(valid, chance)


def _at(document: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        document = document[step]
    return document


def _with(document: Any, place: tuple[str | int, ...], token: str) -> bytes:
    """The document as JSON, with what stands at ``place`` written as ``token``."""
    copy = json.loads(json.dumps(document))
    if not place:
        return token.encode()
    _at(copy, place[:-1])[place[-1]] = MARK
    return json.dumps(copy).replace(f'"{MARK}"', token).encode("utf-8", "surrogatepass")

"""Every file of a version is changed in many ways, its manifest and its signature included: no
process of the API accepts one of them, and none dies of it.

An operator asks for the changed version to become champion, which has it proven as a trial and then
loaded. What a model does that was signed as it is, such as hanging, is not asked here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from bellwether_contract.bundle import signatures
from tools.soak.house import House, twin
from tools.soak.processes import children

Say = Callable[[str], None]
Change = Callable[[bytes, Random], bytes]


def run(house: House, counts: Mapping[str, int], chance: Random, say: Say) -> dict[str, float]:
    """Change each file as often as ``counts`` say."""
    champion = house.store.champion(house.predictor)
    assert champion is not None
    victim = twin(house, 1)
    directory = house.store.directory(house.predictor, victim)
    targets = [*sorted(directory.iterdir()), signatures.path(directory)]
    accepted, odd = [], 0
    client = house.client()
    with house.serving() as api:
        before = set(children(api.pid))
        for target in targets:
            content = target.read_bytes()
            others = [each.read_bytes() for each in targets if each != target]
            for _ in range(counts["mutations of each file"]):
                how = spoil(target, content, others, chance)
                status, answer = client.promote(house.predictor, victim, "a mutation")
                # A file that is away takes the manifest or the version with it.
                if status == 200:
                    accepted.append(f"{target.name}: {how}")
                elif status not in (404, 409):
                    say(f"{target.name}, {how}: {status} {answer}")
                    odd += 1
            _restore(target, content)
            say(f"{target.name}: {counts['mutations of each file']:,} changes")
        answered = client.ask(
            "POST", f"/api/v1/predictors/{house.predictor}/predictions", {"inputs": house.inputs}
        )
        died = before - set(children(api.pid))
        whole, _ = client.promote(house.predictor, victim, "as it was")
    for each in accepted[:10]:
        say(f"accepted: {each}")
    return {
        "files": len(targets),
        "mutations": len(targets) * counts["mutations of each file"],
        "mutations that were accepted": len(accepted),
        "mutations that were answered otherwise than by a refusal": odd,
        "processes that died": len(died),
        # It is the changes that are refused: the version as it was is promoted.
        "predictions answered by the former champion, and the version accepted once whole": int(
            answered[0] == 200 and answered[1]["version"] == champion.version and whole == 200
        ),
    }


def spoil(target: Path, content: bytes, others: list[bytes], chance: Random) -> str:
    """Put something in a file's place that is not what was there; returns what was done."""
    _remove(target)
    if chance.random() < 0.02:
        way, put = chance.choice(list(OTHER_KINDS.items()))
        put(target, content)
        return way
    if chance.random() < 0.02:
        target.write_bytes(chance.choice([other for other in others if other != content]))
        return "another file's content"
    while True:
        way, change = chance.choice(list(CHANGES.items()))
        changed = change(content, chance)
        if changed != content:
            target.write_bytes(changed)
            return way


def _restore(target: Path, content: bytes) -> None:
    _remove(target)
    target.write_bytes(content)


def _remove(target: Path) -> None:
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    _elsewhere(target).unlink(missing_ok=True)


def _elsewhere(target: Path) -> Path:
    return target.parent.parent / f".{target.name}.elsewhere"


def _linked(target: Path, content: bytes) -> None:
    """A link to the same content: what it names can be changed at any time."""
    _elsewhere(target).write_bytes(content)
    target.symlink_to(_elsewhere(target))


OTHER_KINDS: dict[str, Callable[[Path, bytes], object]] = {
    "missing": lambda _target, _content: None,
    "a pipe": lambda target, _content: os.mkfifo(target),
    "a folder": lambda target, _content: target.mkdir(),
    "a link": _linked,
}


def _flipped(content: bytes, chance: Random) -> bytes:
    at, bit = chance.randrange(len(content)), chance.randrange(8)
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]


def _another_byte(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + chance.randbytes(1) + content[at + 1 :]


def _another_digit(content: bytes, chance: Random) -> bytes:
    digits = [at for at, byte in enumerate(content) if 48 <= byte <= 57]
    if not digits:
        return content
    at = chance.choice(digits)
    return content[:at] + str(chance.randrange(10)).encode() + content[at + 1 :]


def _span(content: bytes, chance: Random) -> tuple[int, int]:
    at = chance.randrange(len(content))
    return at, min(len(content), at + 1 + int(chance.expovariate(1 / 50)))


def _without(content: bytes, chance: Random) -> bytes:
    at, end = _span(content, chance)
    return content[:at] + content[end:]


def _twice(content: bytes, chance: Random) -> bytes:
    at, end = _span(content, chance)
    return content[:end] + content[at:end] + content[end:]


def _noise(content: bytes, chance: Random) -> bytes:
    at, end = _span(content, chance)
    return content[:at] + chance.randbytes(end - at) + content[end:]


def _zeros(content: bytes, chance: Random) -> bytes:
    at, end = _span(content, chance)
    return content[:at] + bytes(end - at) + content[end:]


CHANGES: dict[str, Change] = {
    "a flipped bit": _flipped,
    "another byte": _another_byte,
    "another digit": _another_digit,
    "cut off": lambda content, chance: content[: chance.randrange(len(content))],
    "longer": lambda content, chance: content + chance.choice([b"\n", b" ", b"\0", b"{}"]),
    "begun later": lambda content, chance: chance.choice([b"\n", b" ", b"\xef\xbb\xbf"]) + content,
    "a part left out": _without,
    "a part twice": _twice,
    "noise in it": _noise,
    "zeros in it": _zeros,
    "nothing but noise": lambda content, chance: chance.randbytes(len(content)),
}

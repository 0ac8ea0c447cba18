"""Published versions for a bundle, as the API of the stack that runs hands them out."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools import pinned
from tools.operate.running import Running, find

CHAMPIONS = "champions"


def fetch(wanted: Sequence[str], folder: Path) -> None:
    """Put each of ``wanted`` (NAME/VERSION, or CHAMPIONS for every one) into ``folder``."""
    folder.mkdir()
    stack = find()
    for name, version in dict.fromkeys(_listed(stack, wanted)):
        path = f"/api/v1/predictors/{name}/versions/{version}/export"
        target = folder / f"{name}-{version}.tar.gz"
        with _asked(stack, path) as answer, target.open("xb") as out:
            shutil.copyfileobj(answer, out)


def _listed(stack: Running, wanted: Sequence[str]) -> list[tuple[str, str]]:
    listed = []
    for each in wanted:
        if each == CHAMPIONS:
            listed += _champions(stack)
            continue
        name, slash, version = each.partition("/")
        if not (name and slash and version):
            raise SystemExit(f"{each!r} is neither NAME/VERSION nor {CHAMPIONS}.")
        listed.append((name, version))
    return listed


def _champions(stack: Running) -> list[tuple[str, str]]:
    with _asked(stack, "/api/v1/predictors") as answer:
        names = [each["name"] for each in json.load(answer)["predictors"]]
    found = []
    for name in names:
        with _asked(stack, f"/api/v1/predictors/{name}") as answer:
            if champion := json.load(answer)["champion"]:
                found.append((name, champion["version"]))
    return found


def _asked(stack: Running, path: str) -> Any:
    request = urllib.request.Request(  # noqa: S310  # the address comes from the stack itself
        stack.url + path, headers={"Authorization": f"Bearer {stack.key}"}
    )
    known = pinned.context(stack.certificate)
    try:
        return urllib.request.urlopen(request, timeout=60, context=known)  # noqa: S310
    except urllib.error.HTTPError as error:
        said = error.read().decode(errors="replace")[:300]
        raise SystemExit(f"{path} answers {error.code}: {said}") from None
    except OSError as error:
        raise SystemExit(f"{stack.url} does not answer ({error})") from None

"""The words of the Makefile, spoken to the running stack."""

from __future__ import annotations

import subprocess

import pytest

from tests.running_stack import ROOT, ComposeStack


def _make(stack: ComposeStack, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--silent", *words],
        cwd=ROOT,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_make_operator_key_shows_the_key(compose_stack: ComposeStack) -> None:
    shown = _make(compose_stack, "operator-key")
    assert (shown.returncode, shown.stdout.strip()) == (0, compose_stack.key)


@pytest.mark.nightly
def test_make_retrain_follows_to_the_end(compose_stack: ComposeStack) -> None:
    followed = _make(compose_stack, "retrain", "NAME=diabetes", "EFFORT=quick")
    assert followed.returncode == 0, followed.stdout + followed.stderr
    assert "100%  published" in followed.stdout
    assert compose_stack.versions("diabetes")[0] in followed.stdout


def test_make_retrain_says_what_there_is_not(compose_stack: ComposeStack) -> None:
    refused = _make(compose_stack, "retrain", "NAME=none")
    assert refused.returncode != 0
    assert "404" in refused.stderr

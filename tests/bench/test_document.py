"""docs/performance.md holds what was printed, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.bench import document
from tools.bench.figures import Figures


def test_the_page_is_written_by_the_measurement() -> None:
    page = document.PATH.read_text()
    assert page.startswith(document.BEFORE)
    assert document.AFTER in page
    assert "MISSED" not in page


def test_a_section_is_written_in_its_place_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "PATH", tmp_path / "performance.md")
    document.PATH.write_text(document.text(["old"]))
    document.write_section("Rows", "three\n")
    document.write_section("Cluster", "two")
    document.write_section("Rows", "four")
    document.write(["new"])
    page = document.PATH.read_text()
    assert page == document.text(["new"], "\n## Rows\n\nfour\n\n## Cluster\n\ntwo\n")


def test_a_missed_figure_is_marked_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    figures = Figures()
    figures.figure("fast enough", 0.9, least=0.8, most=1.0)
    met = [figures.met]
    figures.figure("too slow", 0.7, least=0.8)
    met.append(figures.met)
    assert met == [True, False]
    said = capsys.readouterr().out
    assert "MISSED" not in said.splitlines()[0]
    assert "MISSED" in said.splitlines()[1]
    assert document.text(figures.lines).count("too slow") == 1

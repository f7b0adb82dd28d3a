"""The analysis process: a page that keeps it busy is named, and the visits under way go on."""

from __future__ import annotations

import os
import signal
from datetime import date
from pathlib import Path

import pytest

from data.analysis import Analyst
from data.analysis_process import AnalysisFailed, AnalysisProcess, AnalystSettings
from data.capture.archive import ArchivedCapture, ArchiveWriter, read_capture
from data.capture.exchange import Exchange
from data.capture.plan import Plan
from data.model import Cause, Purpose
from data.registry import Registry
from data.sample import AS_OF, write_registry
from data.sample.pages import respond
from data.sample.plan import build_world


@pytest.fixture
def settings(tmp_path: Path) -> AnalystSettings:
    return AnalystSettings(write_registry(tmp_path / "registry"), AS_OF[1], "sample", "")


def archived(folder: Path, paths: list[str]) -> list[ArchivedCapture]:
    world = build_world()
    site = next(s for s in world.sites if not s.fault and s.kind == "portal")
    writer = ArchiveWriter(folder, "r1", "visits")
    captures = []
    for path in paths:
        answer = respond(world, site, path, "", date(2026, 11, 24))
        exchange = Exchange(
            site.url.rstrip("/") + path, "2026-11-24T08:00:00Z", status=200, headers=[("Content-Type", answer.content_type)],
            raw_body=answer.body, body=answer.body,
        )  # fmt: skip
        purpose = Purpose.HOME if path == "/" else Purpose.ARTICLE
        captures.append(writer.write(exchange, site.site_id, 1, purpose))
    writer.close()
    return [read_capture(folder, capture) for capture in captures]


def test_it_finds_what_the_analyst_finds(settings: AnalystSettings, tmp_path: Path) -> None:
    pages = archived(tmp_path, ["/", "/col/yaowen/", "/gongkai/"])
    process = AnalysisProcess(settings, lambda capture: read_capture(tmp_path, capture))
    try:
        reports = [process.read(page) for page in pages]
        found = process.conclude(pages[0].capture.site_id, 1)
    finally:
        process.close()
    analyst = Analyst(Registry.load(settings.registry_folder, settings.registry_as_of), Plan.load("sample"))
    assert reports == [analyst.read(page) for page in pages]
    assert found == analyst.conclude(pages[0].capture.site_id, 1)


def test_a_page_past_the_deadline_is_too_deep_and_the_rest_of_the_visit_survives(
    settings: AnalystSettings, tmp_path: Path
) -> None:
    pages = archived(tmp_path, ["/", "/gongkai/", "/col/yaowen/"])
    process = AnalysisProcess(settings, lambda capture: read_capture(tmp_path, capture), page_seconds=1.5)
    try:
        assert process.read(pages[0]).cause is None
        # A stopped process answers as little as one that is caught in a page.
        os.kill(process._process.pid, signal.SIGSTOP)
        assert process.read(pages[1]).cause is Cause.TOO_DEEP
        assert process.read(pages[2]).cause is None
        found = process.conclude(pages[0].capture.site_id, 1)
    finally:
        process.close()
    assert found.home_cause is None
    assert found.pages == 2


def test_a_fault_of_ours_is_raised_and_not_taken_for_the_pages(settings: AnalystSettings, tmp_path: Path) -> None:
    process = AnalysisProcess(settings, lambda capture: read_capture(tmp_path, capture))
    try:
        with pytest.raises(AnalysisFailed, match="KeyError"):
            process.conclude("no-such-site", 1)
    finally:
        process.close()

"""The part of 填报 that shows how far evaluators agree, with each other and with the machine, and where they differ most."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.agreement_text import (
    MOST,
    answers_text,
    coefficient_text,
    indicator_title,
    line_title,
    machine_text,
    mean_text,
    method_text,
    question,
    reading_text,
)
from dashboard.charts import CONFIG
from dashboard.charts.agreement import Lane, agreement_chart
from dashboard.locales import Words
from dashboard.survey_agreement import Line, RoundAgreement, readings, round_agreement
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, note, plain
from dashboard.wording import share
from data.catalogue import survey_items
from data.survey.judging import INSUFFICIENT, judging
from data.workspace import Workspace
from metrics.raters.answers import YesOrNo

_KINDS = {"reliable": "good", "insufficient": "attention"}


def show_agreement(scene: Scene, round_id: str, stamp: str) -> None:
    """Draw the part. stamp: what was answered and published; while it stays, nothing is computed again."""
    say = scene.say
    st.subheader(say("agreement.title"), anchor=False)
    with st.spinner(say("agreement.wait")):
        found = _compared(scene.workspace, scene.workspace.root, round_id, stamp)
    if not found.compared:
        st.info(say("agreement.nothing"))
        return
    st.caption(say("agreement.lead", compared=found.compared, evaluators=len(found.evaluators)))
    weak = [
        indicator_title(line, say).rstrip("。.")  # a question that belongs to no indicator is a sentence of its own
        for line in _heads(found, say)
        if readings(line.agreement.alpha, "alpha")[0] == INSUFFICIENT
    ]
    if weak:
        st.warning(plain(say("agreement.weak", names=say.pick("、", ", ").join(weak))))
    _picture(scene, found)
    _lines(scene, found)
    note(method_text(say))
    _beside(scene, found)
    _differences(scene, found)


@st.cache_resource(max_entries=4, show_spinner=False)
def _compared(_workspace: Workspace, root: Path, round_id: str, stamp: str) -> RoundAgreement:
    """What is compared once for all who look."""
    return round_agreement(_workspace, round_id)


def _heads(found: RoundAgreement, say: Words) -> list[Line]:
    """The line of every indicator as a whole, or of its one item."""
    return [next(of) for _, of in groupby(found.lines, key=lambda line: indicator_title(line, say))]


def _picture(scene: Scene, found: RoundAgreement) -> None:
    """A lane an indicator; nothing where no coefficient has a value."""
    say = scene.say
    lanes = [
        Lane(
            indicator_title(line, say), one.value, one.lower, one.upper,
            say(
                "agreement.hover", title=indicator_title(line, say), found=coefficient_text(one, "alpha", say),
                reading=reading_text(one, "alpha", say),
            ),
        )
        for line in _heads(found, say)
        if (one := line.agreement.alpha).reason is None
    ]  # fmt: skip
    if not lanes:
        return
    thresholds = sorted(least for least, _ in judging().readings["alpha"].words)
    st.plotly_chart(agreement_chart(lanes, thresholds, scene.colours), config=CONFIG, key="agreement_chart")
    tentative, reliable = (f"{threshold:g}" for threshold in thresholds)
    st.caption(say("agreement.chart_note", tentative=tentative, reliable=reliable))


def _lines(scene: Scene, found: RoundAgreement) -> None:
    say = scene.say
    columns = [
        Column(say("agreement.subject")), Column(say("agreement.sites"), 10, number=True),
        Column(say("agreement.same"), 12, number=True), Column(say("agreement.coefficient"), 24),
        Column(say("agreement.reading"), 20),
    ]  # fmt: skip
    groups = [
        Group([_row(line, scene) for line in of], title)
        for title, of in groupby(found.lines, key=lambda line: indicator_title(line, say))
    ]
    choose_row("agreement_lines", say("agreement.title"), columns, groups)


def _row(line: Line, scene: Scene) -> Row:
    say, one = scene.say, line.agreement
    word, _ = readings(one.alpha, "alpha")
    return Row(
        [
            Cell(line_title(line, say), mean_text(line, say)), Cell(str(one.sites), number=True),
            Cell(share(one.same, one.cells), number=True), Cell(coefficient_text(one.alpha, "alpha", say)),
            Cell(reading_text(one.alpha, "alpha", say), kind=_KINDS.get(word, "quiet" if word else "")),
        ]
    )  # fmt: skip


def _beside(scene: Scene, found: RoundAgreement) -> None:
    """What the machine says of the same, and the sites where it says the opposite."""
    say = scene.say
    st.markdown(f"**{say('agreement.beside')}**")
    beside = [(line, line.machine) for line in found.lines if line.machine is not None]
    st.caption(say("agreement.beside_note" if beside else "agreement.beside_none"))
    if not beside:
        return
    rows = []
    for line, machine in beside:
        against = machine.against if isinstance(machine, YesOrNo) else ()
        named = say.pick("、", ", ").join(found.sites[site_id] for site_id in against)
        rows.append(
            Row(
                [
                    Cell(line_title(line, say), indicator_title(line, say)),
                    Cell(machine_text(machine, say)),
                    Cell(named),
                ]
            )
        )
    columns = [
        Column(say("agreement.subject"), 30), Column(say("agreement.compared"), 32), Column(say("agreement.against")),
    ]  # fmt: skip
    choose_row("agreement_beside", say("agreement.beside"), columns, [Group(rows)])


def _differences(scene: Scene, found: RoundAgreement) -> None:
    """The cells that differ most. Who answered what stays hidden in an open round until somebody asks for it."""
    say, n = scene.say, len(found.differences)
    st.markdown(f"**{say('agreement.cells')}**")
    if not n:
        st.caption(say("agreement.cells_none"))
        return
    st.caption(say("agreement.cells_note", n=n, shown=min(MOST, n)))
    shown = found.closed
    if not found.closed:
        shown = st.toggle(say("agreement.show"), key="agreement_show")
        st.caption(say("agreement.show_note"))
    questions = {item.id: question(item, say) for item in survey_items()}
    rows = [
        (found.sites[one.site_id], questions[one.item], answers_text(one, say) if shown else say("agreement.hidden"))
        for one in found.differences
    ]
    columns = [
        Column(say("agreement.site"), 36), Column(say("agreement.subject"), 34), Column(say("agreement.answers")),
    ]  # fmt: skip
    drawn = [Row([Cell(text) for text in row]) for row in rows[:MOST]]
    choose_row("agreement_cells", say("agreement.cells"), columns, [Group(drawn)])
    if shown:
        table = pd.DataFrame(rows, columns=[column.title for column in columns])
        csv_button(table, say("agreement.file_name", round=found.round_id), say, "agreement_download")

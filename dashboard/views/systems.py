"""附录 国家垂直业务系统对接: which national systems and platforms the portals link to, by level. Watched, never scored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.precision import short_precision
from dashboard.queries import Snapshot
from dashboard.systems import INDICATORS, link_counts, links
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene
from dashboard.wording import share
from data.catalogue import Indicator, Part
from metrics.coverage import LEVELS


def show_systems(scene: Scene, snapshot: Snapshot) -> None:
    """Draw the appendix, folded; a chosen system opens with the units behind its counts, the address names it."""
    entries = [snapshot.indicators[name] for name in INDICATORS if name in snapshot.indicators]
    if not entries:
        return
    say, wanted = scene.say, st.query_params.get("system", "")
    with st.expander(say("systems.title"), expanded=bool(wanted)):
        st.caption(say("systems.note"))
        groups = [
            Group(
                [_row(scene, snapshot, entry, part) for part in entry.parts if _is_judged(snapshot, entry, part)],
                say.pick(entry.name_zh, entry.name_en),
                " · ".join((say.pick(entry.measures_zh, entry.measures_en), short_precision(entry, 1, say))),
            )
            for entry in entries
        ]
        columns = [
            Column(say("systems.system"), 20),
            *(Column(say(f"level.{level}"), 20, number=True) for level in LEVELS),
        ]
        chosen = choose_row("systems", say("systems.title"), columns, groups)
    if chosen:
        st.query_params["system"] = wanted = chosen
    found = {f"{entry.id}.{part.id}": (entry, part) for entry in entries for part in entry.parts}
    if wanted in found:
        _open(scene, snapshot, *found[wanted])


def _is_judged(snapshot: Snapshot, entry: Indicator, part: Part) -> bool:
    return part.id in link_counts(snapshot, entry.id).index.get_level_values("part")


def _row(scene: Scene, snapshot: Snapshot, entry: Indicator, part: Part) -> Row:
    counts = link_counts(snapshot, entry.id).to_dict("index")
    cells = [_count(scene, counts.get((part.id, level))) for level in LEVELS]
    return Row([Cell(scene.say.pick(part.zh, part.en)), *cells], f"{entry.id}.{part.id}")


def _count(scene: Scene, counts: Mapping[str, Any] | None) -> Cell:
    """n of N portals that could be seen, and how many link the front page alone."""
    if counts is None:
        return Cell("—", number=True)
    say, linked, seen = scene.say, counts["linked"], counts["seen"]
    front = say("systems.front_page_n", n=counts["front_page"]) if counts["front_page"] else ""
    small = " · ".join(text for text in (share(linked, seen), front) if text)
    return Cell(say("systems.of", n=linked, seen=seen), small, bar=linked / seen, number=True)


def _open(scene: Scene, snapshot: Snapshot, entry: Indicator, part: Part) -> None:
    """The units behind each count, level by level; each leads to its page with the evidence opened."""
    say = scene.say
    table = links(snapshot, entry.id)
    table = table[(table["part"] == part.id) & (table["worth"] > 0)].sort_values("unit_code")

    def detail() -> None:
        st.caption(say.pick(entry.rule_zh, entry.rule_en))
        if table.empty:
            st.info(say("systems.none"))
            return
        groups = [
            Group([_unit(scene, row) for row in rows.itertuples()], say("systems.level_n", level=say(f"level.{level}"), n=len(rows)))
            for level in LEVELS
            if len(rows := table[table["level"] == level])
        ]  # fmt: skip
        columns = [Column(say("ranking.unit"), 40), Column(say("site.evidence"))]
        chosen = choose_row("system_units", say("systems.units"), columns, groups)
        if chosen:
            scene.go("site", {"site": chosen, "indicator": entry.id})

    st.dialog(say.pick(part.zh, part.en), width="large", on_dismiss=_forget)(detail)()


def _unit(scene: Scene, row: Any) -> Row:
    only = scene.say("systems.front_page") if row.worth < 1 else ""
    return Row(
        [Cell(row.path, row.unit_code), Cell(row.text or "—", " · ".join(t for t in (only, row.url) if t))], row.site_id
    )


def _forget() -> None:
    st.query_params.pop("system", None)

"""What of an uploaded table can't be taken, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, plain
from data.errors import Problem


def show_refused(scene: Scene, name: str, problems: tuple[Problem, ...]) -> None:
    """Show every refused cell: where, what is there, what may be there, what to do; and the same as a table to take away."""
    say = scene.say
    st.error(plain(say("survey.refused", file=name, n=len(problems))))
    titles = [say(f"survey.{key}") for key in ("cell", "column", "found", "may", "remedy")]
    found = [
        (one.params["cell"], one.params["column"], one.found, one.allowed, say.remedy(one)) for one in problems
    ]  # fmt: skip
    drawn = [
        Row([Cell(cell), Cell(column), Cell(there or say("survey.blank")), Cell(may), Cell(remedy)])
        for cell, column, there, may, remedy in found
    ]
    widths = (9, 24, 18, 19, 0)
    columns = [Column(title, width) for title, width in zip(titles, widths, strict=True)]
    choose_row("survey_refused", say("survey.result"), columns, [Group(drawn)])
    table = pd.DataFrame(found, columns=titles)
    csv_button(table, say("survey.refused_name", file=Path(name).stem), say, "survey_refused_csv")

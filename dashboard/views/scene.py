"""What every view is given: the words, the workspace, the chosen round, the way to other views; and pieces that views share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import pandas as pd
import streamlit as st

from dashboard.charts import Palette, palette
from dashboard.jobs import rounds_of, score_all
from dashboard.locales import Words
from dashboard.plain_csv import FORMULA
from dashboard.queries import Snapshot
from data.errors import QihuaError
from data.workspace import Workspace


def _stay(view: str, parameters: Mapping[str, str]) -> None:
    """Where no page can be switched to, choosing does nothing."""


@dataclass(frozen=True)
class Scene:
    """snapshot: the chosen published round, None if none is; earlier: the round before it of the same registry.

    snapshots: all published rounds, newest first. go: leaves for another view with parameters for its address.
    """

    say: Words
    workspace: Workspace
    snapshot: Snapshot | None
    earlier: Snapshot | None
    snapshots: list[Snapshot]
    dark: bool = False
    go: Callable[[str, Mapping[str, str]], None] = field(default=_stay)

    @property
    def colours(self) -> Palette:
        """The colours of the theme that is on."""
        return palette(self.dark)

    def open_site(self, site_id: str) -> None:
        """Leave for a site's page."""
        self.go("site", {"site": site_id})


def recall(name: str, options: Collection[str]) -> None:
    """Take a choice from the address into the widget of that key, once per address that names it."""
    named = st.query_params.get(name)
    if named in options and (name not in st.session_state or st.session_state.get(f"{name}_in_address") != named):
        st.session_state[name] = st.session_state[f"{name}_in_address"] = named


def remember(name: str, value: str | None, default: str | None = None) -> None:
    """Keep a choice in the address, so that the page can be passed on; the default is left out."""
    st.session_state[f"{name}_in_address"] = value
    if value and value != default:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def pick_one(
    label: str, name: str, options: Sequence[str], default: str, word: Callable[[str], str], *, labelled: bool = True
) -> str:
    """Let people choose one of a few options that all stand in sight; the address keeps the choice under its name."""
    recall(name, options)
    if st.session_state.get(name) not in options:
        st.session_state[name] = default
    chosen = st.segmented_control(
        label, options, required=True, format_func=word, key=name, wrap=True,
        label_visibility="visible" if labelled else "collapsed",
    )  # fmt: skip
    remember(name, chosen, default)
    return chosen or default


def show_problems(error: QihuaError, say: Words) -> None:
    """Show all problems of an error in a box."""
    st.error("\n\n".join(plain(say.problem(problem)) for problem in error.problems))


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return "".join("\\" + sign if sign in "\\`*_{}[]<>()#+-!|~$:" else sign for sign in text)


def empty_state(scene: Scene) -> None:
    """Say what a workspace without published rounds is or waits for, and the one thing to do."""
    say = scene.say
    rows = rounds_of(scene.workspace)
    if any(row.revision for row in rows):
        _score_again(scene, [row.id for row in rows if row.revision])
        return
    waiting = len(rows)
    with st.container(border=True, key="empty"):
        st.subheader(say("app.unpublished_title", n=waiting) if waiting else say("app.empty_title"), anchor=False)
        st.write(say("app.unpublished_text" if waiting else "app.empty_text"))
        if st.button(say("app.go_close" if waiting else "app.go_collection"), type="primary", key="empty_go"):
            scene.go("collection", {})
        if not waiting:
            st.caption(say("app.empty_command"))
            st.code("qihua demo", language=None)


def _score_again(scene: Scene, round_ids: list[str]) -> None:
    """Offer to publish the scores of rounds again that an earlier version published."""
    say = scene.say
    with st.container(border=True, key="empty"):
        st.subheader(say("app.stale_title"), anchor=False)
        st.write(say("app.stale_text"))
        if st.button(say("app.score_again"), type="primary", key="score_again"):
            for round_id in round_ids:
                score_all(scene.workspace, round_id)
            st.rerun()


def csv_button(table: pd.DataFrame, name: str, say: Words, key: str) -> None:
    """Offer a table as CSV that Excel and WPS open with its Chinese right, and in which no text becomes a formula."""
    data = ("\ufeff" + table.map(_no_formula).to_csv(index=False)).encode("utf-8")
    st.download_button(say("app.download"), data, f"{name}.csv", "text/csv", key=key, on_click="ignore")


def _no_formula(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def note(text: str) -> None:
    """Draw a quiet line of plain text, in which addresses stay text."""
    st.html(f'<p class="q-meta">{escape(text)}</p>')


def definitions(rows: list[tuple[str, str, str]], style: str = "") -> None:
    """Draw facts as (label, value, note) side by side, wrapped on narrow screens."""
    items = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}{f'<small>{escape(note)}</small>' if note else ''}</dd></div>"
        for label, value, note in rows
    )
    st.html(f'<dl class="q-facts {style}">{items}</dl>')


def style(colours: Palette, say: Words) -> str:
    """Return the style sheet of our own pieces in the colours of the theme; it also words what Streamlit says in English."""
    return f"""<style>
:root {{--q-strong:{colours.shades[2]};--q-soft:{colours.shades[0]};--q-accent:{colours.accent};--q-quiet:{colours.quiet};--q-line:{colours.grid}}}
{_STYLE}
[role=listbox][data-empty=true] span{{font-size:0}}
[role=listbox][data-empty=true] span::after{{content:"{say("app.no_match")}";font-size:.9rem;color:{colours.quiet}}}
{_UPLOAD}
.st-key-upload [kind=secondary] p::after{{content:"{say("survey.upload_button")}"}}
.st-key-upload [data-testid=stFileUploaderDropzoneInstructions]::after{{content:"{say("survey.upload_hint")}"}}
.st-key-upload [data-testid=stFileUploaderDropzoneInput]+div:not(:has(button))::after{{content:"{say("survey.upload_drop")}"}}
.st-key-upload [data-testid=stFileChip]:has([data-testid=stFileChipIconError])::after{{content:"{say("survey.upload_failed")}"}}
</style>"""


# Streamlit's words on an upload are made invisible, and ours stand in their place.
_UPLOAD = """
.st-key-upload [kind=secondary] p,.st-key-upload [data-testid=stFileUploaderDropzoneInstructions] *,
.st-key-upload [data-testid=stFileUploaderDropzoneInput]+div:not(:has(button)) *,
.st-key-upload [data-testid=stFileChip]:has([data-testid=stFileChipIconError]) [data-testid=stFileChipName]+div{font-size:0}
.st-key-upload [kind=secondary] p::after{font-size:1rem}
.st-key-upload [data-testid=stTooltipErrorHoverTarget]{pointer-events:none}.st-key-upload [data-testid=stFileChipDeleteBtn]{pointer-events:auto}
.st-key-upload [data-testid=stFileUploaderDropzoneInstructions]::after,.st-key-upload [data-testid=stFileChip]::after{font-size:.85rem;color:var(--q-quiet)}
"""
_STYLE = """
.stMainBlockContainer{max-width:1240px;padding-top:.6rem}
.stAppHeader,.st-key-language_tag{display:none}
.st-key-bar{row-gap:.35rem;border-bottom:1px solid var(--q-line);padding-bottom:.35rem}
.q-brand{white-space:nowrap;color:var(--q-quiet);font-size:.95rem;margin-right:.8rem}
.q-brand b{color:var(--q-strong);font-size:1.15rem;letter-spacing:.05em;margin-right:.15rem}
.q-brand span{display:var(--q-subtitle,inline)}
[class*="st-key-nav_"] a{padding:.3rem var(--q-pad,.7rem)}
.st-key-nav{gap:0 var(--q-gap,1rem)}
[class*="st-key-nav_"][class*="_on"] a{background:var(--q-soft);font-weight:600}
[class*="st-key-nav_"][class*="_on"] a p{font-weight:600}
.stAppDeployButton,[data-testid="stElementToolbar"]{display:none}
.q-sample{border:1px solid var(--q-accent);border-left-width:5px;color:var(--q-accent);padding:.3rem .8rem;border-radius:.375rem;font-size:.92rem;font-weight:500}
.q-lead{font-size:1.12rem;line-height:1.7;margin:0}
.q-lead b{font-variant-numeric:tabular-nums}.q-lead a{color:var(--q-strong);text-decoration:none}
.q-meta{color:var(--q-quiet);font-size:.85rem;line-height:1.6;margin:.2rem 0 0}
.q-cards{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:.8rem}
.q-card{border:1px solid var(--q-line);border-radius:.5rem;padding:.8rem .9rem .7rem;display:flex;flex-direction:column;gap:.35rem;min-width:0}
.q-card header{display:flex;justify-content:space-between;align-items:baseline;gap:.5rem;font-weight:600}
.q-card header span{color:var(--q-quiet);font-weight:400;font-size:.82rem;white-space:nowrap}
.q-big{display:flex;align-items:baseline;gap:.5rem;flex-wrap:wrap}
.q-big strong{font-size:1.95rem;line-height:1.15;font-weight:600;font-variant-numeric:tabular-nums;color:var(--q-strong)}
.q-big span{font-variant-numeric:tabular-nums;color:var(--q-quiet);font-size:.9rem;white-space:nowrap}
.q-track{height:.5rem;border-radius:.25rem;background:var(--q-line);display:flex;overflow:hidden}
.q-track i{display:block;height:100%;background:var(--q-strong)}
.q-track i.band{background:repeating-linear-gradient(135deg,var(--q-quiet) 0 2px,transparent 2px 5px)}
.q-card dl{margin:.1rem 0 0 !important;padding:0 !important;display:grid;grid-template-columns:1fr auto;gap:.1rem .5rem;font-size:.86rem}
.q-card dt{color:var(--q-quiet);margin:0;padding:0;font-weight:400}.q-card dd{margin:0 !important;text-align:right;font-variant-numeric:tabular-nums}
.q-card dt.official,.q-card dt.official+dd{font-weight:600;color:var(--q-strong)}
.q-card footer{margin-top:auto;padding-top:.35rem;border-top:1px dashed var(--q-line);font-size:.82rem;color:var(--q-quiet)}
.q-card footer b{color:var(--q-accent);font-weight:600}
.q-facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.7rem 1.2rem;margin:0 !important;padding:0 !important}
.q-facts.wide{grid-template-columns:repeat(auto-fit,minmax(15rem,1fr))}
.q-facts dt{color:var(--q-quiet);font-size:.82rem;font-weight:400;margin:0;padding:0}
.q-facts dd{margin:0 !important;font-weight:600;overflow-wrap:anywhere}
.q-facts.wide dd{font-weight:400;font-size:.92rem}
.q-facts small{display:block;font-weight:400;color:var(--q-quiet);font-size:.82rem;line-height:1.45}
.q-stack{display:flex;height:.8rem;border-radius:.4rem;overflow:hidden;border:1px solid var(--q-line)}
.q-stack i{display:block;height:100%}
.q-legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.86rem;margin:.4rem 0 0 !important;padding:0 !important;list-style:none}
.q-legend li{display:flex;align-items:center;gap:.4rem;margin:0 !important;padding:0}
.q-legend i{width:.7rem;height:.7rem;border-radius:.15rem;display:inline-block;border:1px solid var(--q-line)}
.q-legend b{font-variant-numeric:tabular-nums}
.q-k1{background:var(--q-strong)}.q-k2{background:var(--q-soft)}.q-k3{background:var(--q-accent)}.q-k4{background:transparent}
.q-foot{border-top:1px solid var(--q-line);margin-top:1.5rem;padding-top:.7rem;color:var(--q-quiet);font-size:.82rem;line-height:1.6}
@media (min-width:641px){:root:lang(en){--q-subtitle:none;--q-pad:.3rem;--q-gap:.35rem}}
@media (min-width:641px) and (max-width:1340px){:root{--q-subtitle:none;--q-pad:.3rem;--q-gap:.35rem}}
@media (max-width:900px){.q-cards{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (max-width:640px){
 [class*="st-key-nav_"] a{padding:.25rem .5rem}
 .st-key-nav{gap:0 .3rem}
 .st-key-bar>div:has(.q-brand){flex:0 0 auto}.st-key-bar>div:has(.st-key-language){flex:1 1 auto;width:auto}
 .st-key-bar>div:has(>.st-key-nav){order:3;flex-basis:100%}

 .stMainBlockContainer{padding-left:.9rem;padding-right:.9rem}
 .q-cards{gap:.5rem}.q-card{padding:.6rem .65rem}.q-big strong{font-size:1.55rem}
 .q-facts{grid-template-columns:repeat(2,minmax(0,1fr))}.q-facts.wide{grid-template-columns:1fr}
}
@media print{.stAppHeader,[data-testid="stToolbar"],button{display:none !important}}
"""

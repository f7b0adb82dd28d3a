"""The dashboard: language, round and page; each page is a view. Started by ``qihua serve``."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable

import streamlit as st

from dashboard.locales import Words, words
from dashboard.queries import Snapshot, earlier_than, published
from dashboard.views import collection, coverage, overview, site
from dashboard.views.scene import Scene, civil, show_problems
from data.errors import QihuaError
from data.workspace import Workspace

VIEWS: dict[str, Callable[[Scene], None]] = {
    "overview": overview.show,
    "coverage": coverage.show,
    "site": site.show,
    "collection": collection.show,
}
_LANGUAGE_OF = {"中文": "zh", "English": "en"}
_STYLE = """
<style>
.block-container {padding-top: 4.2rem; max-width: 1280px}
h1 {font-size: 1.6rem !important} h2 {font-size: 1.25rem !important} h3 {font-size: 1.1rem !important}
.qihua-sample {background: #fff4e0; color: #7a4a00; border: 1px solid #e8c88f; border-radius: 6px; padding: .35rem .8rem; font-size: .92rem}
@media (max-width: 640px) {.block-container {padding-left: .8rem; padding-right: .8rem}}
</style>
"""


def render(view: str, language: str) -> None:
    """Draw one view in one language, with what stands on every page; errors become a worded box."""
    say = words(language)
    try:
        workspace = Workspace.open()
        snapshots = published(workspace)
        with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
            st.title(say(f"app.{view}"))
            chosen = _choose_round(say, snapshots)
        scene = Scene(say, workspace, chosen, earlier_than(chosen, snapshots) if chosen else None)
        if chosen is not None and chosen.round["fictional"]:
            st.html(f'<div class="qihua-sample">{say("app.sample_band")}</div>')
        VIEWS[view](scene)
        if chosen is not None and view != "collection":
            _method_line(say, chosen)
    except QihuaError as error:
        show_problems(error, say)


def _choose_round(say: Words, snapshots: list[Snapshot]) -> Snapshot | None:
    if not snapshots:
        return None
    by_id = {snapshot.round["id"]: snapshot for snapshot in snapshots}

    def label(round_id: str) -> str:
        entry = by_id[round_id].round
        return f"{entry['name']} · {civil(entry['date'], say)}"

    chosen = st.selectbox(
        say("app.round"), list(by_id), format_func=label, key="round", bind="query-params", label_visibility="collapsed", width=320
    )
    return by_id[chosen] if chosen in by_id else snapshots[0]


def _method_line(say: Words, snapshot: Snapshot) -> None:
    card = snapshot.card
    st.divider()
    st.caption(
        say(
            "app.methods",
            framework=f"{card['framework']} {card['version']}",
            weights=say.pick("研究性权重", "research weights"),
            analysis=card["analysis"],
            visits=card["visits_needed"],
        )
        + " · "
        + say("app.disclaimer")
    )


def main() -> None:
    """Draw the frame of the dashboard and the chosen page."""
    st.set_page_config(page_title="七化 Qihua", page_icon="🏛", layout="wide")
    st.html(_STYLE)
    say = words(_language())
    pages = [
        st.Page(_page(view), title=say(f"app.{view}"), url_path=view, default=view == "overview") for view in VIEWS
    ]
    chosen = st.navigation(pages, position="top")
    st.segmented_control(
        say("app.language"), tuple(_LANGUAGE_OF), default="中文", required=True,
        key="lang", label_visibility="collapsed", bind="query-params", persist_state="session",
    )  # fmt: skip
    try:
        chosen.run()
    except Exception:
        logging.getLogger("qihua").exception("a view failed")
        st.error(words(_language())("app.unexpected"))


def _language() -> str:
    """The language that is chosen, in the session or by the address."""
    return _LANGUAGE_OF.get(st.session_state.get("lang") or st.query_params.get("lang") or "", "zh")


def _page(view: str) -> Callable[[], None]:
    def run() -> None:
        render(view, _language())

    run.__name__ = view
    return run


@st.cache_resource
def _settle() -> None:
    """After the imports nothing of them will be freed: keep the collector from walking them after every run."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _settle()
    main()

"""The dashboard: language, round and page; each page is a view. Started by ``qihua serve``."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.charts import palette
from dashboard.jobs import rounds_of
from dashboard.locales import LANGUAGES, Words, words
from dashboard.queries import Snapshot, earlier_than, published
from dashboard.schemes import has_scheme
from dashboard.views import check, collection, coverage, dimensions, overview, ranking, reports, scheme, site, survey
from dashboard.views.language import declare_language
from dashboard.views.scene import Scene, recall, remember, show_problems, style
from dashboard.wording import civil
from data.errors import QihuaError
from data.vantage import is_outside
from data.workspace import Workspace

VIEWS: dict[str, Callable[[Scene], None]] = {
    "overview": overview.show,
    "coverage": coverage.show,
    "dimensions": dimensions.show,
    "ranking": ranking.show,
    "check": check.show,
    "scheme": scheme.show,
    "site": site.show,
    "survey": survey.show,
    "reports": reports.show,
    "collection": collection.show,
}
_ALL_ROUNDS = frozenset({"survey", "collection"})
"""Pages about rounds whether published or not."""
_SKELETON = 420
_ICON = Path(__file__).parent / "icon.png"
_LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def main() -> None:
    """Draw the frame of the dashboard and the chosen page."""
    say = words(_language())
    st.set_page_config(
        page_title=say("app.title"), page_icon=str(_ICON), layout="wide", initial_sidebar_state="collapsed"
    )
    pages = {
        view: st.Page(_nothing(view), title=say(f"app.{view}"), url_path=view, default=view == "overview")
        for view in VIEWS
    }
    chosen = st.navigation(list(pages.values()), position="hidden")
    frame(next(name for name, page in pages.items() if page.title == chosen.title), pages)


def frame(view: str, pages: Mapping[str, Any]) -> None:
    """Draw what stands on every page, and the view in it; errors become a worded box, never a traceback.

    pages: the pages that can be gone to, by the name of their view.
    """
    say = words(_language())
    st.html(style(palette(is_dark()), say))
    try:
        workspace = Workspace.open()
        snapshots = published(workspace)
        _bar(say, view, _offered(pages, view, snapshots))
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="head"):
            st.title(say(f"app.{view}_title"), anchor=False, width="content")
            chosen = _choose_round(say, snapshots) if view not in _ALL_ROUNDS else None
        _mark_sample(say, [chosen.round["fictional"]] if chosen else [row.fictional for row in rounds_of(workspace)])
        if chosen is not None and is_outside(chosen.round["vantage"]):
            st.html(f'<div class="q-sample" role="note">{say("app.outside_band")}</div>')
        earlier = earlier_than(chosen, snapshots) if chosen else None
        with st.skeleton(height=_SKELETON):  # shown only where a view takes its time
            VIEWS[view](Scene(say, workspace, chosen, earlier, snapshots, is_dark(), _leave(pages)))
        if chosen is not None:
            _method_line(say, chosen)
    except QihuaError as error:
        show_problems(error, say)
    except Exception:
        logging.getLogger("qihua").exception("the view %s failed", view)
        st.error(say("app.unexpected"))


def _mark_sample(say: Words, fictional: list[bool]) -> None:
    """Mark invented data: fictional tells of every round in sight whether it is."""
    if any(fictional):
        words_of_it = say("app.sample_band" if all(fictional) else "app.sample_band_some")
        st.html(f'<div class="q-sample" role="note">{words_of_it}</div>')


def is_dark() -> bool:
    """Whether the browser shows the dark theme."""
    return st.context.theme.type == "dark"


def _language() -> str:
    """The language that the switch or the address names; Chinese otherwise."""
    recall("lang", LANGUAGES)
    named = st.session_state.get("lang")
    return named if named in LANGUAGES else LANGUAGES[0]


def _bar(say: Words, view: str, pages: Mapping[str, Any]) -> None:
    """The name of the product, the way to its pages, the language; Streamlit's own bar hides all this on a phone."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        st.html(
            f'<span class="q-brand"><b>{say("app.short")}</b> <span>{say("app.subtitle")}</span></span>',
            width="content",
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="nav", width="content"):
            for name, page in pages.items():
                with st.container(key=f"nav_{name}" + ("_on" if name == view else ""), width="content"):
                    st.page_link(page, label=say(f"app.{name}"), query_params=_kept())
        with st.container(horizontal=True, horizontal_alignment="right", key="language"):
            _choose_language(say)
            declare_language(say)


def _offered(pages: Mapping[str, Any], view: str, snapshots: list[Snapshot]) -> Mapping[str, Any]:
    """The pages that can be gone to: that of the schemes where one was published, since most offices begin without."""
    hidden = set() if view == "scheme" or any(has_scheme(one) for one in snapshots) else {"scheme"}
    return {name: page for name, page in pages.items() if name not in hidden}


def _kept() -> dict[str, str]:
    """What every page's address keeps: language and round."""
    return {name: st.query_params[name] for name in ("lang", "round") if name in st.query_params}


def _choose_language(say: Words) -> None:
    recall("lang", LANGUAGES)
    st.session_state.setdefault("lang", LANGUAGES[0])
    chosen = st.segmented_control(
        say("app.language"),
        LANGUAGES,
        required=True,
        format_func=_LANGUAGE_NAMES.__getitem__,
        key="lang",
        label_visibility="collapsed",
    )
    remember("lang", chosen, LANGUAGES[0])


def _choose_round(say: Words, snapshots: list[Snapshot]) -> Snapshot | None:
    if not snapshots:
        return None
    by_id = {snapshot.round["id"]: snapshot for snapshot in snapshots}

    def label(round_id: str) -> str:
        about = by_id[round_id].round
        fictional = say("app.fictional_mark") if about["fictional"] else ""
        return f"{about['name']} · {civil(about['date'], say)}{fictional}"

    recall("round", by_id)
    chosen = st.selectbox(
        say("app.round"), list(by_id), format_func=label, key="round", label_visibility="collapsed", width=330
    )
    remember("round", chosen, snapshots[0].round["id"])
    return by_id.get(chosen, snapshots[0])


def _method_line(say: Words, snapshot: Snapshot) -> None:
    """What the figures rest on, at the foot of every page of a round."""
    about, manifest = snapshot.round, snapshot.manifest
    text = say(
        "app.methods", visits=about["visits_needed"], analysis=manifest["analysis"], software=manifest["software"],
        registry=snapshot.registry.name, registry_date=civil(about["registry_as_of"], say), manifest=snapshot.digest[:12],
    )  # fmt: skip
    st.html(f'<div class="q-foot">{say("app.disclaimer")}<br>{text}</div>')


def _leave(pages: Mapping[str, Any]) -> Callable[[str, Mapping[str, str]], None]:
    """Return the way to another view that takes language and round along."""

    def go(view: str, parameters: Mapping[str, str]) -> None:
        st.switch_page(pages[view], query_params={**_kept(), **parameters})

    return go


def _nothing(view: str) -> Callable[[], None]:
    """A page's script; the frame draws the page itself, so that language and round stay chosen across pages."""

    def page() -> None:
        pass

    page.__name__ = view
    return page


@st.cache_resource(show_spinner=False)
def _settle() -> None:
    """After the imports nothing of them will be freed: keep the garbage collector from walking them after every run."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
    _settle()

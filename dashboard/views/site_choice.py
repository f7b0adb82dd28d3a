"""The choice of one site by name, code, path or address, for every page about a single site."""

from __future__ import annotations

import streamlit as st

from dashboard.queries import Snapshot
from dashboard.views.scene import Scene, recall, remember


def choose_site(scene: Scene, snapshot: Snapshot) -> str | None:
    """Let people choose a site; the address bar keeps the choice. Returns None until one is chosen."""
    say, labels = scene.say, snapshot.site_labels
    wanted = st.query_params.get("site", "")
    if wanted and wanted not in labels:
        st.warning(say("site.not_selected", site=wanted, name=snapshot.round["name"]))
    recall("site", labels)
    chosen = st.selectbox(
        say("site.pick"), list(labels), index=None, format_func=lambda site_id: labels.get(site_id, site_id),
        placeholder=say("site.pick_hint"), key="site",
    )  # fmt: skip
    remember("site", chosen)
    return chosen

"""The office's own lists on the page of collections: what the next round will use, a file's faults, taking in and away."""

from __future__ import annotations

import streamlit as st

from dashboard import own_lists
from dashboard.views.scene import Scene, plain, show_problems
from data.errors import QihuaError
from data.lists.reading import KINDS, read_list

_LARGEST_MB = 20
_DONE = "own_lists_done"


def show_lists(scene: Scene) -> None:
    """Draw the section; it stays folded until somebody wants it."""
    say, lists = scene.say, own_lists.held(scene.workspace)
    with st.expander(say("lists.title")):
        st.caption(say("lists.note"))
        if _DONE in st.session_state:
            st.success(plain(st.session_state.pop(_DONE)))
        kind = st.radio(
            say("lists.kind"),
            list(KINDS),
            format_func=lambda one: say(f"lists.{one}"),
            key="list_kind",
            horizontal=True,
        )
        columns = say.pick("、", ", ").join(KINDS[kind].columns)
        count = len(getattr(lists, kind))
        st.caption(say("lists.columns", columns=columns))
        st.write(say("lists.held", n=count) if count else say("lists.none"))
        with st.container(key="upload"):
            upload = st.file_uploader(say("lists.upload"), key=f"list_file_{kind}", max_upload_size=_LARGEST_MB)
        if upload is not None:
            _offer(scene, kind, upload.name, upload.getvalue())
        if count and st.button(say("lists.remove"), key=f"list_remove_{kind}"):
            own_lists.remove(scene.workspace, kind)
            st.session_state[_DONE] = say("cli.list_removed", n=count)
            st.rerun()


def _offer(scene: Scene, kind: str, name: str, data: bytes) -> None:
    """Say what a file holds, or every fault of it; take it in on a click."""
    say = scene.say
    try:
        st.info(plain(say("cli.list_good", file=name, n=len(read_list(kind, name, data)))))
        if st.button(say("lists.take_in"), type="primary", key=f"list_take_{kind}"):
            n = len(own_lists.take_in(scene.workspace, kind, name, data))
            st.session_state[_DONE] = say("cli.list_taken", file=name, n=n)
            st.rerun()
    except QihuaError as error:
        show_problems(error, say)

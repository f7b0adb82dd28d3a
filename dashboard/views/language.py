"""The page's language, for browsers and screen readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.locales import Words

_SCRIPT = Path(__file__).with_suffix(".js")
_TAGS = {"zh": "zh-CN", "en": "en"}
_LABELS = {"Clear value": "clear", "Clear all": "clear", "Close": "close", "Open": "open", "Remove": "remove"}
"""Streamlit's labels that have no setting of their own, and the key that words them."""


def declare_language(say: Words) -> None:
    """Tell the browser the language of the page and word the framework's labels in it."""
    labels = {label: say(f"label.{key}") for label, key in _LABELS.items()}
    _component()(key="language_tag", data={"lang": _TAGS[say.language], "labels": labels})


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component("qihua_language", js=_SCRIPT.read_text("utf-8"))

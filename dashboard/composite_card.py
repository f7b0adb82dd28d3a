"""The method card of ``qihua composite``: from it and the inputs everything can be computed again."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data import VERSION
from data.index_tables import IndexTables
from data.tables import content
from metrics.composite import tables as made_of
from metrics.composite.draws import Drawn
from metrics.composite.scores import Ranked, Weighed
from metrics.uncertainty.sobol import ESTIMATORS, ROUGH_BELOW

CARD = "method.json"


def digests(paths: Mapping[str, Path | None]) -> dict[str, dict[str, str]]:
    """Return the name and SHA-256 of the files that were given."""
    return {
        name: {"file": path.name, "sha256": hashlib.sha256(content(path)).hexdigest()}
        for name, path in paths.items()
        if path
    }


def outputs_of(card: Any) -> list[str]:
    """Return the files that a card says it stands beside."""
    return list(card["outputs"])


def card_of(
    weighed: Weighed,
    tables: IndexTables,
    official: Ranked,
    inputs: Mapping[str, Any],
    drawing: Mapping[str, Any],
    files: Mapping[str, bytes],
) -> bytes:
    """Return the card. inputs: as ``digests`` returns them. drawing: what was drawn or replayed. files: the tables beside it."""
    index = weighed.index
    states, counts = np.unique(tables.status.astype(str), return_counts=True)
    without = made_of.results(index, official, tables)["reason"].value_counts()
    card = {
        "framework": index.id,
        "version": index.version,
        "kind": index.kind,
        "name_zh": index.name_zh,
        "name_en": index.name_en,
        "source": index.source,
        "inputs": inputs,
        "precision": "full" if index.precision is None else index.precision,
        "full": index.full,
        "weights": "relative" if index.relative_weights else "sum",
        "rank_within": index.rank_within,
        "nodes": [asdict(node) for node in index.choices.nodes],
        "indicators": [asdict(indicator) for indicator in index.choices.indicators],
        "pairwise": {
            parent: {**asdict(found), "weights": found.weights.tolist()} for parent, found in weighed.pairwise.items()
        },
        "overrides": _overrides(weighed, tables),
        "scenarios": [{"id": scenario.id, "name": scenario.name} for scenario in index.scenarios],
        "units": len(tables.units),
        "states": {str(state): int(count) for state, count in zip(states, counts, strict=True)},
        "standings": {reason or "ranked": int(count) for reason, count in without.items()},
        "remarks": [asdict(remark) for remark in tables.remarks],
        "all_equal": made_of.silent(official),
        **drawing,
        "software": {
            "qihua": VERSION,
            "numpy": np.__version__,
            "pandas": pd.__version__,
            "python": platform.python_version(),
        },
        "outputs": {name: hashlib.sha256(body).hexdigest() for name, body in files.items()},
    }
    return f"{json.dumps(card, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def drawing_of(made: Drawn, seed: int) -> dict[str, Any]:
    """Return what was drawn, and from what."""
    return {
        "draws": len(made.draws),
        "seed": seed,
        "drawn_units": len(made.rows),
        "sobol": {"points": len(made.draws), "rough": len(made.draws) < ROUGH_BELOW, **ESTIMATORS},
        "drawn_from": {**made.choices.names(), "weights": made.choices.spread},
    }


def _overrides(weighed: Weighed, tables: IndexTables) -> list[dict[str, Any]]:
    """The published exceptions, each with what the formula gives in its place."""
    index = weighed.index
    return [
        {**asdict(override), "computed": computed}
        for override, computed in zip(index.overrides, made_of.computed(index, tables), strict=True)
    ]

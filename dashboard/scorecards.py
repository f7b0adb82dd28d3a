"""Publishes a scorecard beside a snapshot: reads the snapshot's tables, lets ``metrics`` work, writes the result.

Every kind of framework has its tables and its part of the method card; folder, card and manifest are the same for all.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.scheme_making import scheme_tables
from data import VERSION
from data.catalogue import Catalogue
from data.errors import fail
from data.frameworks import Check, Deduct, Framework, Means, Scale, load_framework
from data.registry import Registry
from data.statistics import coherence_lines
from data.survey.conclusion import evaluators_means
from metrics.check import check, state_counts
from metrics.coherence.levels import coherence_by_level
from metrics.coverage import coverage_by_level, coverage_by_unit
from metrics.means import measure, measures_by_level
from metrics.scale import tree_of
from metrics.scorecard import score
from metrics.uncertainty.judgement import judge
from metrics.vetoes import stopped

SCORE_TABLES = ("sites", "dimensions", "indicators")
"""The tables of the index, each in a file of its own."""
COHERENCE_TABLES = ("nodes", "correlations", "pairs", "indicators")
"""The tables of its coherence, beside them; they change no score."""
RANK_TABLES = ("bands", "pairs", "replications", "sobol")
"""The tables of how sure the ranks are, beside them; they change no score."""

_PREFERENCE = ("review", "import", "survey", "machine")
"""Which source holds where several speak of the same cell."""


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a scorecard is made of. sites: with level and scope; held: one observation a site and indicator; answers: what each evaluator
    said of an indicator on the mean."""

    round_folder: Path
    registry: Registry
    catalogue: Catalogue
    observations: pd.DataFrame
    answers: pd.DataFrame
    sites: pd.DataFrame
    held: pd.DataFrame


_Made = tuple[dict[str, pd.DataFrame], dict[str, Any]]
"""Tables by the name of their file, and what the method card says of this kind."""


def publish_scorecard(snapshot: Path, framework: Framework) -> Path:
    """Write ``scorecards/FRAMEWORK@VERSION`` beside a snapshot's tables and return its folder.

    It holds the tables of the framework's kind and the method card. A framework that differs from the one this version was
    published with is refused (``framework.version_taken``), so a scorecard never changes; only that of a deduct scheme follows the
    marks that people hand in, which its card names. A fictional scheme is refused for real units (``framework.fictional``).
    """
    target = snapshot / "scorecards" / f"{framework.id}@{framework.version}"
    _check_version(target, framework)
    manifest: dict[str, Any] = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    if isinstance(framework, Deduct) and framework.fictional and not manifest["round"]["fictional"]:
        raise fail("framework.fictional", where=manifest["round"]["id"], found=framework.name_zh)
    tables, about = _MAKERS[framework.kind](framework, _inputs(snapshot, manifest))
    staging = target.with_name(f".{target.name}-{os.getpid()}")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, table in tables.items():
        table.to_parquet(staging / f"{name}.parquet", index=False)
    card = {
        "framework": framework.id,
        "version": framework.version,
        "kind": framework.kind,
        "name_zh": framework.name_zh,
        "name_en": framework.name_en,
        "framework_sha256": framework.digest,
        **about,
        "round": manifest["round"]["id"],
        "revision": manifest["revision"],
        "analysis": manifest["analysis"],
        "sources": list(_PREFERENCE),
        "visits_needed": manifest["round"]["visits_needed"],
        "vantage": manifest["round"]["vantage"],
        "as_of": manifest["round"]["date"],
        "fictional": manifest["round"]["fictional"],
        "inputs": manifest["files"],
        "manifest_sha256": hashlib.sha256((snapshot / "manifest.json").read_bytes()).hexdigest(),
        "software": VERSION,
        "packages": {"Python": platform.python_version(), "NumPy": np.__version__, "pandas": pd.__version__},
    }
    text = json.dumps(card, ensure_ascii=False, indent=1, sort_keys=True)
    (staging / "card.json").write_text(text + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    staging.replace(target)
    return target


def observed(snapshot: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a snapshot's scores are made of: its sites, with level and scope, and one observation a site and indicator."""
    inputs = _inputs(snapshot, json.loads((snapshot / "manifest.json").read_text("utf-8")))
    return inputs.sites, inputs.held


def _inputs(snapshot: Path, manifest: dict[str, Any]) -> _Inputs:
    registry = Registry.load(snapshot / "registry", date.fromisoformat(manifest["round"]["registry_as_of"]))
    observations, evidence = (pd.read_parquet(snapshot / f"{name}.parquet") for name in ("observations", "evidence"))
    sites = _scored_sites(registry, pd.read_parquet(snapshot / "sites.parquet"))
    catalogue, answers = Catalogue.load(snapshot / "catalogue"), evaluators_means(evidence)
    return _Inputs(snapshot.parent, registry, catalogue, observations, answers, sites, _held(observations))


# What each kind makes


def _scale(framework: Scale, inputs: _Inputs) -> _Made:
    units = coverage_by_unit(_units(inputs.registry), _portals(inputs.registry, inputs.sites), inputs.observations)
    gate, vetoes = _gate(framework, inputs)
    scorecard = score(framework, inputs.sites, inputs.held, vetoes)
    presence = [entry.id for entry in inputs.catalogue.entries.values() if entry.combine == "presence"]
    scorecard, judged = judge(framework, scorecard, inputs.sites, inputs.held, inputs.answers, presence)
    lines = coherence_lines()
    together = coherence_by_level(tree_of(framework), scorecard, lines)
    tables = {
        **{f"scores_{table}": getattr(scorecard, table) for table in SCORE_TABLES},
        **{f"coherence_{table}": getattr(together, table) for table in COHERENCE_TABLES},
        **{f"ranks_{table}": getattr(judged, table) for table in RANK_TABLES},
    }
    return {"coverage_units": units, "coverage_levels": coverage_by_level(units), **tables}, {
        "weights_note_zh": framework.weights_note_zh,
        "weights_note_en": framework.weights_note_en,
        "weight_set": framework.default_weight_set,
        "precision": framework.precision,
        "floors": {"dimension_share": framework.dimension_floor, "dimensions": framework.dimensions_floor},
        "grades": [asdict(grade) for grade in framework.grades],
        "uncertainty": asdict(framework.uncertainty),
        "dimensions": [asdict(dimension) for dimension in framework.dimensions],
        "coherence": asdict(lines),
        **gate,
        "standings": scorecard.sites["standing"].value_counts().sort_index().to_dict(),
        "contents": ["coverage", "index"],
    }


def _gate(framework: Scale, inputs: _Inputs) -> tuple[dict[str, Any], dict[str, str]]:
    """What comes before the score: the check and its version for the method card, and the sites that a confirmed veto stops."""
    if not framework.vetoes:
        return {}, {}
    gate = load_framework(framework.vetoes)
    assert isinstance(gate, Check)
    about = {"framework": gate.id, "version": gate.version, "names": {
        veto.id: {"zh": veto.name_zh, "en": veto.name_en} for veto in gate.vetoes
    }}  # fmt: skip
    return {"vetoes": about}, stopped(check(gate, inputs.sites, inputs.held).vetoes)


def _check(framework: Check, inputs: _Inputs) -> _Made:
    result = check(framework, inputs.sites, inputs.held)
    in_scope = inputs.sites[inputs.sites["in_scope"]]
    levels = state_counts(result.vetoes, dict(zip(in_scope["site_id"], in_scope["level"], strict=True)))
    tables = {"vetoes": result.vetoes, "signs": result.signs, "groups": result.groups, "levels": levels}
    return {f"check_{name}": table for name, table in tables.items()}, {
        "source": framework.source,
        "note": asdict(framework.note),
        "goalposts": _goalposts(framework.scale),
        "lights": {"green": framework.green, "amber": framework.amber},
        "vetoes": [asdict(veto) for veto in framework.vetoes],
        "groups": [asdict(group) for group in framework.groups],
        "contents": ["check"],
    }


def _means(framework: Means, inputs: _Inputs) -> _Made:
    table = measure(framework, inputs.sites, inputs.held)
    portals = inputs.sites[(inputs.sites["kind"] == "portal") & inputs.sites["in_scope"]]
    levels = dict(zip(portals["site_id"], portals["level"], strict=True))
    by_level = measures_by_level(table, levels, framework.precision)
    return {"measures": table, "measure_levels": by_level}, {
        "note": {"zh": framework.note_zh, "en": framework.note_en},
        "goalposts": _goalposts(framework.scale),
        "precision": framework.precision,
        "floor": framework.floor,
        "measures": [asdict(one) for one in framework.measures],
        "contents": ["measures"],
    }


def _goalposts(scale: Scale) -> dict[str, str]:
    return {"framework": scale.id, "version": scale.version, "framework_sha256": scale.digest}


def _deduct(framework: Deduct, inputs: _Inputs) -> _Made:
    return scheme_tables(framework, inputs.registry, inputs.sites, inputs.held, inputs.round_folder)


_MAKERS: Mapping[str, Callable[[Any, _Inputs], _Made]] = {
    "scale": _scale, "check": _check, "means": _means, "deduct": _deduct,
}  # fmt: skip


def _check_version(target: Path, framework: Framework) -> None:
    if (target / "card.json").is_file():
        published = json.loads((target / "card.json").read_text("utf-8"))["framework_sha256"]
        if published != framework.digest:
            raise fail("framework.version_taken", where=framework.id, found=framework.version, allowed=published[:12])


def _scored_sites(registry: Registry, sites: pd.DataFrame) -> pd.DataFrame:
    """The sites of the round with the level and scope of their units."""
    units = [registry.unit(code) for code in sites["unit_code"]]
    return sites.assign(
        level=[unit.level for unit in units],
        in_scope=[unit.in_scope for unit in units],
        cause=sites["cause"].astype("object").fillna(""),
    )


def _held(observations: pd.DataFrame) -> pd.DataFrame:
    """One row a site and indicator: review before survey before machine, and of each the highest revision."""
    order = observations["source"].map({source: place for place, source in enumerate(_PREFERENCE)})
    best = observations.assign(order=order).sort_values(["site_id", "indicator", "order", "revision"])
    # What one source could not say another may: a survey indicator's machine row is only "nobody filled it in".
    said = best[best["status"] != "not_collected"]
    rest = best[best["status"] == "not_collected"]
    first = pd.concat([said.groupby(["site_id", "indicator", "order"], sort=False).tail(1), rest])
    best = first.drop_duplicates(["site_id", "indicator"]).drop(columns="order")
    return best.assign(cause=best["cause"].astype("object").fillna(""))


def _units(registry: Registry) -> pd.DataFrame:
    fields = ("code", "level", "name", "full_name", "in_scope", "scope_note")
    rows = [{field: getattr(unit, field) for field in fields} for unit in registry.units.values()]
    return pd.DataFrame(rows).assign(gap=[_gap(registry, unit.code) for unit in registry.units.values()])


def _gap(registry: Registry, code: str) -> str:
    """Why a unit has no portal that should answer: it was closed or merged into another, or the list holds none."""
    states = {site.state for site in registry.sites_of(code) if site.is_portal}
    return next((f"portal_{state}" for state in ("merged", "closed") if state in states), "not_registered")


def _portals(registry: Registry, sites: pd.DataFrame) -> pd.DataFrame:
    """The portal of every unit with what became of it; an outcome of "" says that the round did not select it."""
    outcomes = sites.set_index("site_id")[["outcome", "cause"]].to_dict("index") if len(sites) else {}
    rows = []
    for unit in registry.units.values():
        portal = registry.portal(unit.code)
        if portal is not None:
            found = outcomes.get(portal.site_id, {"outcome": "", "cause": "not_in_plan"})
            rows.append({"unit_code": unit.code, "site_id": portal.site_id, "url": portal.url, **found})
    return pd.DataFrame(rows, columns=["unit_code", "site_id", "url", "outcome", "cause"])

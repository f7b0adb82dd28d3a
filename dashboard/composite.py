"""``qihua composite``: runs an index that is written down in a file on tables that are files; no workspace, database or network."""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from dashboard.folders import check_folder, write_folder
from dashboard.locales import Words
from dashboard.outcome import finish
from data import VERSION
from data.errors import Problem, QihuaError
from data.frameworks.index import Index, load_index
from data.index_tables import IndexTables, WeightSet, content, read_tables, read_weights
from data.statistics import ahp_lines, coherence_lines
from metrics.composite import tables as made_of
from metrics.composite.analysis import coherence_tables, gains
from metrics.composite.replays import replay
from metrics.composite.scores import Ranked, Weighed, rank, weigh

CARD = "method.json"
_TOP, _LISTED = 5, 20
"""How many of the first ranks, and of any other names, are printed; the files have all."""

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a run is made from. sets: weight sets to replay."""

    weighed: Weighed
    tables: IndexTables
    sets: tuple[WeightSet, ...]
    files: dict[str, dict[str, str]]

    @property
    def index(self) -> Index:
        """The framework, with the weights of its pairwise matrices."""
        return self.weighed.index


def run_composite(options: argparse.Namespace, say: Words) -> int:
    """Run ``qihua composite``."""
    check_folder(options.out, CARD, _outputs_of)
    inputs = _read(options)
    official = rank(inputs.index, inputs.index.choices, inputs.tables)
    frames = _official(inputs, official)
    problems = _add_scenarios(frames, inputs, official)
    if inputs.sets:
        frames |= replay(inputs.index, inputs.tables, official, inputs.sets)
    files = {f"{name}.csv": _csv(frame) for name, frame in frames.items()}
    card = _card(inputs, official)
    card["outputs"] = {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    text = json.dumps(card, ensure_ascii=False, indent=1, sort_keys=True)
    write_folder(options.out, {**files, CARD: f"{text}\n".encode()}, CARD, _outputs_of)
    _say_results(inputs, official, frames["results"], say)
    print(say("composite.written", folder=options.out, n=len(files) + 1))
    return finish(problems, say)


def _outputs_of(card: Any) -> list[str]:
    return list(card["outputs"])


def _csv(frame: pd.DataFrame) -> bytes:
    """Plain UTF-8; numbers with as many digits as tell them apart."""
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


# Reading


def _read(options: argparse.Namespace) -> _Inputs:
    """Read all files; what is wrong with any of them is raised together, except that nothing is read without the framework."""
    index = load_index(options.framework)
    problems: list[Problem] = []
    weighed = _gathered(lambda: weigh(index, ahp_lines()), problems)
    tables = _gathered(lambda: read_tables(index, options.observations, options.units), problems)
    sets: tuple[WeightSet, ...] | None = ()
    if options.weights:
        sets = _gathered(lambda: read_weights(index, options.weights.name, content(options.weights)), problems)
    if problems or weighed is None or tables is None or sets is None:
        raise QihuaError(*problems)
    given = {
        "framework": options.framework,
        "observations": options.observations,
        "units": options.units,
        "weights": options.weights,
    }
    files = {
        name: {"file": path.name, "sha256": hashlib.sha256(content(path)).hexdigest()}
        for name, path in given.items()
        if path
    }
    return _Inputs(weighed, tables, sets, files)


def _gathered(read: Callable[[], _Read], problems: list[Problem]) -> _Read | None:
    try:
        return read()
    except QihuaError as error:
        problems += error.problems
        return None


# The result


def _official(inputs: _Inputs, official: Ranked) -> dict[str, pd.DataFrame]:
    index, tables = inputs.index, inputs.tables
    return {
        "results": made_of.results(index, official, tables),
        "scores": made_of.scores(index, official.result, tables),
        "ranks": made_of.ranks(index, official.result, tables),
        "normalised": made_of.normalised(official, tables),
        "completeness": made_of.completeness(index, official.result, tables),
        "weights": made_of.weights(index, official),
        "gains": gains(index, official, tables),
        **{f"coherence_{name}": table for name, table in coherence_tables(official, tables, coherence_lines()).items()},
    }


def _add_scenarios(frames: dict[str, pd.DataFrame], inputs: _Inputs, official: Ranked) -> list[Problem]:
    """Add the scenarios' table; return what kept a scenario from being worked out, the others notwithstanding."""
    problems: list[Problem] = []
    made = []
    for scenario in inputs.index.scenarios:
        faults: list[Problem] = []
        ranked = _gathered(lambda choices=scenario.choices: rank(inputs.index, choices, inputs.tables), faults)  # type: ignore[misc]
        problems += [
            Problem(fault.code, f"scenario {scenario.id}: {fault.where}", fault.found, fault.allowed, fault.params)
            for fault in faults
        ]
        if ranked is not None:
            made.append(made_of.scenario(inputs.index, scenario.id, ranked, official, inputs.tables))
    if made:
        frames["scenarios"] = pd.concat(made, ignore_index=True)
    return problems


def _card(inputs: _Inputs, official: Ranked) -> dict[str, Any]:
    index, tables = inputs.index, inputs.tables
    states, counts = np.unique(tables.status.astype(str), return_counts=True)
    without = made_of.results(index, official, tables)["reason"].value_counts()
    return {
        "framework": index.id,
        "version": index.version,
        "kind": index.kind,
        "name_zh": index.name_zh,
        "name_en": index.name_en,
        "source": index.source,
        "inputs": inputs.files,
        "precision": "full" if index.precision is None else index.precision,
        "full": index.full,
        "weights": "relative" if index.relative_weights else "sum",
        "rank_within": index.rank_within,
        "nodes": [asdict(node) for node in index.choices.nodes],
        "indicators": [asdict(indicator) for indicator in index.choices.indicators],
        "pairwise": {parent: _of_pairs(found) for parent, found in inputs.weighed.pairwise.items()},
        "overrides": _overrides(inputs),
        "scenarios": [{"id": scenario.id, "name": scenario.name} for scenario in index.scenarios],
        "units": len(tables.units),
        "states": {str(state): int(count) for state, count in zip(states, counts, strict=True)},
        "standings": {reason or "ranked": int(count) for reason, count in without.items()},
        "all_equal": made_of.silent(official),
        "replayed": len(inputs.sets),
        "software": {
            "qihua": VERSION,
            "numpy": np.__version__,
            "pandas": pd.__version__,
            "python": platform.python_version(),
        },
    }


def _of_pairs(found: Any) -> dict[str, Any]:
    return {**asdict(found), "weights": [float(weight) for weight in found.weights]}


def _overrides(inputs: _Inputs) -> list[dict[str, Any]]:
    """The published exceptions, each with what the formula gives in its place."""
    return [
        {**asdict(override), "computed": computed}
        for override, computed in zip(
            inputs.index.overrides, made_of.computed(inputs.index, inputs.tables), strict=True
        )
    ]


# What is said of it


def _say_results(inputs: _Inputs, official: Ranked, results: pd.DataFrame, say: Words) -> None:
    index = inputs.index
    counts = {
        "units": len(results),
        "indicators": len(index.choices.indicators),
        "ranked": int((official.ranks > 0).sum()),
    }
    print(say("composite.made", name=say.pick(index.name_zh, index.name_en), version=index.version, **counts))
    for row in results.dropna(subset="rank").sort_values(["rank"], kind="stable").head(_TOP).itertuples():
        print(say("composite.first", rank=row.rank, name=row.name, score=_printed(row.score, index.precision)))
    for reason in (made_of.BELOW_FLOOR, made_of.NOTHING_OBSERVED, made_of.NOTHING_APPLIES):
        names = list(results.loc[results["reason"] == reason, "name"])
        if names:
            print(say(f"composite.{reason}", n=len(names), names=_listed(names, say)))
    if equal := made_of.silent(official):
        print(say("composite.all_equal", names=_listed(equal, say)))
    for override in index.overrides:
        print(
            say(
                "composite.override",
                unit=override.unit,
                node=override.node,
                value=override.value,
                reason=override.reason,
            )
        )


def _printed(score: float, precision: int | None) -> str:
    return f"{score:.{precision}f}" if precision is not None else f"{score:.6g}"


def _listed(names: list[str], say: Words) -> str:
    shown = say.pick("、", ", ").join(names[:_LISTED])
    return shown if len(names) <= _LISTED else say("composite.and_more", names=shown, n=len(names))

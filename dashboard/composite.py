"""``qihua composite``: runs an index that is written down in a file on tables that are files; no workspace, database or network."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from dashboard.composite_card import CARD, card_of, digests, drawing_of, outputs_of
from dashboard.folders import check_folder, write_folder
from dashboard.locales import Words
from dashboard.outcome import finish
from dashboard.plain_csv import plain_csv
from dashboard.progress import ProgressLine
from data.errors import Problem, QihuaError, fail
from data.frameworks.index import Index, read_index
from data.index_tables import IndexTables, WeightSet, read_tables, read_weights
from data.statistics import ahp_lines, coherence_lines
from data.tables import content
from metrics.composite import tables as made_of
from metrics.composite.analysis import coherence_tables, gains
from metrics.composite.bands import PAIRS_UP_TO, bands_table, left_out_of, pairs_table, replicated_tables
from metrics.composite.draws import drawn, replications, sobol_tables
from metrics.composite.replays import replay
from metrics.composite.scores import Ranked, Weighed, override_problems, rank, weigh
from metrics.uncertainty.sobol import ROUGH_BELOW

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
    if options.draws and options.weights:
        raise fail("index.draws_or_weights", found="--draws, --weights")
    if options.seed is not None and not options.draws:
        raise fail("index.seed_alone", found=f"--seed {options.seed}")
    check_folder(options.out, CARD, outputs_of)
    inputs = _read(options)
    official = rank(inputs.index, inputs.index.choices, inputs.tables)
    if problems := override_problems(inputs.index, official):
        raise QihuaError(*problems)
    frames = _official(inputs, official)
    drawing: dict[str, Any] = {}
    problems = _add_scenarios(frames, inputs, official, say)
    if options.draws:
        with ProgressLine(say) as progress:
            more, drawing = _drawn(inputs, official, options.draws, options.seed or 0, progress, say)
        frames |= more
    elif inputs.sets:
        frames |= _replayed(inputs, official)
        drawing = {"replayed": len(inputs.sets)}
    if "pairs" in frames:
        drawing["pairs_left_out"] = left_out_of(frames["pairs"])
    files = {f"{name}.csv": plain_csv(frame) for name, frame in frames.items()}
    card = card_of(inputs.weighed, inputs.tables, official, inputs.files, drawing, files)
    write_folder(options.out, {**files, CARD: card}, CARD, outputs_of)
    for remark in inputs.tables.remarks:
        print(say.problem(remark))
    _say_results(inputs, official, frames["results"], say)
    if "bands" in frames:
        _say_bands(frames, say)
    print(say("composite.written", folder=options.out, n=len(files) + 1))
    return finish(problems, say)


# Reading


def _read(options: argparse.Namespace) -> _Inputs:
    """Read all files; what is wrong with any of them is raised together, where the framework can be read so far that it
    names its indicators."""
    index, faults = read_index(options.framework)
    problems = list(faults)
    weighed = None if faults else _gathered(lambda: weigh(index, ahp_lines()), problems)
    tables = _gathered(lambda: read_tables(index, options.observations, options.units), problems)
    sets: tuple[WeightSet, ...] | None = ()
    if options.weights:
        sets = _gathered(lambda: read_weights(index, options.weights.name, content(options.weights)), problems)
    if problems or weighed is None or tables is None or sets is None:
        raise QihuaError(*problems)
    names = ("framework", "observations", "units", "weights")
    return _Inputs(weighed, tables, sets, digests({name: getattr(options, name) for name in names}))


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


def _add_scenarios(frames: dict[str, pd.DataFrame], inputs: _Inputs, official: Ranked, say: Words) -> list[Problem]:
    """Add the scenarios' table; return what kept a scenario from being worked out, the others notwithstanding."""
    problems: list[Problem] = []
    made = []
    for scenario in inputs.index.scenarios:
        try:
            ranked = rank(inputs.index, scenario.choices, inputs.tables)
        except QihuaError as error:
            problems += [_of_scenario(scenario.id, problem, say) for problem in error.problems]
        else:
            made.append(made_of.scenario(inputs.index, scenario.id, ranked, official, inputs.tables))
    if made:
        frames["scenarios"] = pd.concat(made, ignore_index=True)
    return problems


def _of_scenario(name: str, problem: Problem, say: Words) -> Problem:
    """A problem with the scenario in its place, and with the reason of statistical weights in words."""
    worded = {key: say(f"composite.reason_{code}") for key, code in problem.params.items() if key == "reason"}
    return replace(problem, where=f"{name}: {problem.where}", params={**problem.params, **worded})


# How sure it is


def _drawn(
    inputs: _Inputs, official: Ranked, number: int, seed: int, progress: ProgressLine, say: Words
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    index, tables = inputs.index, inputs.tables
    drawing, designing, resampling = (
        np.random.default_rng(sequence) for sequence in np.random.SeedSequence(seed).spawn(3)
    )

    def told(phase: str) -> Callable[[int, int], None]:
        return lambda done, total: progress.show(done, total, say(f"composite.{phase}", done=done, total=total))

    made = drawn(index, tables, official, number, drawing, told("drawing"))
    frames = {
        "replications": replications(made),
        "bands": bands_table(tables, official, made.rows, made.ranks),
        "pairs": pairs_table(tables, official, made.rows, made.ranks),
        **sobol_tables(index, tables, official, made, number, (designing, resampling), told("deciding")),
        **replicated_tables(tables, [str(n) for n in range(1, number + 1)], made.rows, made.scores, made.ranks),
    }
    return frames, drawing_of(made, seed)


def _replayed(inputs: _Inputs, official: Ranked) -> dict[str, pd.DataFrame]:
    tables, names = inputs.tables, [one.replication for one in inputs.sets]
    made = replay(inputs.index, tables, official, inputs.sets)
    rows = made.always_ranked(official)
    return {
        "bands": bands_table(tables, official, rows, made.ranks[:, rows]),
        "pairs": pairs_table(tables, official, rows, made.ranks[:, rows]),
        **replicated_tables(tables, names, np.arange(len(tables.units)), made.scores, made.ranks),
    }


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
        name = f"{row.name} ({row.group})" if row.group else row.name
        print(say("composite.first", rank=row.rank, name=name, score=_printed(row.score, index.precision)))
    for reason in made_of.REASONS:
        names = list(results.loc[results["reason"] == reason, "name"])
        if names:
            print(say(f"composite.{reason}", n=len(names), names=_listed(names, say)))
    if equal := made_of.silent(official):
        print(say("composite.all_equal", names=_listed(equal, say)))
    for override in index.overrides:
        print(say("composite.override", **asdict(override)))


def _printed(score: float, precision: int | None) -> str:
    return f"{score:.{precision}f}" if precision is not None else f"{score:.6g}"


def _listed(names: list[str], say: Words) -> str:
    shown = say.pick("、", ", ").join(names[:_LISTED])
    return shown if len(names) <= _LISTED else say("composite.and_more", names=shown, n=len(names))


def _say_bands(frames: dict[str, pd.DataFrame], say: Words) -> None:
    bands, pairs = frames["bands"].dropna(subset="tier"), frames["pairs"]
    if len(bands):
        width = (bands["rank_95"] - bands["rank_05"]).median()
        print(say("composite.bands", width=f"{width:.3g}", tiers=bands["tier"].max()))
        left_out = left_out_of(pairs)
        if left_out != [""]:
            print(say("composite.pairs", n=len(pairs) - len(left_out)))
        if left_out:
            groups = _listed([group for group in left_out if group], say)
            print(say("composite.pairs_left_out" if groups else "composite.no_pairs", most=PAIRS_UP_TO, groups=groups))
    if "sobol" in frames:
        if len(frames["replications"]) < ROUGH_BELOW:
            print(say("composite.sobol_rough", least=ROUGH_BELOW))
        for row in frames["sobol"].sort_values("total", ascending=False).itertuples():
            shares = {"first": f"{row.first:.2f}", "total": f"{row.total:.2f}"}
            print(say("composite.sobol", choice=say(f"composite.choice_{row.choice}"), **shares))

"""``qihua framework``: an office's own scheme (考评方案) from its workbook and into one, and the table of marks it is filled in by."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dashboard import jobs
from dashboard.locales import Words
from dashboard.outcome import COULD_NOT_RUN, DONE, print_problems
from dashboard.scheme_making import SCHEME_TABLES, compared_sites
from dashboard.scheme_wording import points
from dashboard.schemes import published_scheme
from dashboard.table_commands import write_new
from data import rounds, survey
from data.errors import fail
from data.frameworks import Deduct, Framework, load_framework, shipped
from data.frameworks.deduct_reading import read_scheme
from data.frameworks.deduct_words import SETTINGS
from data.frameworks.deduct_writing import table_of, toml_of, workbook_of
from data.marks import keep_marks, marks_template, read_marks
from data.tables import content
from data.workspace import Workspace

ACTIONS = ("import", "export", "template")


def run_framework(options: argparse.Namespace, say: Words) -> int:
    """Run ``qihua framework``."""
    return {"import": _import, "export": _export, "template": _template}[options.action](options, say)


def _import(options: argparse.Namespace, say: Words) -> int:
    source = Path(options.framework)
    read = read_scheme(source.name, content(source))
    if read.scheme.id in shipped():
        raise fail("framework.shipped_id", where=source.name, found=read.scheme.id)
    out = options.out or source.with_suffix(".toml")
    _write_scheme(out, toml_of(table_of(read.scheme)).encode(), replace=options.replace)
    counts = {part: len(read.scheme.of_part(part)) for part in ("veto", "deduct", "bonus")}
    print(say("cli.scheme_read", file=source.name, name=read.scheme.name_zh, out=out, **counts))
    for row in read.passed:
        print(say("cli.scheme_passed", row=row))
    if read.ignored:
        print(say("cli.scheme_ignored", names=say.pick("、", ", ").join(read.ignored)))
    scored = [item for item in read.scheme.items if item.part != "veto" and not item.unpriced]
    lists = {
        "scheme_hidden": read.hidden,
        "scheme_struck": read.struck,
        "scheme_unpriced": [item.id for item in read.scheme.items if item.unpriced],
        "scheme_uncapped": [item.id for item in scored if item.points is None],
    }
    for key, rows in lists.items():
        if rows:
            print(say(f"cli.{key}", rows=say.pick("、", ", ").join(rows)))
    if read.usual:
        print(say("cli.scheme_usual", names=say.pick("、", ", ").join(SETTINGS[name] for name in read.usual)))
    return DONE


def _write_scheme(out: Path, body: bytes, *, replace: bool) -> None:
    """Write a scheme to a new file, or in the place of an earlier scheme; anything else is never replaced."""
    if replace and out.exists():
        _scheme(load_framework(out))
        out.write_bytes(body)
    else:
        write_new(out, body)


def print_summary(folder: Path, say: Words) -> None:
    """Print how the groups of a scheme came out that was just published; nothing for a framework of another kind."""
    if not (folder / f"{SCHEME_TABLES[0]}.parquet").exists():
        return
    scheme = published_scheme(folder)
    names = {group["id"]: say.pick(group["name_zh"], group["name_en"]) for group in scheme.card["groups"]}
    precision = scheme.card["precision"]
    for row in scheme.groups.to_dict("records"):
        numbers = {name: points(row[name], precision) for name in ("mean", "median")}
        counts = {name: row[name] for name in ("scored", "sites", "fail", "open", "vetoed", "insufficient")}
        print(say("cli.scheme_group", name=names[row["group"]], passed=row["pass"], **counts, **numbers))
    aside = int((scheme.sites["group"] == "").sum())
    if aside:
        print(say("cli.scheme_aside", n=aside))
    print(say("cli.scheme_where"))


def _export(options: argparse.Namespace, say: Words) -> int:
    scheme = _scheme(load_framework(options.framework))
    out = options.out or Path(f"{scheme.id}.xlsx")
    write_new(out, workbook_of(scheme))
    print(say("cli.columns_written", file=out, n=len(scheme.items)))
    return DONE


def _template(options: argparse.Namespace, say: Words) -> int:
    if not options.round:
        raise fail("answer.needs_option", where="--round")
    scheme, workspace = _scheme(load_framework(options.framework)), Workspace.existing(options.workspace)
    with jobs.opened(workspace) as store:
        registry = rounds.round_registry(workspace, store.round(options.round))
        site_ids = compared_sites(scheme, registry, store.selected_sites(options.round))
    out = options.out or Path(f"{scheme.id}-{options.round}.csv")
    write_new(out, marks_template(scheme, registry, site_ids))
    print(say("cli.columns_written", file=out, n=len(site_ids)))
    return DONE


def take_marks(options: argparse.Namespace, say: Words) -> int:
    """Keep the table of ``qihua score --marks`` with its round; nothing of it where a single cell is refused."""
    scheme, workspace = _scheme(load_framework(options.framework)), Workspace.existing(options.workspace)
    with jobs.opened(workspace) as store:
        registry = rounds.round_registry(workspace, store.round(options.round))
        selected = store.selected_sites(options.round)
    compared = compared_sites(scheme, registry, selected)
    read = read_marks(
        options.marks.name, content(options.marks), survey.RoundSites(registry, selected), scheme, compared
    )
    if read.problems:
        print_problems(read.problems, say)
        print(say("cli.marks_refused", n=len(read.problems)), file=sys.stderr)
        return COULD_NOT_RUN
    keep_marks(workspace.round_folder(options.round), scheme, read, jobs.actor_name(options.actor))
    sites_marked = len({mark.site_id for mark in read.marks})
    print(say("cli.marks_read", file=read.name, sites=sites_marked, marks=len(read.marks)))
    if read.ignored:
        print(say("cli.columns_ignored", names=say.pick("、", ", ").join(read.ignored)))
    if read.absent:
        print(say("cli.marks_absent", items=say.pick("、", ", ").join(read.absent)))
    return DONE


def _scheme(framework: Framework) -> Deduct:
    if not isinstance(framework, Deduct):
        raise fail("framework.no_scheme", where=framework.id, found=framework.kind, allowed="deduct")
    return framework

"""The commands that hand tables out and take them in: ``qihua survey``, ``qihua columns``, ``qihua words``, ``qihua reposts``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from dashboard import column_lists, jobs, own_lists, surveys
from dashboard.agreement_text import spoken
from dashboard.locales import Words
from dashboard.outcome import COULD_NOT_RUN, DONE, DONE_WITH_PROBLEMS, print_problems
from dashboard.survey_agreement import as_json, round_agreement
from data.catalogue import survey_items
from data.errors import fail
from data.lists.reading import read_list
from data.survey import as_records
from data.tables import content
from data.workspace import Workspace

_NEEDED = {"template": ("out",), "check": ("file",), "import": ("file",), "agreement": ()}
"""What an action on survey tables needs beside the round."""


def run_survey(options: argparse.Namespace, say: Words) -> int:
    """Run ``qihua survey``."""
    if options.action == "check" and options.generic:
        records = list(as_records(options.generic.name, content(options.generic)))
        print(json.dumps(records, ensure_ascii=False, indent=1))
        return DONE
    for needed in ("round", *_NEEDED[options.action]):
        if not getattr(options, needed):
            raise fail("answer.needs_option", where=f"--{needed}")
    workspace = Workspace.existing(options.workspace)
    if options.action == "template":
        return _template(workspace, options, say)
    if options.action == "agreement":
        return _agreement(workspace, options, say)
    data, actor = content(options.file), jobs.actor_name(options.actor)
    act = surveys.check if options.action == "check" else surveys.take_in
    checked = act(workspace, options.round, options.file.name, data, options.evaluator, actor)
    if checked.read.problems:
        print_problems(checked.read.problems, say)
        print(say("cli.survey_refused", n=len(checked.read.problems)), file=sys.stderr)
        return DONE_WITH_PROBLEMS if options.action == "check" else COULD_NOT_RUN
    _say_checked(checked, options, say)
    return DONE


def run_own_list(options: argparse.Namespace, say: Words) -> int:
    """Run ``qihua words`` and ``qihua reposts``."""
    kind = options.command
    if options.action == "remove":
        print(say("cli.list_removed", n=own_lists.remove(Workspace.existing(options.workspace), kind)))
        return DONE
    if not options.file:
        raise fail("answer.needs_option", where="--file")
    name, data = options.file.name, content(options.file)
    if options.action == "check":
        print(say("cli.list_good", file=name, n=len(read_list(kind, name, data))))
    else:
        workspace = Workspace.open(options.workspace)
        print(say("cli.list_taken", file=name, n=len(own_lists.take_in(workspace, kind, name, data))))
    return DONE


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet. Raises ``answer.out_exists``, ``table.missing_file``."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise fail("answer.out_exists", where=str(path)) from error
    except OSError as error:
        raise fail("table.missing_file", where=str(path), found=error.strerror or "") from error


def _template(workspace: Workspace, options: argparse.Namespace, say: Words) -> int:
    data = surveys.template(workspace, options.round, say.language)
    write_new(options.out, data)
    records = list(as_records(options.out.name, data))
    print(say("cli.template_written", file=options.out, sites=len(records), items=len(survey_items())))
    return DONE


def _agreement(workspace: Workspace, options: argparse.Namespace, say: Words) -> int:
    found = round_agreement(workspace, options.round)
    print(as_json(found, say) if options.json else "\n".join(spoken(found, say)))
    return DONE


def _say_checked(checked: surveys.Checked, options: argparse.Namespace, say: Words) -> None:
    read, change = checked.read, checked.change
    numbers = {"answers": len(read.answers), "evaluators": len(checked.evaluators), "items": len(checked.items)}
    print(say("cli.survey_read", file=read.name, sites=checked.sites, **numbers))
    if change.known:
        print(say("cli.survey_known"))
        return
    told = "cli.survey_would" if options.action == "check" else "cli.survey_done"
    print(say(told, new=change.new, corrected=change.corrected, same=change.same))
    if checked.needs_closing and change.records:
        print(say("cli.survey_close_again", round=options.round))


def run_columns(options: argparse.Namespace, say: Words) -> int:
    """Run ``qihua columns``."""
    if not getattr(options, needed := "out" if options.action == "template" else "file"):
        raise fail("promise.needs_option", where=f"--{needed}")
    workspace = Workspace.existing(options.workspace)
    if options.action == "template":
        data = column_lists.list_template(workspace, options.round, say.language, options.site)
        write_new(options.out, data)
        print(say("cli.columns_written", file=options.out, n=len(list(as_records(options.out.name, data)))))
        return DONE
    data, actor = content(options.file), jobs.actor_name(options.actor)
    act = column_lists.check_list if options.action == "check" else column_lists.import_list
    checked = act(workspace, options.round, options.file.name, data, options.site, actor)
    if checked.read.problems:
        print_problems(checked.read.problems, say)
        print(say("cli.columns_refused", n=len(checked.read.problems)), file=sys.stderr)
        return DONE_WITH_PROBLEMS if options.action == "check" else COULD_NOT_RUN
    print(say("cli.columns_read", file=checked.read.name, n=len(checked.read.promises)))
    if checked.read.ignored:
        print(say("cli.columns_ignored", names=say.pick("、", ", ").join(checked.read.ignored)))
    told = "cli.columns_would" if options.action == "check" else "cli.columns_done"
    print(say(told, sites=len(checked.change.sites), same=len(checked.change.same)))
    if checked.needs_closing and checked.change.records:
        print(say("cli.survey_close_again", round=options.round))
    return DONE

"""The command line: ``qihua COMMAND``. Exit status: 0 done, 1 done with problems that are listed, 2 could not run."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from dashboard import jobs
from dashboard.collecting import PLANS, CollectRequest, contact_address
from dashboard.demo import run_demo
from dashboard.framework_commands import ACTIONS, print_summary, run_framework, take_marks
from dashboard.locales import LANGUAGES, Words, words
from dashboard.outcome import COULD_NOT_RUN, DONE, DONE_WITH_PROBLEMS, finish, print_problems
from dashboard.progress import ProgressLine
from dashboard.queries import Snapshot, earlier_than, published
from dashboard.table_commands import run_columns, run_own_list, run_survey
from data import VERSION
from data.capture.asking import Stopped
from data.capture.network import Network
from data.errors import Problem, QihuaError, fail
from data.lists.reading import KINDS
from data.registry import Registry
from data.vantage import declared_vantage
from data.workspace import Workspace

_HIGHEST_PORT = 65_535
_MOST_DRAWS = 100_000
_MISTAKES = [
    (re.compile(pattern), code)
    for pattern, code in (
        (r"the following arguments are required: (?P<found>.+)", "usage.missing_argument"),
        (r"unrecognized arguments: (?P<found>.+)", "usage.unknown_argument"),
        (
            r"argument (?P<where>.+?): invalid choice: '?(?P<found>.*?)'? \(choose from (?P<allowed>.+)\)",
            "usage.bad_choice",
        ),
        (r"argument (?P<where>.+?): expected (?:one|at least one) argument", "usage.missing_value"),
        (r"argument (?P<where>.+?): invalid \w+ value: '(?P<found>.*)'", "usage.bad_value"),
        (r"argument (?P<where>.+?): (?P<found>.+)", "usage.bad_value"),
    )
]
"""What argparse says of a mistake on the command line, and the code that words it."""


class _Parser(argparse.ArgumentParser):
    """Words mistakes on the command line as all other errors are worded."""

    def error(self, message: str) -> NoReturn:
        """Raise the mistake as a problem."""
        for pattern, code in _MISTAKES:
            match = pattern.fullmatch(message)
            if match:
                raise fail(code, **{"where": self.prog, **match.groupdict()})
        raise fail("usage.mistake", where=self.prog, found=message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    say = words(os.environ.get("QIHUA_LANG") or _language_of_locale())
    try:
        options = _parser(say).parse_args(arguments)
        run: Callable[[argparse.Namespace, Words], int] = options.run
        return run(options, say)
    except QihuaError as error:
        print_problems(error.problems, say)
        return COULD_NOT_RUN
    except Stopped:
        print(say("cli.stopped"), file=sys.stderr)
        return DONE_WITH_PROBLEMS


def _language_of_locale() -> str:
    """English only where the locale asks for it; Chinese otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "zh"


def _parser(say: Words) -> argparse.ArgumentParser:
    parser = _Parser(prog="qihua", description=say("cli.about"))
    parser.add_argument("--version", action="version", version=f"qihua {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace, Words], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=say(f"cli.{name}"), description=say(f"cli.{name}"))
        sub.add_argument("--workspace", metavar="DIR", help=say("cli.opt_workspace"))
        sub.set_defaults(run=run)
        return sub

    def actor(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--actor", default="", help=say("cli.opt_actor"))

    demo = command("demo", _demo)
    demo.add_argument("--no-serve", action="store_true", help=say("cli.opt_no_serve"))
    _add_address(demo, say)

    collect = command("collect", _collect)
    collect.add_argument("--round", required=True, metavar="N", help=say("cli.opt_round"))
    collect.add_argument("--name", default="", help=say("cli.opt_name"))
    collect.add_argument("--registry", default="china", help=say("cli.opt_registry"))
    collect.add_argument("--level", action="append", help=say("cli.opt_level"))
    collect.add_argument("--division", metavar="CODE", help=say("cli.opt_division"))
    collect.add_argument("--site", metavar="URL", help=say("cli.opt_site"))
    collect.add_argument("--from-warc", nargs="+", type=Path, default=[], metavar="F", help=say("cli.opt_from_warc"))
    collect.add_argument("--plan", choices=PLANS, default=PLANS[0], help=say("cli.opt_plan"))
    collect.add_argument("--pages", type=_positive, help=say("cli.opt_pages"))
    collect.add_argument("--in-flight", type=_positive, help=say("cli.opt_in_flight"))
    collect.add_argument("--processes", type=_positive, default=1, help=say("cli.opt_processes"))
    collect.add_argument("--resume", action="store_true", help=say("cli.opt_resume"))
    collect.add_argument("--edition", type=int, choices=(1, 2), default=1, help=say("cli.opt_edition"))
    actor(collect)

    close = command("close", _close)
    close.add_argument("--round", required=True, metavar="N", help=say("cli.opt_round"))
    close.add_argument("--reason", default="", help=say("cli.opt_reason"))
    actor(close)

    replay = command("replay", _replay)
    replay.add_argument("--round", required=True, metavar="N", help=say("cli.opt_round"))

    score = command("score", _score)
    score.add_argument("--round", required=True, metavar="N", help=say("cli.opt_round"))
    score.add_argument("--framework", default="qihua", metavar="ID|FILE", help=say("cli.opt_framework"))
    score.add_argument("--marks", type=Path, metavar="F", help=say("cli.opt_marks"))
    actor(score)

    composite = command("composite", _composite)
    composite.add_argument("--framework", required=True, type=Path, metavar="F", help=say("cli.opt_index_framework"))
    composite.add_argument("--observations", required=True, type=Path, metavar="F", help=say("cli.opt_observations"))
    composite.add_argument("--units", type=Path, metavar="F", help=say("cli.opt_units"))
    composite.add_argument("--draws", type=_draws, metavar="N", help=say("cli.opt_draws"))
    composite.add_argument("--seed", type=_seed, metavar="S", help=say("cli.opt_seed"))
    composite.add_argument("--weights", type=Path, metavar="F", help=say("cli.opt_weights"))
    composite.add_argument("--out", required=True, type=Path, metavar="D", help=say("cli.opt_out"))

    framework = command("framework", run_framework)
    framework.add_argument("action", choices=ACTIONS, help=say("cli.opt_framework_action"))
    framework.add_argument("framework", metavar="ID|FILE", help=say("cli.opt_scheme"))
    framework.add_argument("--round", metavar="N", help=say("cli.opt_round"))
    framework.add_argument("--out", type=Path, metavar="F", help=say("cli.opt_out_file"))
    framework.add_argument("--replace", action="store_true", help=say("cli.opt_replace_scheme"))

    inspect = command("inspect", _inspect)
    inspect.add_argument("page", nargs="?", metavar="URL", help=say("cli.opt_inspect_url"))
    inspect.add_argument("--file", type=Path, help=say("cli.opt_inspect_file"))
    inspect.add_argument("--url", help=say("cli.opt_inspect_file_url"))
    inspect.add_argument("--from-warc", type=Path, metavar="F", help=say("cli.opt_from_warc"))
    inspect.add_argument("--json", action="store_true", help=say("cli.opt_json"))

    registry = command("registry", _registry)
    registry.add_argument("action", choices=("export", "check"), help=say("cli.opt_registry_action"))
    registry.add_argument("--registry", default="china", help=say("cli.opt_registry"))
    registry.add_argument("--out", type=Path, metavar="DIR", help=say("cli.opt_out"))

    survey = command("survey", run_survey)
    survey.add_argument(
        "action", choices=("template", "check", "import", "agreement"), help=say("cli.opt_survey_action")
    )
    survey.add_argument("--round", metavar="N", help=say("cli.opt_round"))
    survey.add_argument("--out", type=Path, metavar="F", help=say("cli.opt_survey_out"))
    survey.add_argument("--file", type=Path, metavar="F", help=say("cli.opt_survey_file"))
    survey.add_argument("--generic", type=Path, metavar="F", help=say("cli.opt_survey_generic"))
    survey.add_argument("--evaluator", default="", metavar="NAME", help=say("cli.opt_survey_evaluator"))
    survey.add_argument("--json", action="store_true", help=say("cli.opt_survey_json"))
    actor(survey)

    columns = command("columns", run_columns)
    columns.add_argument("action", choices=("template", "check", "import"), help=say("cli.opt_columns_action"))
    columns.add_argument("--round", required=True, metavar="N", help=say("cli.opt_round"))
    columns.add_argument("--site", default="", metavar="ID", help=say("cli.opt_columns_site"))
    columns.add_argument("--out", type=Path, metavar="F", help=say("cli.opt_survey_out"))
    columns.add_argument("--file", type=Path, metavar="F", help=say("cli.opt_columns_file"))
    actor(columns)

    for kind in KINDS:
        own = command(kind, run_own_list)
        own.add_argument("action", choices=("check", "import", "remove"), help=say("cli.opt_list_action"))
        own.add_argument("--file", type=Path, metavar="F", help=say("cli.opt_list_file"))

    report = command("report", _report)
    report.add_argument("--round", required=True, metavar="N", help=say("cli.opt_round"))
    report.add_argument("--scope", default="nation", metavar="nation|UNIT-CODE|SITE", help=say("cli.opt_scope"))
    report.add_argument("--format", default="pdf", metavar="pdf|html", help=say("cli.opt_format"))
    report.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help=say("cli.opt_language"))
    report.add_argument("--out", required=True, type=Path, metavar="F", help=say("cli.opt_out_file"))

    export = command("export", _export)
    export.add_argument("--round", required=True, metavar="N", help=say("cli.opt_round"))
    export.add_argument("--internal", action="store_true", help=say("cli.opt_internal"))
    export.add_argument("--out", required=True, type=Path, metavar="D", help=say("cli.opt_out"))

    serve = command("serve", _serve)
    _add_address(serve, say)
    return parser


def _add_address(sub: argparse.ArgumentParser, say: Words) -> None:
    sub.add_argument("--host", default="127.0.0.1", help=say("cli.opt_host"))
    sub.add_argument("--port", type=_port, default=8501, help=say("cli.opt_port"))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} < 1")
    return number


def _draws(text: str) -> int:
    number = _positive(text)
    if number > _MOST_DRAWS:
        raise argparse.ArgumentTypeError(f"{text} > {_MOST_DRAWS}")
    return number


def _seed(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} < 0")
    return number


def _port(text: str) -> int:
    number = _positive(text)
    if number > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text} > {_HIGHEST_PORT}")
    return number


def _demo(options: argparse.Namespace, say: Words) -> int:
    workspace = Workspace.open(options.workspace)
    problems = run_demo(workspace, say, ProgressLine(say))
    if options.no_serve:
        return finish(problems, say)
    print_problems(problems, say)
    return _serve(options, say)


def _collect(options: argparse.Namespace, say: Words) -> int:
    workspace = Workspace.open(options.workspace)
    stop = threading.Event()
    _stop_on_signals(stop)
    request = CollectRequest(
        options.round,
        options.name,
        levels=options.level,
        division=options.division,
        site=options.site,
        archives=options.from_warc,
        plan_id=options.plan,
        pages=options.pages,
        in_flight=options.in_flight,
        processes=options.processes,
        resume=options.resume,
        actor=jobs.actor_name(options.actor),
    )
    with ProgressLine(say) as progress:
        if options.registry == "sample":
            problems = jobs.collect_sample(workspace, request, options.edition, progress, stop)
        else:
            problems = jobs.collect(workspace, _for_the_real_web(request, options.registry), progress, stop)
    print(say("cli.collected", round=options.round))
    return finish(problems, say)


def _for_the_real_web(request: CollectRequest, registry: str) -> CollectRequest:
    """Nobody is visited by a stranger: a collection over the network says how its operator can be reached."""
    chosen = Registry.named(registry)
    chosen.select(request.levels, request.division, request.site)
    contact = contact_address()
    if not contact and not request.archives:
        raise fail("collect.no_contact", where="QIHUA_CONTACT")
    return jobs.with_registry(
        request, chosen, Network(vantage=declared_vantage(os.environ.get("QIHUA_VANTAGE", ""))), contact
    )


def _stop_on_signals(stop: threading.Event) -> None:
    """Ctrl-C or a termination ends the collection at the next page; the second one ends it at once."""

    def handle(number: int, _frame: Any) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)


def _close(options: argparse.Namespace, say: Words) -> int:
    workspace = Workspace.existing(options.workspace)
    folder = jobs.close(workspace, options.round, reason=options.reason, actor=jobs.actor_name(options.actor))
    print(say("cli.published", round=options.round, folder=str(folder)))
    return DONE


def _replay(options: argparse.Namespace, say: Words) -> int:
    workspace = Workspace.existing(options.workspace)
    analysis, changed, problems = jobs.replay(workspace, options.round)
    key = "cli.replayed_first" if changed is None else "cli.replayed"
    print(say(key, round=options.round, analysis=analysis, changed=str(changed)))
    return finish(problems, say)


def _score(options: argparse.Namespace, say: Words) -> int:
    workspace = Workspace.existing(options.workspace)
    if options.marks and (refused := take_marks(options, say)):
        return refused
    folder = jobs.score(workspace, options.round, options.framework, actor=jobs.actor_name(options.actor))
    print(say("cli.scored", round=options.round, folder=str(folder)))
    print_summary(folder, say)
    return DONE


def _composite(options: argparse.Namespace, say: Words) -> int:
    from threadpoolctl import threadpool_limits

    from dashboard.composite import run_composite

    with threadpool_limits(1, user_api="blas"):  # the matrices are small, and sums come out alike on every machine
        return run_composite(options, say)


def _inspect(options: argparse.Namespace, say: Words) -> int:
    from dashboard.inspecting import inspect_archive, inspect_file, inspect_url

    given = [source for source in (options.page, options.file, options.from_warc) if source]
    if len(given) != 1 or bool(options.file) != bool(options.url):
        raise fail("inspect.one_source", found=" ".join(str(source) for source in given))
    problems: list[Problem] = []
    if options.from_warc:
        pages, problems = inspect_archive(options.from_warc)
    elif options.file:
        pages = [inspect_file(options.file, options.url)]
    else:
        pages = [inspect_url(options.page, contact_address())]
    for page in pages:
        if options.json:
            print(json.dumps(page, ensure_ascii=False))
        else:
            _print_page(page, say)
    return finish(problems, say)


def _print_page(page: dict[str, Any], say: Words) -> None:
    from dashboard.precision import precision_of

    print(f"{page['url']}  {page['encoding']}  {page['title']}")
    for name, fact in page["facts"].items():
        value = "" if fact["value"] is None else fact["value"]
        right = precision_of(name, say)[0]
        told = say("precision.inspected", text=right) if right else say("precision.none")
        print(f"  {say('fact.' + name):<24} {say('fact_state.' + fact['state']):<8} {value}  [{told}]")


def _registry(options: argparse.Namespace, say: Words) -> int:
    registry = Registry.named(options.registry)
    if options.action == "export":
        if options.out is None:
            raise fail("registry.no_out", where="--out")
        try:
            registry.copy_to(options.out)
        except OSError as error:
            raise fail("registry.out_unwritable", where=str(options.out), found=error.strerror or "") from error
    print(
        say(
            "cli.registry_line",
            name=registry.name,
            units=str(len(registry.units)),
            sites=str(len(registry.sites)),
            as_of=registry.as_of.isoformat(),
        )
    )
    return DONE


def _report(options: argparse.Namespace, say: Words) -> int:
    from dashboard import reports

    snapshot, earlier = _published(Workspace.existing(options.workspace), options.round)
    body = reports.render(snapshot, earlier, options.scope, options.format, words(options.language))
    reports.write_report(body, options.out)
    print(say("cli.reported", file=str(options.out)))
    return DONE


def _export(options: argparse.Namespace, say: Words) -> int:
    from dashboard.exports import export_package

    snapshot, _ = _published(Workspace.existing(options.workspace), options.round)
    files = export_package(snapshot, options.out, internal=options.internal)
    print(say("cli.exported", folder=str(options.out), n=len(files)))
    return DONE


def _published(workspace: Workspace, round_id: str) -> tuple[Snapshot, Snapshot | None]:
    """A round's newest scored snapshot and the round before it. Raises ``round.unknown``, ``round.not_closed``, ``round.not_scored``."""
    snapshots = published(workspace)
    for snapshot in snapshots:
        if snapshot.round["id"] == round_id:
            return snapshot, earlier_than(snapshot, snapshots)
    with jobs.opened(workspace) as store:
        store.round(round_id)
        code = "round.not_scored" if store.revisions(round_id) else "round.not_closed"
    raise fail(code, found=round_id)


def _serve(options: argparse.Namespace, say: Words) -> int:
    from dashboard.serving import serve

    workspace = Workspace.open(options.workspace)
    with jobs.opened(workspace):
        pass
    return serve(workspace, options.host, options.port, say)


if __name__ == "__main__":
    sys.exit(main())

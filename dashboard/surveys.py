"""Survey tables for the command line and the 填报 view: the empty one of a round, what a filled-in one holds, its import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.jobs import opened
from data import rounds, survey
from data.catalogue import survey_items
from data.store import AnswerRecord, RoundRecord, Store, now
from data.survey.importing import Import, prepare_import, standing
from data.workspace import Workspace

_CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Checked:
    """A table compared with what the round holds. needs_closing: the round is closed, so scores move with the next closing."""

    read: survey.SurveyFile
    change: Import
    needs_closing: bool

    @property
    def evaluators(self) -> list[str]:
        """Who answered, in the order of the table."""
        return list(dict.fromkeys(answer.evaluator for answer in self.read.answers))

    @property
    def sites(self) -> int:
        """How many sites have answers."""
        return len({answer.site_id for answer in self.read.answers})

    @property
    def items(self) -> list[str]:
        """The items that were answered."""
        return sorted({answer.item for answer in self.read.answers})


@dataclass(frozen=True, slots=True)
class Imported:
    """What one evaluator handed in with one file, as far as it holds; no values, so that nobody is led by another."""

    evaluator: str
    file: str
    sites: int
    items: int
    answers: int
    actor: str
    imported_at: str


def today() -> date:
    """The civil day in China, after which nobody can have judged a site."""
    return datetime.now(_CHINA).date()


def template(workspace: Workspace, round_id: str, language: str) -> bytes:
    """Return the empty survey table of a round. Raises ``round.unknown``."""
    with opened(workspace) as store:
        record = store.round(round_id)
        registry = rounds.round_registry(workspace, record)
        return survey.template(registry, store.selected_sites(round_id), survey_items(), language)


def check(workspace: Workspace, round_id: str, name: str, data: bytes, evaluator: str = "", actor: str = "") -> Checked:
    """Read a table for a round and say what its import would change; ``read.problems`` names what is refused.

    Raises ``round.unknown``, and ``QihuaError`` for a file that is no survey table.
    """
    with opened(workspace) as store:
        return _checked(workspace, store, store.round(round_id), name, data, evaluator, actor)


def take_in(
    workspace: Workspace, round_id: str, name: str, data: bytes, evaluator: str = "", actor: str = ""
) -> Checked:
    """Store a table's answers and say what changed; with a single cell that is refused nothing is stored.

    Raises like ``check``.
    """
    with opened(workspace) as store:
        checked = _checked(workspace, store, store.round(round_id), name, data, evaluator, actor)
        if not checked.read.problems:
            store.add_answers(checked.change.records)
        return checked


def _checked(
    workspace: Workspace, store: Store, record: RoundRecord, name: str, data: bytes, evaluator: str, actor: str
) -> Checked:
    sites = survey.RoundSites(rounds.round_registry(workspace, record), store.selected_sites(record.id))
    read = survey.read_survey(name, data, sites, survey_items(), today(), evaluator)
    change = prepare_import(record.id, store.answers(record.id), read, actor, now())
    return Checked(read, change, record.state == "closed")


def stored(workspace: Workspace, round_id: str) -> int:
    """Return how many answers a round has, corrected ones included: what follows from answers holds while this stays."""
    with opened(workspace) as store:
        return store.answer_count(round_id)


def imported(workspace: Workspace, round_id: str) -> list[Imported]:
    """Return what was imported into a round, newest first, by evaluator and file."""
    with opened(workspace) as store:
        answers = standing(store.answers(round_id))
    groups: dict[tuple[str, str, str], list[AnswerRecord]] = {}
    for answer in answers:
        groups.setdefault((answer.evaluator, answer.file_sha256, answer.imported_at), []).append(answer)
    found = [
        Imported(
            evaluator, group[0].file, len({a.site_id for a in group}), len({a.item for a in group}), len(group),
            group[0].actor, imported_at,
        )
        for (evaluator, _, imported_at), group in groups.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.imported_at, one.evaluator), reverse=True)

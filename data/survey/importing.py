"""What a survey table changes in a round: answers that are new, answers that are corrected, and all that stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from data.store import AnswerRecord
from data.survey.reading import SurveyFile
from data.survey.words import fold


@dataclass(frozen=True, slots=True)
class Import:
    """records: the revisions to store. same: answers that say what is stored already. known: this very file was imported."""

    records: tuple[AnswerRecord, ...]
    new: int
    corrected: int
    same: int
    known: bool


def standing(answers: Iterable[AnswerRecord]) -> list[AnswerRecord]:
    """Return the answers that hold: the highest revision of each."""
    newest: dict[tuple[str, str, str], AnswerRecord] = {}
    for answer in sorted(answers, key=lambda one: one.revision):
        newest[answer.site_id, answer.item, answer.evaluator] = answer
    return sorted(newest.values(), key=lambda one: (one.site_id, one.item, one.evaluator))


def prepare_import(
    round_id: str, stored: Iterable[AnswerRecord], read: SurveyFile, actor: str, imported_at: str
) -> Import:
    """Compare a table with what is stored. A cell left empty takes nothing back, a remark beside it neither; one evaluator is
    one, however the name is spelled (letter case, width, blanks): as it was first.

    A file that was imported before changes nothing, even where later files corrected what it says.
    """
    stored = list(stored)
    if any(answer.file_sha256 == read.sha256 for answer in stored):
        return Import((), 0, 0, len(read.answers), True)
    spelling = {fold(answer.evaluator): answer.evaluator for answer in stored}
    given = [
        replace(answer, evaluator=spelling.setdefault(fold(answer.evaluator), answer.evaluator))
        for answer in read.answers
    ]
    held = {(answer.site_id, answer.item, answer.evaluator): answer for answer in standing(stored)}
    records = []
    for answer in given:
        earlier = held.get((answer.site_id, answer.item, answer.evaluator))
        if answer.is_remark and earlier is not None:
            answer = replace(answer, value=earlier.value)
        if earlier is not None and (earlier.value, earlier.note, earlier.date) == (
            answer.value, answer.note, answer.date,
        ):  # fmt: skip
            continue
        revision = earlier.revision + 1 if earlier else 1
        records.append(
            AnswerRecord(
                round_id, answer.site_id, answer.item, answer.evaluator, revision, answer.value, answer.note, answer.date,
                read.name, read.sha256, answer.cell, actor, imported_at,
            )
        )  # fmt: skip
    new = sum(record.revision == 1 for record in records)
    return Import(tuple(records), new, len(records) - new, len(read.answers) - len(records), False)

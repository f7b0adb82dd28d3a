"""The store: what was planned, visited, answered and observed. SQLAlchemy Core; SQLite by default, PostgreSQL by URL.

Observations are long and only ever added. Only the coordinator of a collection writes a round's rows,
one transaction a site; readers never wait for it (WAL).
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from data.columns.model import Promise
from data.errors import fail
from data.findings import VisitFindings, from_json, to_json
from data.model import NO_VISIT, Capture, Cause, Evidence, Observation, Purpose
from data.schema import ANSWERS, CAPTURES, JOBS, OBSERVATIONS, PROMISES, REVISIONS, ROUNDS, SELECTED, VISITS, prepare


def now() -> str:
    """The present instant, UTC with Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """A round as the store knows it. state: planned | open | closed."""

    id: str
    name: str
    state: str
    registry: str
    registry_as_of: str
    fictional: bool
    imported: bool
    plan: str
    vantage: str
    settings: Mapping[str, Any]
    actor: str
    created_at: str


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """A published snapshot of a round."""

    round_id: str
    number: int
    analysis: str
    reason: str
    actor: str
    published_at: str


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A collection that runs or ran. state: running | finished | stopped | failed."""

    id: int
    round_id: str
    pid: int
    state: str
    started_at: str
    heartbeat_at: str
    progress: Mapping[str, Any]
    stop_requested: bool
    message: str
    actor: str


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One revision of what one evaluator answered to one item about one site; the highest revision holds.

    value: None where only a remark was made; date: the evaluator's, ISO; cell: its address in the file, like C5.
    """

    round_id: str
    site_id: str
    item: str
    evaluator: str
    revision: int
    value: float | None
    note: str
    date: str
    file: str
    file_sha256: str
    cell: str
    actor: str
    imported_at: str


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """One row of one revision of a site's column list (栏目台账); the highest revision holds, as a whole."""

    registry: str
    site_id: str
    revision: int
    position: int
    name: str
    above: str
    url: str
    days: int | None
    exempt: bool
    note: str
    file: str
    file_sha256: str
    actor: str
    imported_at: str

    @property
    def promise(self) -> Promise:
        """What the row says of its column."""
        return Promise(self.site_id, self.name, self.above, self.url, self.days, self.exempt, self.note)


_PATIENCE = 10
"""Seconds that a connection waits for another one that writes."""


class Store:
    """One open database. Raises ``store.newer_schema`` for a database that a later version made."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _set_sqlite_pragmas)
        try:
            prepare(self._engine)
        except sa.exc.SQLAlchemyError as error:
            raise fail("store.unusable", where=url, found=str(error.__cause__ or error)[:200]) from error

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @contextmanager
    def _rows(self, query: sa.Select[Any]) -> Iterator[Iterable[sa.RowMapping]]:
        with self._engine.connect() as connection:
            yield connection.execute(query).mappings()

    def _count(self, *conditions: sa.ColumnElement[bool]) -> int:
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(*conditions)) or 0

    # Rounds

    def add_round(self, record: RoundRecord, site_ids: Iterable[str]) -> None:
        """Plan a round with the sites it covers. Raises ``round.exists``."""
        values = asdict(record) | {"settings": json.dumps(record.settings, ensure_ascii=False, sort_keys=True)}
        try:
            with self._engine.begin() as connection:
                connection.execute(ROUNDS.insert().values(values))
                _insert_many(connection, SELECTED, [{"round_id": record.id, "site_id": s} for s in site_ids])
        except sa.exc.IntegrityError as error:
            raise fail("round.exists", found=record.id) from error

    def round(self, round_id: str) -> RoundRecord:
        """Return a round. Raises ``round.unknown``, naming those that exist."""
        for record in self.rounds():
            if record.id == round_id:
                return record
        raise fail("round.unknown", found=round_id, allowed=", ".join(r.id for r in self.rounds()) or "—")

    def rounds(self) -> list[RoundRecord]:
        """Return all rounds, oldest first."""
        with self._rows(sa.select(ROUNDS).order_by(ROUNDS.c.created_at, ROUNDS.c.id)) as rows:
            return [RoundRecord(**{**row, "settings": json.loads(row["settings"])}) for row in rows]

    def set_round_state(self, round_id: str, state: str) -> None:
        """Move a round on: planned → open → closed."""
        with self._engine.begin() as connection:
            connection.execute(ROUNDS.update().where(ROUNDS.c.id == round_id).values(state=state))

    def selected_sites(self, round_id: str) -> list[str]:
        """Return the ids of the sites a round covers."""
        query = sa.select(SELECTED.c.site_id).where(SELECTED.c.round_id == round_id).order_by(SELECTED.c.site_id)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def add_selected(self, round_id: str, site_ids: Iterable[str]) -> None:
        """Let a round cover these sites as well."""
        known = set(self.selected_sites(round_id))
        with self._engine.begin() as connection:
            new = [{"round_id": round_id, "site_id": s} for s in site_ids if s not in known]
            _insert_many(connection, SELECTED, new)

    # Visits

    def save_visit(self, round_id: str, findings: VisitFindings, captures: Iterable[Capture]) -> None:
        """Keep one finished visit to one site: its captures and findings, in one transaction."""
        with self._engine.begin() as connection:
            _insert_many(connection, CAPTURES, [_capture_row(capture) for capture in captures])
            connection.execute(
                VISITS.insert().values(
                    round_id=round_id,
                    site_id=findings.site_id,
                    number=findings.visit,
                    finished_at=now(),
                    findings=to_json(findings),
                )
            )

    def replace_findings(self, round_id: str, findings: Iterable[VisitFindings]) -> None:
        """Put the findings of a replay in the place of the earlier ones; captures stay."""
        with self._engine.begin() as connection:
            for found in findings:
                connection.execute(
                    VISITS.update()
                    .where(
                        VISITS.c.round_id == round_id,
                        VISITS.c.site_id == found.site_id,
                        VISITS.c.number == found.visit,
                    )
                    .values(findings=to_json(found))
                )

    def finished_visits(self, round_id: str) -> dict[tuple[str, int], str]:
        """Return (site id, visit number) → when it was finished."""
        query = sa.select(VISITS.c.site_id, VISITS.c.number, VISITS.c.finished_at).where(VISITS.c.round_id == round_id)
        with self._rows(query) as rows:
            return {(row["site_id"], row["number"]): row["finished_at"] for row in rows}

    def findings(self, round_id: str) -> dict[str, list[VisitFindings]]:
        """Return the findings of a round: site id → its visits in order."""
        query = sa.select(VISITS).where(VISITS.c.round_id == round_id).order_by(VISITS.c.site_id, VISITS.c.number)
        found: dict[str, list[VisitFindings]] = {}
        with self._rows(query) as rows:
            for row in rows:
                found.setdefault(row["site_id"], []).append(from_json(row["findings"]))
        return found

    def add_captures(self, captures: Iterable[Capture]) -> None:
        """Keep captures that belong to no visit: those of hosts that are not registered."""
        with self._engine.begin() as connection:
            _insert_many(connection, CAPTURES, [_capture_row(capture) for capture in captures])

    def captures(self, round_id: str, site_id: str | None = None) -> list[Capture]:
        """Return the captures of a round, or of one of its sites, in the order they were made."""
        query = sa.select(CAPTURES).where(CAPTURES.c.round_id == round_id)
        if site_id is not None:
            query = query.where(CAPTURES.c.site_id == site_id)
        with self._rows(query.order_by(CAPTURES.c.requested_at, CAPTURES.c.warc_file, CAPTURES.c.warc_offset)) as rows:
            return [_capture(row) for row in rows]

    def checks(self, round_id: str) -> list[Capture]:
        """Return the captures of a round that belong to no visit, in the order they were made."""
        return [capture for capture in self.captures(round_id) if capture.visit == NO_VISIT]

    # Observations

    def add_observations(self, observations: Iterable[Observation]) -> None:
        """Add observations, one transaction for all of them."""
        with self._engine.begin() as connection:
            _insert_many(connection, OBSERVATIONS, [_observation_row(o) for o in observations])

    def revise_observations(self, observations: Iterable[Observation]) -> None:
        """Add each observation, as the next revision, that says something else than the newest one stored under its key.

        All belong to one analysis of one round.
        """
        rows = [_observation_row(observation) for observation in observations]
        if not rows:
            return
        newest = {_key(row): row for row in self.observations(rows[0]["round_id"], rows[0]["analysis"])}
        changed = []
        for row in rows:
            held = newest.get(_key(row))
            row["revision"] = held["revision"] + 1 if held else 1
            if held is None or held | {"revision": row["revision"]} != row:
                changed.append(row)
        with self._engine.begin() as connection:
            _insert_many(connection, OBSERVATIONS, changed)

    def observations(self, round_id: str, analysis: str) -> list[dict[str, Any]]:
        """Return the observations of one analysis as plain rows; parts and evidence are JSON text."""
        query = (
            sa.select(OBSERVATIONS)
            .where(OBSERVATIONS.c.round_id == round_id, OBSERVATIONS.c.analysis == analysis)
            .order_by(OBSERVATIONS.c.site_id, OBSERVATIONS.c.indicator, OBSERVATIONS.c.source, OBSERVATIONS.c.revision)
        )
        with self._rows(query) as rows:
            return [dict(row) for row in rows]

    def has_observations(self, round_id: str, analysis: str) -> bool:
        """Tell whether an analysis of a round is stored."""
        return bool(self._count(OBSERVATIONS.c.round_id == round_id, OBSERVATIONS.c.analysis == analysis))

    # Answers

    def add_answers(self, answers: Iterable[AnswerRecord]) -> None:
        """Add answers, one transaction for all of them."""
        with self._engine.begin() as connection:
            _insert_many(connection, ANSWERS, [asdict(answer) for answer in answers])

    def answers(self, round_id: str) -> list[AnswerRecord]:
        """Return all revisions of the answers of a round, in order of site, item, evaluator and revision."""
        columns = (ANSWERS.c.site_id, ANSWERS.c.item, ANSWERS.c.evaluator, ANSWERS.c.revision)
        with self._rows(sa.select(ANSWERS).where(ANSWERS.c.round_id == round_id).order_by(*columns)) as rows:
            return [AnswerRecord(**row) for row in rows]

    def answer_count(self, round_id: str) -> int:
        """Return how many revisions of answers a round has. Answers are only added: while it stays, nothing changed."""
        return self._count(ANSWERS.c.round_id == round_id)

    # Column lists

    def add_promises(self, records: Iterable[PromiseRecord]) -> None:
        """Add revisions of column lists, one transaction for all of them."""
        with self._engine.begin() as connection:
            _insert_many(connection, PROMISES, [asdict(record) for record in records])

    def promises(self, registry: str) -> list[PromiseRecord]:
        """Return all revisions of the column lists of a registry's sites, in order of site, revision and position."""
        columns = (PROMISES.c.site_id, PROMISES.c.revision, PROMISES.c.position)
        with self._rows(sa.select(PROMISES).where(PROMISES.c.registry == registry).order_by(*columns)) as rows:
            return [PromiseRecord(**row) for row in rows]

    # Revisions

    def add_revision(self, record: RevisionRecord) -> None:
        """Note a published snapshot."""
        with self._engine.begin() as connection:
            connection.execute(REVISIONS.insert().values(asdict(record)))

    def revisions(self, round_id: str) -> list[RevisionRecord]:
        """Return the published snapshots of a round, oldest first."""
        query = sa.select(REVISIONS).where(REVISIONS.c.round_id == round_id).order_by(REVISIONS.c.number)
        with self._rows(query) as rows:
            return [RevisionRecord(**row) for row in rows]

    # Jobs

    def start_job(self, round_id: str, pid: int, actor: str) -> int:
        """Note that a collector began; return the job's id."""
        with self._engine.begin() as connection:
            result = connection.execute(
                JOBS.insert().values(
                    round_id=round_id, pid=pid, state="running", started_at=now(), heartbeat_at=now(),
                    progress="{}", stop_requested=False, message="", actor=actor,
                )
            )  # fmt: skip
            return int(result.inserted_primary_key[0])  # type: ignore[index]

    def beat(self, job_id: int, progress: Mapping[str, Any]) -> bool:
        """Note a job's progress and heartbeat; return whether somebody asked it to stop."""
        with self._engine.begin() as connection:
            connection.execute(
                JOBS.update()
                .where(JOBS.c.id == job_id)
                .values(heartbeat_at=now(), progress=json.dumps(progress, ensure_ascii=False))
            )
            return bool(connection.scalar(sa.select(JOBS.c.stop_requested).where(JOBS.c.id == job_id)))

    def end_job(self, job_id: int, state: str, message: str = "") -> None:
        """Note how a job ended: finished, stopped or failed."""
        with self._engine.begin() as connection:
            connection.execute(
                JOBS.update().where(JOBS.c.id == job_id).values(state=state, message=message, heartbeat_at=now())
            )

    def request_stop(self, job_id: int) -> None:
        """Ask a job to stop at the next page."""
        with self._engine.begin() as connection:
            connection.execute(JOBS.update().where(JOBS.c.id == job_id).values(stop_requested=True))

    def last_job(self) -> JobRecord | None:
        """Return the newest job of the workspace; None if there never was one."""
        with self._rows(sa.select(JOBS).order_by(JOBS.c.id.desc()).limit(1)) as rows:
            for row in rows:
                return JobRecord(**{**row, "progress": json.loads(row["progress"])})
        return None


def _set_sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={1000 * _PATIENCE}")
    cursor.execute("PRAGMA synchronous=NORMAL")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch the file to its write-ahead log. SQLite refuses at once, whatever the busy timeout, while another one switches."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _insert_many(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _capture_row(capture: Capture) -> dict[str, Any]:
    return asdict(capture) | {"purpose": capture.purpose.value, "cause": capture.cause.value if capture.cause else None}


def _capture(row: sa.RowMapping) -> Capture:
    return Capture(
        **{**row, "purpose": Purpose(row["purpose"]), "cause": Cause(row["cause"]) if row["cause"] else None}
    )


def _observation_row(observation: Observation) -> dict[str, Any]:
    return {
        "round_id": observation.round_id,
        "analysis": observation.analysis,
        "site_id": observation.site_id,
        "indicator": observation.indicator,
        "source": observation.source.value,
        "revision": observation.revision,
        "status": observation.status.value,
        "value": observation.value,
        "parts": json.dumps(dict(observation.parts), ensure_ascii=False, sort_keys=True),
        "cause": observation.cause.value if observation.cause else None,
        "k": observation.k,
        "n": observation.n,
        "evidence": json.dumps([_evidence_row(e) for e in observation.evidence], ensure_ascii=False),
        "method_version": observation.method_version,
        "observed_at": observation.observed_at,
    }


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """What tells the observations of one analysis of a round apart, but for their revision."""
    return row["site_id"], row["indicator"], row["source"]


def _evidence_row(evidence: Evidence) -> dict[str, str]:
    return {
        "capture_id": evidence.capture_id,
        "where": evidence.where.value,
        "text": evidence.text,
        "url": evidence.url,
    }

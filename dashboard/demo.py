"""The demonstration: both rounds of the fictional sample, really visited over HTTP on loopback, judged by fictional
evaluators, closed and published."""

from __future__ import annotations

from dashboard import jobs, surveys
from dashboard.collecting import CollectRequest
from dashboard.locales import Words
from dashboard.progress import ProgressLine
from dashboard.queries import published
from data import sample
from data.errors import Problem
from data.workspace import Workspace

ROUNDS = ((1, "demo-1", "演示第一轮"), (2, "demo-2", "演示第二轮"))
"""(edition of the sample, round id, name)."""


def run_demo(workspace: Workspace, say: Words, progress: ProgressLine, seed: int = sample.SEED) -> list[Problem]:
    """Collect and publish the rounds that are not finished yet; return the problems met on the way.

    seed: of the sample; another one is another fictional country.
    """
    problems: list[Problem] = []
    known = {row.id: row for row in jobs.rounds_of(workspace)}
    for edition, round_id, name in ROUNDS:
        row = known.get(round_id)
        if row is not None and row.revision is not None:
            print(say("cli.demo_reused", round=round_id))
            if round_id not in {snapshot.round["id"] for snapshot in published(workspace)}:
                jobs.score_all(workspace, round_id, actor=jobs.actor_name())
            continue
        print(say("cli.demo_begins", number=edition), flush=True)
        request = CollectRequest(round_id, name, resume=row is not None, actor=jobs.actor_name())
        with progress:
            problems += jobs.collect_sample(workspace, request, edition, progress, seed=seed)
        # The survey comes before the closing, as in an office: the closing turns its answers into values.
        name, table = sample.survey_table(edition, surveys.today(), seed)
        problems += surveys.take_in(workspace, round_id, name, table, actor=jobs.actor_name()).read.problems
        folder = jobs.close(workspace, round_id, actor=jobs.actor_name())
        print(say("cli.published", round=round_id, folder=str(folder)), flush=True)
    return problems

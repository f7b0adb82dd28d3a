"""The collectors, a module or two for each dimension, and the one place that decides where they apply."""

from __future__ import annotations

from data.catalogue import Catalogue, Indicator
from data.collectors import (
    accessibility,
    availability,
    clustering,
    columns,
    coverage,
    endpoints,
    hidden_links,
    humanization,
    integration,
    internationalization,
    letters,
    page_tags,
    personal,
    policies,
    practicality,
    reposts,
    service,
    standardization,
    systems,
    validity,
    wrong_words,
)
from data.collectors.base import Collector, Context, Reading, Visit
from data.collectors.internationalization import foreign_applicability
from data.collectors.practicality import bot_applicability
from data.collectors.reading import page_evidence
from data.collectors.service import platform_applicability
from data.model import Cause, Level, Status
from data.page.writing import minority_script
from data.vantage import is_mainland, is_outside

COLLECTORS: dict[str, Collector] = {
    **clustering.COLLECTORS,
    **service.COLLECTORS,
    **practicality.COLLECTORS,
    **availability.COLLECTORS,
    **standardization.COLLECTORS,
    **columns.COLLECTORS,
    **page_tags.COLLECTORS,
    **integration.COLLECTORS,
    **policies.COLLECTORS,
    **humanization.COLLECTORS,
    **letters.COLLECTORS,
    **accessibility.COLLECTORS,
    **internationalization.COLLECTORS,
    **coverage.COLLECTORS,
    **endpoints.COLLECTORS,
    **personal.COLLECTORS,
    **systems.COLLECTORS,
    **hidden_links.COLLECTORS,
    **wrong_words.COLLECTORS,
    **validity.COLLECTORS,
    **reposts.COLLECTORS,
}
"""Collectors of the visit phase by indicator id."""


def collect_visit(visit: Visit, context: Context, catalogue: Catalogue) -> dict[str, Reading]:
    """Return one reading for every entry of the catalogue.

    Applicability comes first; an indicator without a collector here is ``not_collected``; the round
    phase fills its own in.
    """
    readings: dict[str, Reading] = {}
    unread = _written_otherwise(visit)
    for entry in catalogue.entries.values():
        outside = applicability(entry, visit, context)
        if outside is not None:
            readings[entry.id] = outside
        elif entry.id in COLLECTORS:
            readings[entry.id] = _as_read(entry, COLLECTORS[entry.id](visit, context), unread)
        else:
            cause = Cause.NO_SURVEY if entry.how == "survey" else Cause.NO_COLLECTOR
            readings[entry.id] = Reading.uncollected(cause)
    return readings


def _written_otherwise(visit: Visit) -> Reading | None:
    """The reading of what is not found on a home page in the script of a minority language: Chinese words can't stand there."""
    home = visit.home
    script = minority_script(home.page.text) if home is not None and home.page is not None else ""
    return Reading.unseen(Cause.OTHER_SCRIPT, page_evidence(home, script)) if home is not None and script else None


def _as_read(entry: Indicator, reading: Reading, unread: Reading | None) -> Reading:
    """A reading of words, or of the age of dates, stands only where the page is written in a script that we read."""
    if unread is None or entry.how != "html":
        return reading
    rests_on_words = reading.status is Status.MEASURED and (reading.absent or entry.unit == "days")
    return unread if rests_on_words or reading.cause is Cause.PART_MISSING else reading


def applicability(entry: Indicator, visit: Visit, context: Context) -> Reading | None:
    """Return why an indicator does not apply to the site or can't be asked of it; None if it can."""
    if context.unit.level not in entry.levels:
        return Reading.inapplicable(Cause.LEVEL)
    if entry.needs == "service_duty":
        return _service_duty(context) or platform_applicability(entry, visit, context)
    if entry.needs in {"foreign_duty", "foreign_version"}:
        return foreign_applicability(entry.needs, visit, context)
    if entry.needs == "autonomous":
        return _by_flag(context.site.autonomous, Cause.NOT_AUTONOMOUS)
    if entry.needs == "bot":
        return bot_applicability(visit, context)
    if entry.needs == "children" and not context.site.is_portal:
        return Reading.inapplicable(Cause.NOT_A_PORTAL)
    if entry.needs == "siblings" and context.site.kind == "channel":
        return Reading.inapplicable(Cause.NOT_A_PORTAL)
    if entry.needs == "vantage":
        return _vantage(context)
    return None


def _vantage(context: Context) -> Reading | None:
    """Speed and availability count from a declared mainland vantage only."""
    if is_outside(context.vantage):
        return Reading.unseen(Cause.VANTAGE_OUTSIDE)
    return None if is_mainland(context.vantage) else Reading.uncollected(Cause.VANTAGE_UNDECLARED)


def _service_duty(context: Context) -> Reading | None:
    """Portals of local governments serve the public by rule (国办发〔2017〕47号); other bodies may not."""
    duty = context.site.outside_service
    if duty is None and context.unit.level != Level.MINISTRY and context.site.kind != "department":
        return None
    return _by_flag(duty, Cause.NO_SERVICE_DUTY)


def _by_flag(flag: bool | None, cause: Cause) -> Reading | None:
    if flag is None:
        return Reading.uncollected(Cause.FLAG_UNKNOWN)
    return None if flag else Reading.inapplicable(cause)

"""From the findings of all visits of a round, and the answers of its evaluators, to its observations.

Pure; the same for live runs and replays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from data.addresses import split
from data.catalogue import Catalogue, Indicator, survey_items, survey_rule
from data.collectors.availability import AVAILABLE, light_tries
from data.collectors.base import Reading
from data.collectors.columns import COLUMNS, columns_reading
from data.columns.model import ColumnRow, Promise
from data.columns.table import column_rows
from data.family import FAMILY_INDICATORS, SHARED_PARTS, Families
from data.findings import VisitFindings
from data.graph import HomeLinks, graph_readings
from data.identity import OFFICIAL
from data.links import LINKS, LinkHealth, Outcome
from data.lost_links import LINKING, LostLinks
from data.model import Capture, Cause, Observation, Source, Status
from data.registry import Registry, Site
from data.store import AnswerRecord
from data.survey.conclusion import survey_reading
from data.vantage import is_outside
from data.visits import merge_visits

_NOT_FROM_HERE = frozenset({Cause.VANTAGE_UNDECLARED, Cause.VANTAGE_OUTSIDE})


def conclude_round(
    round_id: str,
    analysis: str,
    site_ids: Iterable[str],
    findings: Mapping[str, list[VisitFindings]],
    registry: Registry,
    catalogue: Catalogue,
    visits_needed: int,
    vantage: str = "",
    promises: Mapping[str, list[Promise]] = MappingProxyType({}),
    checks: Sequence[Capture] = (),
) -> list[Observation]:
    """Return one machine observation for every site and entry of the catalogue, in order of site and id.

    vantage: where the round looked from, as declared: from outside the mainland nothing is called missing.
    promises: site id → what its owner's column list says.
    checks: the captures that belong to no visit: light tries.
    Sites without a finished visit are ``not_collected`` throughout. What people are asked is concluded by ``conclude_survey``.
    """
    homes = {site_id: _home_links(visits) for site_id, visits in findings.items()}
    graph = graph_readings(registry, homes, _aliases(findings))
    families, lost = Families(registry, findings), LostLinks(registry, findings, checks)
    tries = light_tries(checks)
    links = link_health(registry.sites, findings, checks)
    observations: list[Observation] = []
    for site_id in sorted(site_ids):
        visits = findings.get(site_id, [])
        observed_at = max((visit.observed_at for visit in visits), default="")
        for indicator, entry in sorted(catalogue.entries.items()):
            if entry.phase == "survey":
                continue
            if not visits:
                reading, k, n = Reading.uncollected(Cause.NOT_IN_PLAN), 0, 0
            elif indicator == COLUMNS:
                rows = site_columns(site_id, visits, promises.get(site_id, []), visits_needed)
                reading, k, n = _columns_merged(rows, visits, entry.combine, visits_needed)
            else:
                readings = _readings(indicator, visits, graph[site_id], families, lost)
                if indicator == LINKS:
                    readings = _links(links, visits, visits_needed)
                if indicator == AVAILABLE and readings[-1].cause not in _NOT_FROM_HERE:
                    readings += tries.get(site_id, [])
                reading, k, n = merge_visits(readings, entry.combine, visits_needed)
                reading = _seen_from(vantage, reading)
            observations.append(_observation(round_id, analysis, site_id, entry, reading, k, n, observed_at))
    return observations


def _observation(
    round_id: str, analysis: str, site_id: str, entry: Indicator, reading: Reading, k: int, n: int, observed_at: str
) -> Observation:
    return Observation(
        round_id, analysis, site_id, entry.id, Source.MACHINE, 1, reading.status, reading.value, reading.parts,
        reading.cause, k, n, reading.evidence, entry.method_version, observed_at,
    )  # fmt: skip


def site_columns(
    site_id: str, visits: Sequence[VisitFindings], promises: Sequence[Promise], visits_needed: int
) -> list[ColumnRow]:
    """Return the table of a site's columns, from all its visits and what its owner promises.

    In a census a column is empty only if enough visits saw that, and what is listed and was not found is named.
    """
    census = any(visit.census for visit in visits)
    whole = census and any(visit.columns and visit.home_whole for visit in visits)
    seen = [visit.columns for visit in visits]
    return column_rows(site_id, seen, promises, looks_needed=visits_needed if census else 1, whole=whole)


def conclude_columns(
    round_id: str,
    analysis: str,
    findings: Mapping[str, list[VisitFindings]],
    promises: Mapping[str, list[Promise]],
    catalogue: Catalogue,
    visits_needed: int,
) -> list[Observation]:
    """Return the observation on the columns of every visited site with an owner's list, which may be newer than the visits."""
    entry, observations = catalogue.indicators[COLUMNS], []
    for site_id in sorted(findings.keys() & promises.keys()):
        visits = findings[site_id]
        rows = site_columns(site_id, visits, promises[site_id], visits_needed)
        merged = _columns_merged(rows, visits, entry.combine, visits_needed)
        observed_at = max(visit.observed_at for visit in visits)
        observations.append(_observation(round_id, analysis, site_id, entry, *merged, observed_at))
    return observations


def _columns_merged(
    rows: Sequence[ColumnRow], visits: Sequence[VisitFindings], combine: str, visits_needed: int
) -> tuple[Reading, int, int]:
    """What the table says of the indicator, with the visits that could judge a column; else why there is no value."""
    reading = columns_reading(rows, census=any(visit.census for visit in visits))
    own = [visit.readings[COLUMNS] for visit in visits]
    if reading is None:
        unseen = [
            Reading.unseen(Cause.UNCONFIRMED, *one.evidence) if one.status is Status.MEASURED else one for one in own
        ]
        return merge_visits(unseen, combine, visits_needed)
    judging = sum(one.status is Status.MEASURED for one in own)
    return reading, judging, judging


def _seen_from(vantage: str, reading: Reading) -> Reading:
    """What a reading says from a vantage: what others refuse us may be there for those it is made for."""
    if reading.absent and is_outside(vantage):
        return Reading.unseen(Cause.VANTAGE_OUTSIDE, *reading.evidence)
    return reading


def _readings(
    indicator: str, visits: list[VisitFindings], graph: Mapping[str, Reading], families: Families, lost: LostLinks
) -> list[Reading]:
    """What is known of an indicator after each visit: said by the visit, by the links of the round, or by the family."""
    if indicator in graph:
        return [graph[indicator]] * max(1, sum(_home_was_read(visit) for visit in visits))
    if indicator in FAMILY_INDICATORS:
        return [families.platform(visits[0].site_id)]
    if indicator in SHARED_PARTS:
        return [families.complete(indicator, visit) for visit in visits]
    if indicator == LINKING:
        return [lost.complete(visit) for visit in visits]
    return [visit.readings[indicator] for visit in visits]


def conclude_survey(
    round_id: str,
    analysis: str,
    site_ids: Iterable[str],
    findings: Mapping[str, list[VisitFindings]],
    answers: Iterable[AnswerRecord],
    catalogue: Catalogue,
    visits_needed: int,
) -> list[Observation]:
    """Return one observation for every site and every indicator that people are asked about, as revision 1.

    answers: those that hold. What the visits say of whether an indicator applies comes first.
    """
    rule, items = survey_rule(), survey_items()
    given: dict[tuple[str, str], list[AnswerRecord]] = {}
    indicator_of = {item.id: item.indicator for item in items}
    for answer in answers:
        given.setdefault((answer.site_id, indicator_of.get(answer.item, "")), []).append(answer)
    asked = [entry for name, entry in sorted(catalogue.indicators.items()) if entry.phase == "survey"]
    observations: list[Observation] = []
    for site_id in sorted(site_ids):
        visits = findings.get(site_id, [])
        for entry in asked:
            reading = Reading.uncollected(Cause.NOT_IN_PLAN)
            if visits:
                readings = [visit.readings[entry.id] for visit in visits]
                reading, _, _ = merge_visits(readings, entry.combine, visits_needed)
            found = given.get((site_id, entry.id), [])
            number = sum(indicator == entry.id for indicator in indicator_of.values())
            reading = survey_reading(reading, found, number, rule)
            times = [visit.observed_at for visit in visits] + [answer.imported_at for answer in found]
            observations.append(
                Observation(
                    round_id, analysis, site_id, entry.id, Source.SURVEY, 1, reading.status, reading.value, reading.parts,
                    reading.cause, 0, 0, reading.evidence, entry.method_version, max(times, default=""),
                )
            )  # fmt: skip
    return observations


def link_health(
    sites: Mapping[str, Site], findings: Mapping[str, list[VisitFindings]], checks: Iterable[Capture]
) -> LinkHealth:
    """Return what a round knows of links: from the visits to its sites, and from the captures that belong to no visit."""
    links = {site_id: [visit.links for visit in visits] for site_id, visits in findings.items()}
    homes = {
        site_id: [Outcome.of_home(visit.home_capture_id, visit.home_cause) for visit in visits if visit.home_capture_id]
        for site_id, visits in findings.items()
    }
    return LinkHealth(sites, links, homes, checks)


def _links(links: LinkHealth, visits: list[VisitFindings], visits_needed: int) -> list[Reading]:
    """The health of a site's links, for as many visits as read its home page; else why none did."""
    read = [visit for visit in visits if _home_was_read(visit)]
    if not read:
        return [Reading.unseen(visits[-1].home_cause or Cause.NO_HOME_PAGE)]
    return [links.reading(read[0].site_id, visits_needed)] * len(read)


def _aliases(findings: Mapping[str, list[VisitFindings]]) -> dict[str, str]:
    """Hosts that sites have moved to: where their home page answered and still showed whose it is."""
    return {
        split(visit.home_url).host: site_id
        for site_id, visits in findings.items()
        for visit in visits
        if visit.home_url and visit.identity == OFFICIAL
    }


def _home_was_read(visit: VisitFindings) -> bool:
    return bool(visit.home_capture_id) and visit.home_cause is None


def _home_links(visits: list[VisitFindings]) -> HomeLinks:
    """The links that any visit saw on the home page; else the cause why none could read it."""
    read = [visit for visit in visits if _home_was_read(visit)]
    if not read:
        return HomeLinks(visits[-1].home_capture_id, (), False, visits[-1].home_cause or Cause.NO_HOME_PAGE)
    links = [link for visit in read for link in visit.outgoing]
    outgoing = dict.fromkeys((link.host, link.url, link.label) for link in links)
    whole = any(visit.home_whole for visit in read)
    scripted = frozenset(link.url for link in links if link.scripted)
    return HomeLinks(read[-1].home_capture_id, tuple(outgoing), True, None, whole, scripted)

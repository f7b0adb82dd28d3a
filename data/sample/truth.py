"""The truth about the sample, from the site plan alone: what a complete Qihua should find for every site and indicator.

Written without looking at pages or collectors. A status of None says that the plan does not decide the cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.catalogue import Catalogue, Indicator
from data.sample.layout import linked_children
from data.sample.plan import SEED, UNREADABLE, SitePlan, World, build_world
from data.sample.survey import EVALUATORS, survey_answers

MEASURED, NOT_APPLICABLE, NOT_OBSERVED, NOT_COLLECTED = "measured", "not_applicable", "not_observed", "not_collected"


@dataclass(frozen=True, slots=True)
class TruthCell:
    """The expected status and value of one indicator on one site; status None where the plan does not decide."""

    site_id: str
    indicator: str
    status: str | None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """A value the plan decides, or the reason there is none."""

    status: str | None
    value: float | None = None


_UNDECIDED = _Known(None)
_UNSEEN = _Known(NOT_OBSERVED)
_OUTSIDE = _Known(NOT_APPLICABLE)
_UNASKED = _Known(NOT_COLLECTED)


def truth(seed: int = SEED, edition: int = 1) -> list[TruthCell]:
    """Return one cell for every running site and every indicator and coverage fact of the catalogue."""
    world = build_world(seed, edition)
    catalogue = Catalogue.load()
    entries = [*catalogue.indicators.values(), *catalogue.coverage.values()]
    cells = []
    for site in world.sites:
        if site.state != "running":
            continue
        for entry in entries:
            known = _cell(world, site, entry)
            cells.append(TruthCell(site.site_id, entry.id, known.status, known.value))
    return cells


def _cell(world: World, site: SitePlan, entry: Indicator) -> _Known:
    outside = _applicability(world, site, entry)
    if outside is not None:
        return outside
    if entry.how == "survey":
        return _surveyed(world, site, entry)
    if entry.id in _WHATEVER_ANSWERS:
        return _WHATEVER_ANSWERS[entry.id](world, site)
    if site.fault in UNREADABLE:
        return _UNSEEN
    return _VALUES[entry.id](world, site)


_SURVEYED = {
    "service_useful": ("s1", "s2", "s3"),
    "humanization_experience": ("h1", "h2", "h3", "h4"),
    "internationalization_quality": ("i1", "i2"),
}


def _surveyed(world: World, site: SitePlan, entry: Indicator) -> _Known:
    """Items that two evaluators answered, if these are half of the items; nobody asks of a site that can't be read."""
    answers = survey_answers(world)
    by_item = {
        item: [answers[key] for evaluator in EVALUATORS if (key := (site.site_id, item, evaluator)) in answers]
        for item in _SURVEYED.get(entry.id, ())
    }
    if not any(by_item.values()):
        return _UNSEEN if entry.needs == "foreign_version" and site.fault in UNREADABLE else _UNASKED
    counted = [sum(found) / len(found) for found in by_item.values() if len(found) >= 2]
    return _number(sum(counted) / len(counted)) if 2 * len(counted) >= len(by_item) else _UNSEEN


def _applicability(world: World, site: SitePlan, entry: Indicator) -> _Known | None:
    level = site.unit.level
    if level not in entry.levels:
        return _OUTSIDE
    if entry.needs == "service_duty":
        if site.outside_service is None and (level == "ministry" or site.kind == "department"):
            return _UNASKED
        return _OUTSIDE if site.outside_service is False else None
    if entry.needs in {"foreign_duty", "foreign_version"}:
        return _foreign(site, entry.needs)
    if entry.needs == "autonomous":
        return None if site.autonomous else _OUTSIDE
    if entry.needs == "bot" and level == "county":
        return _OUTSIDE
    if entry.needs in {"children", "siblings"} and site.kind == "channel":
        return _OUTSIDE
    if entry.needs == "children" and (site.kind != "portal" or not world.children(site.unit.code)):
        return _OUTSIDE
    if entry.needs == "siblings" and site.kind == "portal" and not world.departments(site.unit.code):
        return _OUTSIDE
    return _UNASKED if entry.needs == "vantage" else None


def _foreign(site: SitePlan, needs: str) -> _Known | None:
    if site.unit.level == "county":
        return _OUTSIDE
    duty = True if site.unit.level == "province" else site.foreign_duty
    readable = site.fault not in UNREADABLE
    if readable and site.features.english:
        return None
    if duty is False:
        return _OUTSIDE
    if duty is None:
        return _UNASKED
    return None if needs == "foreign_duty" or not readable else _OUTSIDE


def _number(value: float) -> _Known:
    return _Known(MEASURED, round(value, 6))


def _share(*flags: bool | float) -> _Known:
    return _number(sum(flags) / len(flags))


# Facts that do not need a readable home page


def _reachable(world: World, site: SitePlan) -> _Known:
    if site.fault in {"challenge", "robots"}:
        return _UNSEEN
    return _number(float(site.fault not in UNREADABLE - {"redirect"}))


def _official(world: World, site: SitePlan) -> _Known:
    if site.fault == "redirect":
        return _number(0)
    if site.fault in UNREADABLE:
        return _UNSEEN
    return _number(float(site.fault != "wrong_code"))


def _ipv6(world: World, site: SitePlan) -> _Known:
    if site.fault == "dns":
        return _UNSEEN
    # A site that may not be asked is not resolved for a page, and robots.txt itself was asked for: the name was resolved.
    return _share(site.features.ipv6)


def _domain(world: World, site: SitePlan) -> _Known:
    if site.kind == "department":
        return _share(True, not site.host.startswith("bureau"))
    return _share(True, True)


def _tls(world: World, site: SitePlan) -> _Known:
    if site.fault in {
        "dns",
        "robots",
        "slow",
        "challenge",
        "server_error",
        "placeholder",
        "parked",
        "hijacked",
        "redirect",
    }:
        return _UNSEEN if site.fault == "dns" else _UNDECIDED
    if site.scheme == "http" or site.fault == "refused":
        return _share(False, False, False)
    redirects = site.family != 1 and site.fault != "expired"
    return _share(site.fault != "expired", redirects, site.features.hsts)


_WHATEVER_ANSWERS: dict[str, Callable[[World, SitePlan], _Known]] = {
    "site_reachable": _reachable,
    "site_official": _official,
    "practicality_ipv6": _ipv6,
    "standardization_domain": _domain,
    "standardization_tls": _tls,
}


# Links across sites


def _up_link(world: World, site: SitePlan) -> _Known:
    parts = [site.features.state_link]
    parent = world.portal(site.unit.parent)
    if parent is not None:
        parts.append(site.features.parent_link)
    return _share(*parts)


def _is_read(site: SitePlan) -> bool:
    return site.fault not in UNREADABLE


def _down_coverage(world: World, site: SitePlan) -> _Known:
    read = [child for child in world.children(site.unit.code) if _is_read(child)]
    if not read:
        return _UNSEEN
    linked = {child.site_id for child in linked_children(world, site)}
    return _number(sum(child.site_id in linked for child in read) / len(read))


def _reciprocity(world: World, site: SitePlan) -> _Known:
    """Pairs of the sample: a portal and the one above it; a department and its own portal, or one above it."""
    pairs: list[tuple[bool, bool]] = []
    parent = world.portal(site.unit.parent)
    if parent is not None and _is_read(parent):
        below = {child.host for child in linked_children(world, parent)}
        pairs.append((site.features.parent_link, site.host in below))
    own = world.portal(site.unit.code)
    if site.kind == "department":
        if own is not None and _is_read(own):
            pairs.append((site.features.departments_linked, own.features.departments_linked))
    else:
        mine = {child.host for child in linked_children(world, site)}
        children = [child for child in world.children(site.unit.code) if _is_read(child)]
        pairs += [(child.features.parent_link, child.host in mine) for child in children]
    linked = sum(one or other for one, other in pairs)
    return _number(sum(one and other for one, other in pairs) / linked) if linked else _UNSEEN


def _side_coverage(world: World, site: SitePlan) -> _Known:
    if site.kind == "channel":
        return _UNDECIDED
    return _number(float(site.features.departments_linked))


def _nesting(world: World, site: SitePlan) -> _Known:
    if site.kind == "department":
        return _number(float(not site.host.startswith("bureau")))
    departments = world.departments(site.unit.code) if site.kind == "portal" else []
    if not departments:
        return _OUTSIDE
    return _number(sum(not d.host.startswith("bureau") for d in departments) / len(departments))


# Values of one site


def _home_age(site: SitePlan) -> int:
    ages = [site.features.home_days]
    if site.features.state_column:
        ages.append(site.features.state_days)
    return min(ages)


def _state_column(world: World, site: SitePlan) -> _Known:
    features = site.features
    return _share(features.state_column, features.state_column and features.state_days <= 7)


def _active(world: World, site: SitePlan) -> _Known:
    return _number(float(_home_age(site) <= 14)) if site.fault != "many_columns" else _UNDECIDED


def _service_opens(site: SitePlan) -> bool:
    return site.features.service and site.fault != "soft_404"


def _entry(world: World, site: SitePlan) -> _Known:
    return _number(float(_service_opens(site) or site.features.platform_link))


def _guides(world: World, site: SitePlan) -> _Known:
    if not _service_opens(site):
        return _UNSEEN
    return _number(sum(site.features.guides) / (8 * len(site.features.guides)))


def _in_hall(flag: Callable[[SitePlan], float]) -> Callable[[World, SitePlan], _Known]:
    """A value of the service hall; not seen where the hall does not open."""

    def value(world: World, site: SitePlan) -> _Known:
        return _number(float(flag(site))) if _service_opens(site) else _UNSEEN

    return value


def _feature(flag: Callable[[SitePlan], float | bool]) -> Callable[[World, SitePlan], _Known]:
    return lambda world, site: _number(float(flag(site)))


def _site_id(world: World, site: SitePlan) -> _Known:
    features = site.features
    shown = features.printed_code or features.meta_code
    return _share(features.printed_code, features.meta_code, shown and not features.wrong_code)


def _footer(world: World, site: SitePlan) -> _Known:
    """A hotline number printed in the footer is a way to get in touch, too."""
    parts = {*site.features.footer} | ({"contact"} if site.features.hotline == "number" else set())
    return _number(len(parts) / 7)


def _mobile(world: World, site: SitePlan) -> _Known:
    return _share(site.features.viewport, site.features.media_query, site.features.fluid)


def _four(world: World, site: SitePlan) -> _Known:
    features = site.features
    parts = [bool(features.disclosure), features.interpretation, features.interaction]
    if site.outside_service is not False:
        parts.append(features.service or features.platform_link)
    return _share(*parts)


def _columns(world: World, site: SitePlan) -> _Known:
    features = site.features
    if features.columns > 8 or features.home_days > 14:
        return _UNDECIDED
    return _number(1 - (features.stale_columns + features.empty_columns) / features.columns)


def _reply_days(world: World, site: SitePlan) -> _Known:
    return _UNDECIDED if site.features.interaction else _UNSEEN


def _replies(world: World, site: SitePlan) -> _Known:
    features = site.features
    if not features.interaction or features.letters < 10:
        return _UNSEEN
    return _number(features.answered / features.letters)


def _undecided(world: World, site: SitePlan) -> _Known:
    return _UNDECIDED


def _foreign_version(value: Callable[[SitePlan], float]) -> Callable[[World, SitePlan], _Known]:
    return lambda world, site: _number(float(value(site)))


_VALUES: dict[str, Callable[[World, SitePlan], _Known]] = {
    "clustering_up_link": _up_link,
    "clustering_down_coverage": _down_coverage,
    "clustering_side_coverage": _side_coverage,
    "clustering_reciprocity": _reciprocity,
    "clustering_domain_nesting": _nesting,
    "clustering_shared_platform": _undecided,
    "clustering_joint_search": lambda w, s: _share(False, s.features.joint_search and s.features.search),
    "clustering_unified_login": lambda w, s: _share(s.features.login != "none", s.features.login == "shared"),
    "clustering_state_column": _state_column,
    "service_entry": _entry,
    "service_platform_link": _feature(lambda s: s.features.platform_link or s.features.login == "shared"),
    "service_items": _in_hall(lambda s: sum(count >= 3 for count in s.features.guides)),
    "service_guide_complete": _guides,
    "service_audience": _in_hall(lambda s: s.features.audience / 4),
    "service_forms": _in_hall(lambda s: s.features.forms),
    "service_apply": _in_hall(lambda s: s.features.apply),
    "service_progress": _in_hall(lambda s: s.features.progress),
    "service_rating": _in_hall(lambda s: s.features.rating / 2),
    "practicality_search": _undecided,
    "practicality_update": _feature(_home_age),
    "practicality_mobile": _mobile,
    "practicality_bot": _feature(lambda s: s.features.bot),
    "practicality_open": lambda w, s: _share(
        s.features.sitemap_file or "sitemap" in s.features.footer, s.features.site_tags or s.features.meta_code, False
    ),
    "standardization_site_id": _site_id,
    "standardization_footer": _footer,
    "standardization_site_tags": lambda w, s: _share(s.features.site_tags, s.features.site_tags, s.features.meta_code),
    "standardization_column_tags": _feature(lambda s: s.features.column_tags / 4),
    "standardization_article_tags": _feature(lambda s: s.features.article_tags / 3),
    "standardization_links": _undecided,
    "standardization_columns": _columns,
    "standardization_disclosure": _feature(lambda s: s.features.disclosure / 5),
    "integration_four": _four,
    "integration_policy_interp": _feature(lambda s: s.features.policy_linked and s.features.interpretation),
    "integration_policy_service": _feature(lambda s: s.features.policy_service / 2),
    "integration_policy_lib": lambda w, s: _share(*(s.features.policy_library >= n for n in (1, 2, 3))),
    "integration_sso": lambda w, s: (
        _OUTSIDE if s.features.login == "none" else _number(float(s.features.login == "shared"))
    ),
    "integration_search_types": lambda w, s: _number(1) if s.features.search else _UNSEEN,
    "integration_hosts": lambda w, s: _UNSEEN,
    "integration_depth": _in_hall(lambda s: 2),
    "integration_data": lambda w, s: _share(
        s.features.data_release, s.features.data_release and s.features.data_explained
    ),
    "integration_hotline": _feature(lambda s: {"link": 1.0, "number": 0.5, "none": 0.0}[s.features.hotline]),
    "humanization_channel": _feature(lambda s: s.features.interaction),
    "humanization_reply_days": _reply_days,
    "humanization_replies": _replies,
    "humanization_a11y_tool": lambda w, s: _share(s.features.barrier_free, s.features.barrier_free),
    "humanization_elder": _feature(lambda s: s.features.elder),
    "humanization_alt": _feature(lambda s: s.features.images_named / s.features.images),
    "humanization_static_a11y": _undecided,
    "humanization_page_tools": _feature(lambda s: s.features.page_tools / 3),
    "humanization_personal": lambda w, s: _share(
        s.features.login != "none" or s.features.subscribe, s.features.subscribe
    ),
    "humanization_minority_language": _feature(lambda s: s.features.minority),
    "internationalization_site": _feature(lambda s: s.features.english),
    "internationalization_langs": _foreign_version(lambda s: 1 + s.features.other_language),
    "internationalization_fresh": _foreign_version(lambda s: s.features.english_days),
    "internationalization_info": _foreign_version(lambda s: s.features.english_groups / 5),
    "internationalization_service": _foreign_version(lambda s: s.features.english_services / 6),
    "internationalization_contact": _foreign_version(lambda s: round(2 / 3, 6)),
    "internationalization_text": _undecided,
    "internationalization_tech": lambda w, s: _share(True, False, True, s.scheme == "https"),
    "site_active": _active,
}

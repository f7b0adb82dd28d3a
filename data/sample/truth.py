"""The truth about the sample, from the site plan alone: what a complete Qihua should find for every site and indicator.

Written without looking at pages or collectors. A status of None says that the plan does not decide the cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.catalogue import Catalogue, Indicator
from data.sample.cluster_truth import (
    down_coverage,
    login,
    nesting,
    reciprocity,
    shared_platform,
    side_coverage,
    up_link,
)
from data.sample.finding_truth import hidden_links, personal_data, policy_validity, wrong_words
from data.sample.known import OUTSIDE, UNASKED, UNDECIDED, UNSEEN, Known, number, share
from data.sample.layout import friend_links, site_columns
from data.sample.link_truth import links
from data.sample.plan import SEED, UNREADABLE, SitePlan, World, build_world
from data.sample.survey import EVALUATORS, survey_answers
from data.sample.systems import GOLDEN, NATIONAL, linked_golden, linked_national, links_data_platform
from data.sample.texts import COLUMNS


@dataclass(frozen=True, slots=True)
class TruthCell:
    """The expected status and value of one indicator on one site; status None where the plan does not decide."""

    site_id: str
    indicator: str
    status: str | None
    value: float | None = None


def truth(seed: int = SEED, edition: int = 1) -> list[TruthCell]:
    """Return one cell for every running site and every entry of the catalogue."""
    world = build_world(seed, edition)
    entries = Catalogue.load().entries.values()
    cells = []
    for site in world.sites:
        if site.state != "running":
            continue
        for entry in entries:
            known = _cell(world, site, entry)
            cells.append(TruthCell(site.site_id, entry.id, known.status, known.value))
    return cells


def _cell(world: World, site: SitePlan, entry: Indicator) -> Known:
    outside = _applicability(world, site, entry)
    if outside is not None:
        return outside
    if entry.how == "survey":
        return _surveyed(world, site, entry)
    if entry.id in _WHATEVER_ANSWERS:
        return _WHATEVER_ANSWERS[entry.id](world, site)
    if site.fault in UNREADABLE:
        return UNSEEN
    return _VALUES[entry.id](world, site)


_SURVEYED = {
    "service_useful": ("s1", "s2", "s3"),
    "humanization_experience": ("h1", "h2", "h3", "h4"),
    "internationalization_quality": ("i1", "i2"),
    "practicality_newmedia": ("m1",),
}


def _surveyed(world: World, site: SitePlan, entry: Indicator) -> Known:
    """Items that two evaluators answered, if these are half of the items; nobody asks of a site that can't be read."""
    answers = survey_answers(world)
    by_item = {
        item: [answers[key] for evaluator in EVALUATORS if (key := (site.site_id, item, evaluator)) in answers]
        for item in _SURVEYED.get(entry.id, ())
    }
    if not any(by_item.values()):
        return UNSEEN if entry.needs == "foreign_version" and site.fault in UNREADABLE else UNASKED
    counted = [sum(found) / len(found) for found in by_item.values() if len(found) >= 2]
    return number(sum(counted) / len(counted)) if 2 * len(counted) >= len(by_item) else UNSEEN


def _applicability(world: World, site: SitePlan, entry: Indicator) -> Known | None:
    level = site.unit.level
    if level not in entry.levels:
        return OUTSIDE
    if entry.needs == "service_duty":
        if site.outside_service is None and (level == "ministry" or site.kind == "department"):
            return UNASKED
        return OUTSIDE if site.outside_service is False else None
    if entry.needs in {"foreign_duty", "foreign_version"}:
        return _foreign(site, entry.needs)
    if entry.needs == "autonomous":
        return None if site.autonomous else OUTSIDE
    if entry.needs == "bot" and level == "county":
        return OUTSIDE
    if entry.needs in {"children", "siblings"} and site.kind == "channel":
        return OUTSIDE
    if entry.needs == "children" and (site.kind != "portal" or not world.children(site.unit.code)):
        return OUTSIDE
    if entry.needs == "siblings" and site.kind == "portal" and not world.departments(site.unit.code):
        return OUTSIDE
    return None


def _foreign(site: SitePlan, needs: str) -> Known | None:
    if site.unit.level == "county":
        return OUTSIDE
    duty = True if site.unit.level == "province" else site.foreign_duty
    readable = site.fault not in UNREADABLE
    if readable and site.features.english:
        return None
    if duty is False:
        return OUTSIDE
    if duty is None:
        return UNASKED
    return None if needs == "foreign_duty" or not readable else OUTSIDE


# Facts that do not need a readable home page


def _reachable(world: World, site: SitePlan) -> Known:
    if site.fault in {"challenge", "robots"}:
        return UNSEEN
    return number(float(site.fault not in UNREADABLE - {"redirect"}))


def _official(world: World, site: SitePlan) -> Known:
    if site.fault == "redirect":
        return number(0)
    if site.fault in UNREADABLE:
        return UNSEEN
    return number(float(site.fault != "wrong_code"))


def _ipv6(world: World, site: SitePlan) -> Known:
    if site.fault == "dns":
        return UNSEEN
    # A site that may not be asked is not resolved for a page, and robots.txt itself was asked for: the name was resolved.
    return share(site.features.ipv6)


def _endpoints(world: World, site: SitePlan) -> Known:
    """By https and http; a site without https refuses it. What a fault leaves of the answers the plan does not decide."""
    if site.fault in {"dns", "refused"}:
        return number(0)
    return UNDECIDED if site.fault in UNREADABLE else share(site.scheme == "https", True)


def _domain(world: World, site: SitePlan) -> Known:
    if site.kind == "department":
        return share(True, not site.host.startswith("bureau"))
    return share(True, True)


def _tls(world: World, site: SitePlan) -> Known:
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
        return UNSEEN if site.fault == "dns" else UNDECIDED
    if site.scheme == "http" or site.fault == "refused":
        return share(False, False, False)
    redirects = site.family != 1 and site.fault != "expired"
    return share(site.fault != "expired", redirects, site.features.hsts)


_WHATEVER_ANSWERS: dict[str, Callable[[World, SitePlan], Known]] = {
    "site_reachable": _reachable,
    "practicality_available": _reachable,
    "site_official": _official,
    "practicality_ipv6": _ipv6,
    "standardization_domain": _domain,
    "standardization_tls": _tls,
    "site_endpoints": _endpoints,
    "clustering_domain_nesting": nesting,
    "clustering_shared_platform": shared_platform,
    # The sample brings no list of State Council items along.
    "findings_state_reposts": lambda w, s: UNASKED,
}


# Values of one site


def _home_age(site: SitePlan) -> int:
    ages = [site.features.home_days]
    if site.features.state_column:
        ages.append(site.features.state_days)
    return min(ages)


def _state_column(world: World, site: SitePlan) -> Known:
    features = site.features
    return share(features.state_column, features.state_column and features.state_days <= 7)


def _active(world: World, site: SitePlan) -> Known:
    return number(float(_home_age(site) <= 14)) if site.fault != "many_columns" else UNDECIDED


def _service_opens(site: SitePlan) -> bool:
    return site.features.service and site.fault != "soft_404"


def _entry(world: World, site: SitePlan) -> Known:
    return number(float(_service_opens(site) or _leads_to_platform(site)))


def _leads_to_platform(site: SitePlan) -> bool:
    """By its entry, by one of its service links, or because its sign-in stands there."""
    features = site.features
    return features.platform_link or features.login == "shared" or (features.service and features.service_hosts > 0)


def _in_hall(flag: Callable[[SitePlan], float]) -> Callable[[World, SitePlan], Known]:
    """A value of the service hall; not seen where the hall does not open, the platform's where there is none."""

    def value(world: World, site: SitePlan) -> Known:
        hall = world.hall_of(site)
        if hall is None:
            return OUTSIDE
        return number(float(flag(hall))) if _service_opens(hall) else UNSEEN

    return value


def _depth(world: World, site: SitePlan) -> Known:
    """Two clicks lead through the hall to a guide, be it the site's own or the platform's that is looked at with it."""
    hall = world.hall_of(site)
    return number(2) if hall is not None and _service_opens(hall) else UNSEEN


def _feature(flag: Callable[[SitePlan], float | bool]) -> Callable[[World, SitePlan], Known]:
    return lambda world, site: number(float(flag(site)))


def _site_id(world: World, site: SitePlan) -> Known:
    features = site.features
    shown = features.printed_code or features.meta_code
    return share(features.printed_code, features.meta_code, shown and not features.wrong_code)


def _footer(world: World, site: SitePlan) -> Known:
    """A hotline number printed in the footer is a way to get in touch, too."""
    parts = {*site.features.footer} | ({"contact"} if site.features.hotline == "number" else set())
    return number(len(parts) / 7)


def _mobile(world: World, site: SitePlan) -> Known:
    return share(site.features.viewport, site.features.media_query, site.features.fluid)


def _open(world: World, site: SitePlan) -> Known:
    """Central organs belong to no region that has a data platform."""
    features = site.features
    parts = [features.sitemap_file or "sitemap" in features.footer, features.site_tags or features.meta_code]
    return share(*parts) if site.unit.level == "ministry" else share(*parts, links_data_platform(site))


def _four(world: World, site: SitePlan) -> Known:
    features = site.features
    parts = [bool(features.disclosure), features.interpretation, features.interaction]
    if site.outside_service is not False:
        parts.append(features.service or features.platform_link)
    return share(*parts)


def _service_hosts(world: World, site: SitePlan) -> Known:
    """The navigation's entry and the home page's four service links; without these there are too few to judge."""
    features = site.features
    return number(features.service_hosts) if features.service and features.service_hosts else UNSEEN


_PERIODS = {"yaowen": 14, "tongzhi": 180, "bumen": 14, "xiangzhen": 14}
"""Days a column of the sample may rest, by its kind: news 14, notices 180; all others a year."""


def _columns(world: World, site: SitePlan) -> Known:
    """The columns of the navigation, and the lists of policies and data, which are never late."""
    features = site.features
    if features.columns > len(COLUMNS):
        return UNDECIDED
    wrong = features.empty_columns
    for position, (slug, _) in enumerate(site_columns(site)[features.empty_columns :]):
        age = 400 if position < features.stale_columns else features.home_days + features.empty_columns + position
        wrong += age > _PERIODS.get(slug, 365)
    return number(1 - wrong / (features.columns + bool(features.policy_library) + features.data_release))


def _reply_days(world: World, site: SitePlan) -> Known:
    features = site.features
    if not features.interaction or features.answered < 5:
        return UNSEEN
    return number(features.reply_days)


def _replies(world: World, site: SitePlan) -> Known:
    features = site.features
    if not features.interaction or features.letters < 10:
        return UNSEEN
    return number(features.answered / features.letters)


def _static_checks(world: World, site: SitePlan) -> Known:
    """Title, headings and links are sound on every home page; see the layout for zoom and the list of links."""
    listed = bool(friend_links(world, site))
    checks = [site.features.lang, True, True, True, not (site.features.viewport and site.family == 2)]
    if listed or site.features.search:
        checks.append(not (listed and site.family == 1))
    return share(*checks)


def _golden(world: World, site: SitePlan) -> Known:
    """Where only the body behind a system has a host, a link to it is half of one."""
    return number(sum(0.5 if s.strength == "portal" else 1 for s in linked_golden(site)) / len(GOLDEN))


def _platforms(world: World, site: SitePlan) -> Known:
    """Central organs have no province above them, and link to the national platform where others link to the province's."""
    state = site.unit.level == "ministry"
    found = [_leads_to_platform(site) and not state, links_data_platform(site)] if not state else []
    found += [_leads_to_platform(site) and state, site.features.hotline == "link"]
    return number((sum(found) + len(linked_national(site))) / (len(found) + len(NATIONAL)))


def _undecided(world: World, site: SitePlan) -> Known:
    return UNDECIDED


def _foreign_version(value: Callable[[SitePlan], float]) -> Callable[[World, SitePlan], Known]:
    return lambda world, site: number(float(value(site)))


_VALUES: dict[str, Callable[[World, SitePlan], Known]] = {
    "clustering_up_link": up_link,
    "clustering_down_coverage": down_coverage,
    "clustering_side_coverage": side_coverage,
    "clustering_reciprocity": reciprocity,
    "clustering_joint_search": lambda w, s: share(False, s.features.joint_search and s.features.search),
    "clustering_unified_login": login,
    "clustering_state_column": _state_column,
    "service_entry": _entry,
    "service_platform_link": _feature(_leads_to_platform),
    "service_items": _in_hall(lambda s: sum(count >= 3 for count in s.features.guides)),
    "service_guide_complete": _in_hall(lambda s: sum(s.features.guides) / (8 * len(s.features.guides))),
    "service_audience": _in_hall(lambda s: s.features.audience / 4),
    "service_forms": _in_hall(lambda s: s.features.forms),
    "service_apply": _in_hall(lambda s: s.features.apply),
    "service_progress": _in_hall(lambda s: s.features.progress),
    "service_rating": _in_hall(lambda s: (s.features.rating + s.features.ratings_published) / 2),
    "practicality_search": _feature(lambda s: s.features.search),
    "practicality_update": _feature(_home_age),
    "practicality_speed": lambda w, s: UNDECIDED,
    "practicality_mobile": _mobile,
    "practicality_bot": _feature(lambda s: s.features.bot),
    "practicality_open": _open,
    "standardization_site_id": _site_id,
    "standardization_footer": _footer,
    "standardization_site_tags": lambda w, s: share(s.features.site_tags, s.features.site_tags, s.features.meta_code),
    "standardization_column_tags": _feature(lambda s: s.features.column_tags / 4),
    "standardization_article_tags": _feature(lambda s: s.features.article_tags / 3),
    "standardization_links": links,
    "standardization_columns": _columns,
    "standardization_disclosure": _feature(lambda s: s.features.disclosure / 5),
    "integration_four": _four,
    "integration_policy_interp": _feature(lambda s: s.features.policy_linked and s.features.interpretation),
    "integration_policy_service": _feature(lambda s: s.features.policy_service and s.features.service),
    "integration_policy_lib": lambda w, s: share(*(s.features.policy_library >= n for n in (1, 2, 3))),
    "integration_sso": lambda w, s: (
        OUTSIDE if s.features.login == "none" else number(float(s.features.login == "shared"))
    ),
    "integration_search_types": lambda w, s: number(1) if s.features.search else UNSEEN,
    "integration_hosts": _service_hosts,
    "integration_depth": _depth,
    "integration_data": lambda w, s: share(
        s.features.data_release, s.features.data_release and s.features.data_explained
    ),
    "integration_hotline": _feature(lambda s: {"link": 1.0, "number": 0.5, "none": 0.0}[s.features.hotline]),
    "humanization_channel": _feature(lambda s: s.features.interaction),
    "humanization_reply_days": _reply_days,
    "humanization_replies": _replies,
    "humanization_a11y_tool": lambda w, s: share(s.features.barrier_free, s.features.barrier_free),
    "humanization_elder": _feature(lambda s: s.features.elder),
    "humanization_alt": _feature(lambda s: s.features.images_named / s.features.images),
    "humanization_static_a11y": _static_checks,
    "humanization_page_tools": _feature(lambda s: s.features.page_tools / 3),
    "humanization_personal": lambda w, s: share(
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
    "internationalization_tech": lambda w, s: share(True, False, True, s.scheme == "https"),
    "site_active": _active,
    "findings_personal_data": personal_data,
    "systems_golden": _golden,
    "systems_platforms": _platforms,
    "findings_hidden_links": hidden_links,
    "findings_wrong_words": wrong_words,
    "findings_policy_validity": policy_validity,
}

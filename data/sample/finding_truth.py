"""The truth about what is planted at the sample's sites, from the site plan alone."""

from __future__ import annotations

from data.sample.known import UNSEEN, Known, number
from data.sample.layout import linked_children
from data.sample.plan import SitePlan, World
from data.sample.planted import planted


def personal_data(world: World, site: SitePlan) -> Known:
    """All numbers planted on the home page; other pages bear none."""
    has = planted(world, site)
    return number(has.identity + has.mobile + has.card)


def hidden_links(world: World, site: SitePlan) -> Known:
    """Those planted, and the links to portals that somebody else's page stands at."""
    has = planted(world, site)
    lost = sum(child.fault in {"parked", "hijacked"} for child in linked_children(world, site))
    return number(has.hidden + has.unlawful + lost)


def wrong_words(world: World, site: SitePlan) -> Known:
    """Terms of the office's list on the home page."""
    return number(planted(world, site).wrong)


def policy_validity(world: World, site: SitePlan) -> Known:
    """One policy is looked at, where there is a policy column."""
    return number(float(site.features.policy_validity)) if site.features.policy_library else UNSEEN

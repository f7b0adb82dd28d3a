"""The fictional evaluators of the sample and what they answer about the sites that can be read: 演示数据（虚构）."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from functools import lru_cache

from data.sample.plan import SEED, UNREADABLE, SitePlan, World, build_world

EVALUATORS = ("评估员甲", "评估员乙", "评估员丙")
_OPINIONS = ("s1", "s2", "s3", "h1", "h2", "h3", "h4", "i1", "i2", "m1")
ITEMS = (*_OPINIONS, "p1", "p2")
"""The last two ask of what the machine judges too: question bot and search."""
_MARK = "演示数据（虚构）"
_ALONE, _HURRIED, _WORDS, _ASTRAY = 7, 11, 8, 12
"""Of every seven sites one is judged by one evaluator alone; of every eleven one on its looks alone; of eight searches that know
titles one knows no everyday words; of twelve evaluators who try one one is led astray."""


@lru_cache(maxsize=8)
def survey_answers(world: World) -> dict[tuple[str, str, str], int]:
    """Return (site id, item, evaluator) → 1–5, or 1 (yes) and 0 (no). The same world gives the same answers."""
    chance = random.Random(f"survey {world.seed} {world.edition}")
    answers: dict[tuple[str, str, str], int] = {}
    readable = [site for site in world.sites if site.state == "running" and site.fault not in UNREADABLE]
    for number, site in enumerate(readable):
        there = EVALUATORS[:1] if number % _ALONE == 3 else EVALUATORS[: chance.choice((2, 3, 3))]
        for item in _asked(site, hurried=number % _HURRIED == 5):
            quality = _quality(site, item) + chance.choice((-1, 0, 0, 1))
            for evaluator in there:
                opinion = quality + chance.choice((-1, 0, 0, 0, 1))
                answers[site.site_id, item, evaluator] = min(5, max(1, opinion))
        for evaluator in there if "m1" in _asked(site, hurried=number % _HURRIED == 5) else ():
            answers[site.site_id, "m1", evaluator] = int(site.features.page_tools == 3)
            answers |= _beside_the_machine(world, site, evaluator)
    return answers


def _beside_the_machine(world: World, site: SitePlan, evaluator: str) -> dict[tuple[str, str, str], int]:
    everyday = site.features.search and random.Random(f"words {world.seed} {site.site_id}").randrange(_WORDS) > 0
    chance = random.Random(f"survey {world.seed} {world.edition} {site.site_id} {evaluator}")
    found = everyday != (chance.randrange(_ASTRAY) == 0)
    quality = 4 + chance.choice((-1, 0, 0, 1)) if site.features.bot else 1
    return {(site.site_id, "p1", evaluator): quality, (site.site_id, "p2", evaluator): int(found)}


def _asked(site: SitePlan, hurried: bool) -> tuple[str, ...]:
    if hurried:
        return ("h1",)
    return tuple(item for item in _OPINIONS if site.features.english or not item.startswith("i"))


def _quality(site: SitePlan, item: str) -> int:
    """What a site is worth on an item before opinions: something follows from what it offers, never all of it."""
    features = site.features
    if item.startswith("s"):
        return 2 + features.service + (min(features.guides) >= 6)
    if item.startswith("i"):
        return 2 + (features.english_days <= 12) + (features.english_groups >= 4)
    return 2 + features.elder + (features.page_tools == 3)


def survey_table(edition: int, day: date, seed: int = SEED) -> tuple[str, bytes]:
    """Return the name and the bytes of the filled-in table, one row a site and evaluator, as answered on a day."""
    answers = survey_answers(build_world(seed, edition))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["网站编号", "评估员", "评估日期", *ITEMS, f"{ITEMS[0]} 说明"])
    for site_id, evaluator in dict.fromkeys((site_id, evaluator) for site_id, _, evaluator in answers):
        row = [str(answers.get((site_id, item, evaluator), "")) for item in ITEMS]
        writer.writerow([site_id, evaluator, day.isoformat(), *row, _MARK if row[0] else ""])
    return f"{_MARK}填报表{edition}.csv", ("\ufeff" + text.getvalue()).encode("utf-8")

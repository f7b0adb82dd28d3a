"""How the agreement of evaluators is worded, alike on the command line and on screen."""

from __future__ import annotations

import math
from collections.abc import Iterator

from dashboard.locales import Words
from dashboard.survey_agreement import Line, RoundAgreement, readings
from dashboard.wording import share
from data.catalogue import Catalogue, SurveyItem, survey_items
from data.survey.judging import judging
from metrics.raters import Coefficient
from metrics.raters.answers import ByMachine, Difference, YesOrNo

MOST = 20
"""Cells that are listed where evaluators differ; JSON and the downloaded table have all of them."""
_SIGNS = {"alpha": "α", "kappa": "κ"}


def coefficient_text(one: Coefficient, kind: str, say: Words) -> str:
    """Return a coefficient with its interval, or why there is none. kind: alpha, kappa."""
    if one.reason is not None:
        return say(f"agreement.reason_{one.reason}")
    return f"{_SIGNS[kind]} {one.value:.2f} [{one.lower:.2f}, {one.upper:.2f}]"


def reading_text(one: Coefficient, kind: str, say: Words) -> str:
    """Return how a coefficient is to be read, and its interval's lower end where that says something else; — for none."""
    word, at_least = readings(one, kind)
    if not word:
        return "—"
    text = say(f"agreement.{word}")
    return text if at_least in {word, ""} else say("agreement.at_least", text=text, least=say(f"agreement.{at_least}"))


def line_title(line: Line, say: Words) -> str:
    """Return what a line is about: the question, or the whole indicator."""
    if line.item is None:
        return say("agreement.whole")
    return question(line.item, say)


def question(item: SurveyItem, say: Words) -> str:
    """Return an item's code and question."""
    return f"{item.id} {say.pick(item.zh, item.en)}"


def indicator_title(line: Line, say: Words) -> str:
    """Return the name of the indicator that a line belongs to; that of the question where it belongs to none."""
    if not line.indicator:
        return line_title(line, say)
    entry = Catalogue.load().entries[line.indicator]
    return say.pick(entry.name_zh, entry.name_en)


def mean_text(line: Line, say: Words) -> str:
    """Return how reliable the evaluators' mean of a whole indicator is; "" where that can't be said."""
    mean = line.agreement.of_mean
    if line.item is not None or mean is None or not math.isfinite(mean.coefficient.lower):
        return ""
    one = mean.coefficient
    found = f"{one.value:.2f} [{one.lower:.2f}, {one.upper:.2f}]"
    return say("agreement.of_mean", found=found, sites=one.units, evaluators=one.raters)


def machine_text(found: YesOrNo | ByMachine, say: Words) -> str:
    """Return what the machine says beside the evaluators."""
    if isinstance(found, YesOrNo):
        kappa, read = (tell(found.kappa, "kappa", say) for tell in (coefficient_text, reading_text))
        text = say("agreement.yes_or_no", n=found.sites, same=share(found.same, found.sites), kappa=kappa, read=read)
        return text + (say("agreement.split", n=found.split) if found.split else "")
    parts = [(found.found, found.mean_found, "found"), (found.not_found, found.mean_not_found, "not_found")]
    told = [say(f"agreement.mean_{key}", n=n, mean=f"{mean:.1f}") for n, mean, key in parts if n]
    return say.pick("，", "; ").join(told)


def answers_text(one: Difference, say: Words) -> str:
    """Return who answered what in a cell."""
    scale = {item.id: item.scale for item in survey_items()}[one.item]
    given = [f"{who} {_answer(value, scale, say)}" for who, value in one.answers]
    return say.pick("，", ", ").join(given)


def _answer(value: float, scale: str, say: Words) -> str:
    return say("agreement.yes" if value else "agreement.no") if scale == "yes-no" else f"{value:g}"


def method_text(say: Words) -> str:
    """Return what the coefficient is, how it is read and who says so."""
    rule = judging()
    reading = rule.readings["alpha"]
    (reliable, _), (tentative, _) = reading.words
    return say(
        "agreement.method", reliable=f"{reliable:g}", tentative=f"{tentative:g}", source=reading.source.split(":")[0],
        status=say(f"source_status.{reading.source_status}"), draws=rule.draws, confidence=f"{rule.confidence:.0%}",
    )  # fmt: skip


def spoken(found: RoundAgreement, say: Words) -> Iterator[str]:
    """Yield the lines that the command line prints."""
    yield say("agreement.head", round=found.round_id, evaluators=len(found.evaluators), sites=found.answered)
    if not found.compared:
        yield say("agreement.nothing")
        return
    before = None
    for line in found.lines:
        if indicator_title(line, say) != before:
            before = indicator_title(line, say)
            yield f"\n{before}{f'  {line.indicator}' if line.indicator else ''}"
        yield "  " + " · ".join(_cells(line, say))
        if line.machine is not None:
            yield "    " + say("agreement.machine", text=machine_text(line.machine, say))
    yield "\n" + say("agreement.differences", n=len(found.differences), shown=min(MOST, len(found.differences)))
    for one in found.differences[:MOST]:
        yield f"  {found.sites[one.site_id]} · {one.item} · {answers_text(one, say)}"
    yield "\n" + method_text(say)


def _cells(line: Line, say: Words) -> list[str]:
    one = line.agreement
    cells = [line_title(line, say), say("agreement.sites_n", n=one.sites)]
    if not one.cells:
        return cells
    same = say("agreement.same_n", share=share(one.same, one.cells))
    return [*cells, same, coefficient_text(one.alpha, "alpha", say), reading_text(one.alpha, "alpha", say)]

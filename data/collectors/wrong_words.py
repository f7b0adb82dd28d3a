"""Suspected wrong terms on the pages of a visit, by the list that the office brought along (本机词表)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data.collectors.base import Collector, Context, Reading, Visit
from data.collectors.reading import page_evidence, visited_pages
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.lists.model import WrongTerm
from data.model import Cause
from data.page.masking import mask_numbers

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "findings_wrong_words")
def wrong_words(visit: Visit, context: Context) -> Reading:
    """Places in the visible text of the pages read where a wrong term of the round's own list stands.

    Not collected without a list. 0 speaks of these pages alone. Source: 国办秘函〔2019〕19号 (安全问题; recalled).
    """
    if not context.lists.words:
        return Reading.uncollected(Cause.NO_OWN_LIST)
    pages = visited_pages(visit, context)
    around, found = lexicon("findings")["words"]["around"], []
    for captured, page in pages:
        text = mask_numbers(page.text)  # before it is cut: a number that the cut goes through is none any more
        for term, place in places_of(context.lists.words, page.text):
            said = text[max(0, place - around) : place + len(term.wrong) + around]
            found.append((captured, term, said))
    parts = {
        "terms": float(len({term.wrong for _, term, _ in found})),
        "pages_with": float(len({captured.capture.id for captured, _, _ in found})),
        "pages": float(len(pages)),
    }
    shown = found[: lexicon("findings")["shown"]]
    evidence = [page_evidence(captured, said) for captured, _, said in shown] or [page_evidence(pages[0][0])]
    return Reading.measured(len(found), *evidence, parts=parts)


def places_of(terms: Iterable[WrongTerm], text: str) -> Iterator[tuple[WrongTerm, int]]:
    """Yield every wrong term with each place where it stands, unless the right term that holds it stands there."""
    for term in terms:
        place = text.find(term.wrong)
        while place >= 0:
            if not _is_part_of(term.right, term.wrong, text, place):
                yield term, place
            place = text.find(term.wrong, place + len(term.wrong))


def _is_part_of(right: str, wrong: str, text: str, place: int) -> bool:
    inner = right.find(wrong)
    return inner >= 0 and text.startswith(right, place - inner) and place >= inner

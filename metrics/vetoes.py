"""When a veto (单项否决) is confirmed, and whom a confirmed one stops. Pure.

One false 不合格 ends a trial: what a machine reads of a veto is a suspicion (疑似) and changes nothing. Confirmed is what a person
found in a review, or what a measurement found that counted everything the rule counts, where the scheme lets that decide.
Source: 国办秘函〔2019〕19号, any one veto is 不合格 and nothing else is scored; who confirms it is the project's own rule.
"""

from __future__ import annotations

import pandas as pd

from data.model import Source

CONFIRMED = "confirmed"
"""The state of a veto that stops a site."""


def confirmed(*, reached: bool, source: str, whole: bool, decides: bool) -> bool:
    """Tell whether a reading confirms a veto.

    reached: the figure is at or beyond the rule's line. source: who looked; a review needs neither of the other two.
    whole: the measurement counted everything the rule counts, such as 140 tries in a week or a census of all columns.
    decides: the scheme lets a whole measurement decide without a person.
    """
    return reached and (source == Source.REVIEW or (whole and decides))


def stopped(vetoes: pd.DataFrame) -> dict[str, str]:
    """Return the confirmed vetoes of the sites that have any: site id → their ids, joined by commas.

    vetoes: site_id, veto, state; in the order in which vetoes are to be named.
    """
    rows = vetoes[vetoes["state"] == CONFIRMED]
    return {str(site_id): ",".join(own) for site_id, own in rows.groupby("site_id", sort=False)["veto"]}

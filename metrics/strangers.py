"""Sites whose address is answered by somebody else: what was measured there is not the unit's."""

from __future__ import annotations

import pandas as pd

from data.identity import STRANGERS


def of_the_unit(sites: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations without what was measured at somebody else's site.

    sites: site_id, identity. observations: site_id, status.
    """
    strangers = sites.loc[sites["identity"].isin(STRANGERS), "site_id"]
    return observations[~(observations["site_id"].isin(strangers) & (observations["status"] == "measured"))]

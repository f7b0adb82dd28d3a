"""The sample's page of interaction: letters with the days of asking and answering, and a form."""

from __future__ import annotations

from datetime import date, timedelta

from data.holidays import working_days_before
from data.sample.layout import Page, link
from data.sample.plan import SitePlan
from data.sample.texts import LETTERS


def interaction_page(site: SitePlan, today: date) -> Page:
    """Return the list of letters, answered as fast as the plan says, newest first, and the form for a new one."""
    features = site.features
    rows = []
    for number in range(features.letters):
        answer_due = today - timedelta(days=6 + number * 4)
        asked = working_days_before(answer_due, features.reply_days)
        text = LETTERS[number % len(LETTERS)]
        said = f"答复时间：{answer_due}" if number < features.answered else "办理中"
        rows.append(
            f"<tr><td>{link(site, f'/hudong/{number}.html', text)}</td><td>来信时间：{asked}</td><td>{said}</td></tr>"
        )
    form = (
        f'<form action="{site.prefix}/hudong/submit" method="post"><label for="t">标题</label><input id="t" name="title" type="text">'
        '<label for="c">内容</label><textarea id="c" name="content"></textarea><button type="submit">提交</button></form>'
    )
    return Page(
        f"互动交流_{site.name}",
        f'<div class="box"><h1>来信选登</h1><table>{"".join(rows)}</table>{form}</div>',
        crumbs="互动交流",
    )

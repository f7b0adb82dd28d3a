"""Renders ``docs/accuracy.md`` from the figures of ``dashboard.accuracy``: precision and recall of every indicator and fact, with n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashboard.locales import words
from dashboard.precision import BASES, Figure, figures, percent
from data.catalogue import Catalogue
from data.figures import table
from data.page.facts import FACT_NAMES
from metrics.accuracy import Tally

_BASES = {
    "golden": ("金样页面", "golden pages", "自编的小网页，每项有全、缺、无、看不到和易错的例子；预期结果由人写定", "small pages of our own, each with what has to come out"),
    "sample": ("演示数据", "sample", "虚构的 80 余个网站，两个批次、两套随机种子，经真实 HTTP 采集；与真值表比对", "some 80 fictional sites, both rounds of two seeds, really visited over HTTP, against the truth table"),
    "realpages": ("真实网页", "real pages", "真实网页，人工逐页判读，不能确定的格子不计；规则编写时可以看到这些网页", "real pages, read one by one by careful readers; cells they were unsure of are left out. The rules were written with these pages at hand"),
}  # fmt: skip
_INTRO = """
# 准确率 · Accuracy

每项检查判为“有”的，有多少属实（准确率）；确实有的，有多少判了出来（召回率）；状态和数值与预期完全相同的占多少（一致）。
“看不到”既不算对也不算错，单列。前两种页面是自编的，也是本项目的测试：与预期不符的不会发布，所以总在 100% 附近，
只说明规则按设计工作；没有见过的真实网页上会低一些。

Of what a check finds to be there, how much is (precision); of what is there, how much it finds (recall); how many cells have
exactly the status and value that was known (agreement). "Not seen" is neither right nor wrong and is counted apart. The first two
kinds of pages are our own and are the project's tests: nothing is released that fails them, so they stay near 100 % and say only that
the rules work as they were meant. Expect less on real pages nobody has seen.

## 怎么数 · How cells are counted

- 有 · there: 事实存在，或指标值大于 0 · a fact that is present, a value above 0
- 没有 · not there: 看过、确实没有（0） · looked at, and not there (0)
- 无结论 · no verdict: 未能监测、不适用、未采集 · not observed, not applicable, not collected
- 准确率 precision = 属实 right / 判为有 found；判为无的准确率 = 确实没有 / 判为无 denied；召回率 recall = 属实 right / (属实 right + 漏判 missed)
- 未下结论 withheld: 有，而本系统没有下结论 · there, and no verdict given；误判为无 false absent: 无从判断却判为没有 · no verdict was possible, and "not there" was said
"""


def render_accuracy(catalogue: Catalogue) -> str:
    """Return accuracy.md."""
    indicators = [entry.id for entry in catalogue.entries.values() if entry.built]
    names = {entry.id: f"{entry.name_zh} {entry.name_en}" for entry in catalogue.entries.values()}
    zh, en = words("zh"), words("en")
    facts = {name: f"{zh('fact.' + name)} {en('fact.' + name)}" for name in FACT_NAMES}
    return "\n".join(
        [
            _INTRO,
            "## 在什么页面上 · On which pages",
            "",
            *_bases(),
            "",
            "## 指标 · Indicators",
            "",
            *_things(indicators, names, ("golden", "sample")),
            "",
            "## 页面事实 · Page facts",
            "",
            *_things(FACT_NAMES, facts, ("golden", "realpages")),
            "",
            "## 没有数字的，原因 · Where there is no figure, and why",
            "",
            "| | | 原因 | reason |",
            "|---|---|---|---|",
            *(_row(_BASES[r["basis"]][0], f"`{r['thing']}`", r["reason_zh"], r["reason_en"]) for r in table("accuracy_gaps")),
            "",
        ]
    )  # fmt: skip


def _bases() -> Iterator[str]:
    yield _row(
        "",
        "是什么",
        "what",
        "格数 n",
        "准确率",
        "判为无的准确率",
        "召回率",
        "一致",
        "未下结论",
        "误判为无",
        "日期",
        "命令 command",
    )
    yield "|" + "---|" * 12
    for basis in BASES:
        found = figures(basis)
        total = sum((figure.tally for figure in found.values()), Tally())
        zh, en, what_zh, what_en = _BASES[basis]
        days, commands = ({getattr(f, name) for f in found.values()} for name in ("measured_on", "command"))
        yield _row(
            f"{zh} {en}", what_zh, what_en, str(total.n), *_shares(total), str(total.withheld), str(total.false_absent),
            " ".join(sorted(days)), " ".join(f"`{command}`" for command in sorted(commands)),
        )  # fmt: skip


def _shares(tally: Tally) -> tuple[str, ...]:
    return tuple(percent(share) for share in (tally.precision, tally.denial, tally.recall, tally.agreement))


def _things(things: Iterable[str], names: dict[str, str], bases: tuple[str, ...]) -> Iterator[str]:
    """A line a thing; for each basis n, found, precision, recall, agreement, cells without verdict and false absences."""
    heading = ["", "id"]
    for basis in bases:
        zh = _BASES[basis][0]
        heading += [f"{zh} n", "判为有", "准确率", "判为无", "其准确率", "召回率", "一致", "未下结论", "误判为无"]
    yield _row(*heading)
    yield "|" + "---|" * len(heading)
    for thing in things:
        cells = [names[thing], f"`{thing}`"]
        for basis in bases:
            cells += _figures(figures(basis).get(thing))
        yield _row(*cells)


def _figures(figure: Figure | None) -> list[str]:
    if figure is None:
        return ["—"] * 9
    tally = figure.tally
    return [
        str(tally.n), str(tally.found), percent(tally.precision), str(tally.denied), percent(tally.denial),
        percent(tally.recall), percent(tally.agreement), str(tally.withheld), str(tally.false_absent),
    ]  # fmt: skip


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

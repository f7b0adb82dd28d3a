"""What every report rests on: the snapshot, the round it may be compared with, and words for what both say."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.reports.model import Bar, Cell, Column, Facts, Group, Paragraph, Section, Table
from dashboard.round_scores import same_framework
from dashboard.wording import beijing, civil
from data.vantage import is_outside
from metrics.coverage import LEVELS

FULL = 100.0
_OWN_REASONS = ("dimensions_below_floor", "below_floor", "not_applying")


@dataclass(frozen=True, eq=False)
class Basis:
    """earlier: the round before it of the same registry, None if there is none."""

    snapshot: Snapshot
    earlier: Snapshot | None
    say: Words

    @property
    def before(self) -> Snapshot | None:
        """The earlier round if its scores may be compared with this one's."""
        return self.earlier if same_framework(self.earlier, self.snapshot) else None

    def compared(self) -> str:
        """Say what the round is compared with, and what limits the comparison; or why it is compared with none."""
        say = self.say
        if self.earlier is None:
            return say("paper.no_earlier")
        name, day = self.earlier.round["name"], civil(self.earlier.round["date"], say)
        if self.before is None:
            return say("paper.other_framework", name=name)
        text = say("paper.compared", name=name, date=day)
        same_analysis = self.earlier.manifest["analysis"] == self.snapshot.manifest["analysis"]
        return text if same_analysis else text + say("paper.other_analysis")

    def score(self, value: float) -> str:
        """Return a score that is there, with its decimals."""
        return f"{value:.{self.snapshot.precision}f}"

    def change(self, value: float) -> str:
        """Return a difference of scores with its sign; none in words."""
        rounded = round(value, self.snapshot.precision)
        return f"{rounded:+.{self.snapshot.precision}f}".replace("-", "−") if rounded else self.say("paper.same")

    def reason(self, code: str) -> str:
        """Say why there is no number."""
        return self.say(f"paper.{code}") if code in _OWN_REASONS else self.say.cause(code)

    def score_cell(self, value: float, reason: str = "no_number", *, shaded: bool = False) -> Cell:
        """Return the cell of a score; without a number it says why."""
        if math.isnan(value):
            return Cell(self.say("paper.no_number") if reason == "no_number" else self.reason(reason), quiet=True)
        return Cell(self.score(value), shade=value / FULL if shaded else None)

    def score_bar(self, label: str, value: float, reason: str, mark: float) -> Bar:
        """Return the bar of a score on 0–100; mark: what it is compared with, NaN for nothing."""
        missing = math.isnan(value)
        text = self.reason(reason) if missing else self.score(value)
        return Bar(label, text, None if missing else value / FULL, mark=None if math.isnan(mark) else mark / FULL)

    def grade(self, place: int) -> str:
        """Return the name of a grade (分数段), — for none."""
        grades = self.snapshot.grades
        return self.say.pick(grades[place - 1]["name_zh"], grades[place - 1]["name_en"]) if place else "—"

    def tier(self, place: int) -> str:
        """Return the name of a tier (档), — for none."""
        return self.say("ranking.tier_n", n=place) if place else "—"

    def dimension(self, name: str) -> str:
        """Return the name of a dimension."""
        entry = self.snapshot.catalogue.dimensions[name]
        return self.say.pick(entry.name_zh, entry.name_en)

    def dimensions(self) -> list[str]:
        """The dimensions in their order."""
        return list(self.snapshot.catalogue.dimensions)

    def marks(self) -> list[str]:
        """What stands at the head of every page: fiction, a vantage that shows too little, and that no person has seen it yet."""
        fictional = [self.say("paper.fictional")] if self.snapshot.round["fictional"] else []
        outside = [self.say("app.outside_band")] if is_outside(self.snapshot.round["vantage"]) else []
        return [*fictional, *outside, self.say("paper.draft")]

    def framework(self) -> str:
        """The framework with its version and what its weights are."""
        card = self.snapshot.card
        note = self.say.pick(card["weights_note_zh"], card["weights_note_en"])
        name = self.say.pick(card["name_zh"], card["name_en"])
        return self.say("paper.framework_text", name=name, version=card["version"], note=note)

    def basics(self) -> list[tuple[str, str]]:
        """Round, date, scope and standing of the report: what stands beside every number in it."""
        say, about = self.say, self.snapshot.round
        revision = say("app.revision", n=self.snapshot.revision)
        if self.snapshot.revision > 1:
            revision = say("app.revision_again", n=self.snapshot.revision, reason=self.snapshot.manifest["reason"])
        return [
            (say("paper.round"), say("paper.round_text", name=about["name"], id=about["id"], revision=revision)),
            (say("paper.as_of"), say("paper.as_of_text", date=civil(about["date"], say))),
            (say("paper.framework"), self.framework()),
            (say("paper.standing"), say("paper.standing_text")),
        ]

    def scope(self) -> list[tuple[str, str]]:
        """What was looked at, and what was left out."""
        say, snapshot, about = self.say, self.snapshot, self.snapshot.round
        levels = snapshot.coverage_levels
        by_level = say.pick("、", ", ").join(
            say("paper.level_n", level=say(f"level.{level}"), n=int(levels.loc[level, "units"]))
            for level in LEVELS
            if levels.loc[level, "units"]
        )
        outside, others = int(levels["out_of_scope"].sum()), int((snapshot.scores.sites["standing"] == "other").sum())
        aside = int(levels["unvisited"].sum())
        return [
            (say("paper.registry"), say("paper.registry_text", name=snapshot.registry.name, date=civil(about["registry_as_of"], say))),
            (say("paper.scope"), say("paper.scope_text", n=int(levels["units"].sum()), levels=by_level)),
            (say("paper.sites"), say("paper.sites_text", n=len(snapshot.sites), portals=len(snapshot.sites) - others)),
            (say("paper.excluded"), say("paper.excluded_text", outside=outside, others=others, aside=aside)),
            (say("paper.collected"), say("paper.collected_text", begun=beijing(about["collected_from"]), ended=beijing(about["collected_to"]))),
            (say("paper.plan"), say("paper.plan_text", plan=say.pick(about["plan_name_zh"], about["plan_name_en"]), n=about["visits_needed"])),
            (say("paper.vantage"), about["vantage"] or say("app.vantage_none")),
        ]  # fmt: skip

    def method_card(self) -> Section:
        """The annex that lets anybody compute the report's numbers again."""
        say, card, manifest = self.say, self.snapshot.card, self.snapshot.manifest
        grades = say.pick("，", ", ").join(self.grade(place + 1) for place in range(len(self.snapshot.grades)))
        floors = say(
            "paper.floors_text", share=f"{card['floors']['dimension_share']:.0%}", n=card["floors"]["dimensions"]
        )
        facts = [
            (say("paper.framework"), self.framework()),
            (say("paper.framework_digest"), card["framework_sha256"]),
            (say("paper.weight_set"), say(f"paper.weights_{card['weight_set']}")),
            (say("paper.floors"), floors),
            (say("paper.grades"), grades),
            (say("paper.precision"), say("paper.precision_text", n=self.snapshot.precision)),
            *self._how_sure(),
            (say("paper.visits"), say("paper.visits_text", n=card["visits_needed"])),
            (say("paper.analysis"), str(manifest["analysis"])),
            (say("paper.software"), self._software()),
            (say("paper.manifest_digest"), card["manifest_sha256"]),
        ]
        return Section(
            say("paper.method_card"),
            [Facts(facts), self._weights(), self._inputs(), Paragraph(say("paper.fonts"), quiet=True)],
            annex=True,
        )

    def _software(self) -> str:
        """This program and the packages that computed the scores; earlier versions did not note these."""
        packages = self.snapshot.card.get("packages", {})
        own = self.say("paper.software_text", version=self.snapshot.card["software"])
        return self.say.pick("，", ", ").join([own, *(f"{name} {version}" for name, version in packages.items())])

    def _how_sure(self) -> list[tuple[str, str]]:
        """What rank bands and tiers were made of; nothing in scorecards without them."""
        say, rule = self.say, self.snapshot.card.get("uncertainty")
        if rule is None:
            return []
        text = say(
            "paper.replications_text", n=f"{rule['draws']:,}", spread=f"{rule['weights']:.0%}", least=f"{rule['geometric_least']:g}",
            seed=rule["seed"],
        )  # fmt: skip
        entries = self.snapshot.indicators
        names = [say.pick(entries[name].name_zh, entries[name].name_en) for name in rule["sampled"]]
        return [(say("paper.replications"), text), (say("paper.resampled"), say.pick("、", ", ").join(names))]

    def _weights(self) -> Table:
        """The weight of every dimension at every level, as this round's scores used them."""
        say, scores = self.say, self.snapshot.scores
        levels = scores.sites.set_index("site_id")["level"]
        used = scores.dimensions.assign(level=scores.dimensions["site_id"].map(levels))
        weights = used.groupby(["dimension", "level"])["weight"].first()
        rows = []
        for name in self.dimensions():
            cells = [
                Cell(f"{weights[name, level]:g}") if (name, level) in weights.index else Cell(say("paper.unused"), quiet=True)
                for level in LEVELS
            ]  # fmt: skip
            rows.append([Cell(self.dimension(name)), *cells])
        columns = [
            Column(say("paper.dimension"), 1.4),
            *(Column(say(f"level.{level}"), number=True) for level in LEVELS),
        ]
        return Table(say("paper.weights"), columns, [Group(rows)], say("paper.weights_note"))

    def _inputs(self) -> Table:
        inputs = self.snapshot.card["inputs"]
        rows = [[Cell(name), Cell(inputs[name])] for name in sorted(inputs)]
        columns = [Column(self.say("paper.file"), 1), Column("SHA-256", 2.45)]
        return Table(self.say("paper.inputs"), columns, [Group(rows)], self.say("paper.inputs_note"))

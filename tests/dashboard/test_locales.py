"""Both languages say the same things, everything that can be said is worded, and nothing is worded in vain."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.locales import LANGUAGES, words
from dashboard.queries import SIDES
from data.capture.transport import CERTIFICATE_FAULTS
from data.catalogue import Catalogue
from data.collectors.reading import FAILED
from data.errors import Problem
from data.model import BLOCKED, Cause, Level, Purpose, Status, Where
from data.registry_files import SITE_KINDS, SITE_STATES
from metrics.coverage import COUNTS

ROOT = Path(__file__).parents[2]
TABLES = {
    language: tomllib.loads((ROOT / "dashboard" / "locales" / f"{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
}
SOURCES = [path for room in ("data", "metrics", "dashboard") for path in sorted((ROOT / room).rglob("*.py"))]


def flat(table: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, (*above, key))
        else:
            yield (*above, key), value


def fields(text: str) -> set[str]:
    return {name.split(":")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def raised_codes() -> set[str]:
    """Every code that makes a problem: what fail(…), Problem(…) and faults.add(…) are given, and whatever looks like it."""
    kinds = {code.split(".")[0] for code in TABLES["zh"]["error"]}
    codes = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            texts = [c.value for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str)]
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            for text in texts:
                looks = re.fullmatch(r"[a-z]+\.[a-z_0-9]+", text) and not text.endswith(
                    (".toml", ".csv", ".py", ".lock", ".json", ".log")
                )
                if looks and (text.split(".")[0] in kinds or (name in {"fail", "Problem"} and text == texts[0])):
                    codes.add(text)
    return codes


def test_both_languages_have_the_same_keys_with_the_same_values_in_them() -> None:
    chinese, english = (dict(flat(TABLES[language])) for language in LANGUAGES)
    assert chinese.keys() == english.keys()
    different = [key for key in chinese if fields(chinese[key]) != fields(english[key])]
    assert different == []


def test_no_text_is_empty() -> None:
    for language in LANGUAGES:
        assert {key for key, text in flat(TABLES[language]) if not text.strip() and key[0] != "unit"} == set()


def test_every_code_that_is_raised_is_worded_and_no_other() -> None:
    codes = raised_codes()
    assert len(codes) > 50
    for language in LANGUAGES:
        assert set(TABLES[language]["error"]) == codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_says_its_parameters_and_its_code(language: str) -> None:
    for code, text in TABLES[language]["error"].items():
        extra = {name: f"<{name}>" for name in fields(text) - {"where", "found", "allowed"}}
        said = words(language).problem(Problem(code, "<where>", "<found>", "<allowed>", extra))
        assert said.endswith(f"[{code}]")
        assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_model_is_worded(language: str) -> None:
    say = words(language)
    for cause in Cause:
        for part in ("name", "why", "next"):
            assert say(f"cause.{cause}.{part}")
    for section, names in {
        "status": Status, "level": Level, "where": Where, "purpose": Purpose, "count": COUNTS, "site_state": SITE_STATES,
        "kind": SITE_KINDS, "source_status": ("verified", "recalled", "own"), "coverage": SIDES,
    }.items():  # fmt: skip
        for name in names:
            assert say(f"{section}.{name}")
    for entry in Catalogue.load().entries.values():
        for unit in {entry.unit, *(part.unit for part in entry.parts)} - {"", "ratio"}:
            assert say(f"unit.{unit}")


def test_a_cause_on_the_sites_side_has_a_step_of_its_own() -> None:
    """Whoever is told that a page could not be had is told whom to ask for what; no two causes say the same."""
    page_causes = [cause for cause in Cause if cause in FAILED | BLOCKED | CERTIFICATE_FAULTS]
    for language in LANGUAGES:
        steps = [words(language)(f"cause.{cause}.next") for cause in page_causes]
        assert len(set(steps)) == len(steps) >= 22
        assert min(map(len, steps)) > 30
    for cause in (Cause.CHALLENGE, Cause.HTTP_403, Cause.HTTP_412, Cause.ROBOTS_DISALLOWED):
        assert any(said in words("zh")(f"cause.{cause}.next") for said in ("访问地址", "Qihua")), cause


def test_every_identity_reason_and_verdict_is_worded() -> None:
    tree = ast.parse((ROOT / "data" / "identity.py").read_text("utf-8"))
    reasons = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Identity":
            reasons |= {
                c.value for c in ast.walk(node.args[1]) if isinstance(c, ast.Constant) and isinstance(c.value, str)
            }
    assert "code_registered" in reasons
    assert set(TABLES["zh"]["identity_reason"]) == reasons


def test_what_the_dashboard_says_is_worded_and_what_is_worded_is_said() -> None:
    """Keys are written out in the code, or as f"section.{name}"; errors and causes are said by their codes."""
    keys = {".".join(key) for key, _ in flat(TABLES["zh"])}
    said, beginnings = set(), set()
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
                beginnings.add(str(node.left.value))
    beginnings = {text for text in beginnings if re.fullmatch(r"[a-z_]+\.[a-z_]*", text)}
    sections = {key.split(".")[0] for key in keys}
    wanted = {text for text in said if re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", text) and text.split(".")[0] in sections}
    assert {
        key for key in wanted if key not in keys and not key.endswith((".py", ".csv", ".toml"))
    } - beginnings == set()
    never = {
        k
        for k in keys
        if k not in said and not k.startswith(("error.", "cause.")) and not any(map(k.startswith, beginnings))
    }
    assert never == set()


def test_chinese_words_are_those_of_the_offices() -> None:
    """facts of use: 国务院部门, 采集, 页面存档, 监测值, 检查批次; no word ranks anybody last."""
    said = "\n".join(text for _, text in flat(TABLES["zh"]))
    for refused in ("部委", "抓取", "爬取", "爬虫", "观测值", "最差", "倒数", "垫底", "一票否决", "轮次"):
        assert refused not in said, refused


def test_chinese_texts_have_chinese_signs() -> None:
    for key, text in flat(TABLES["zh"]):
        assert not re.search(r"[一-鿿][,;:?!](?![a-zA-Z0-9/])", text), (key, text)

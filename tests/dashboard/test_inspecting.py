"""One page over the network: asked for as a visit asks, robots.txt first."""

from __future__ import annotations

import pytest

from dashboard.collecting import user_agent
from dashboard.inspecting import inspect_file, inspect_url
from dashboard.locales import LANGUAGES, words
from data.errors import QihuaError
from tests.data.capture.web import page, redirect, rules, web

HOST = "www.p1.gov.example"


def test_a_page_is_found_through_its_redirects_and_named_by_where_it_stands() -> None:
    answers = {f"{HOST}/": redirect("/a"), f"{HOST}/a": redirect("http://b.gov.example/"), "b.gov.example/": page()}
    with web(answers) as running:
        found = inspect_url(f"http://{HOST}/", "test", running.network)
    assert found["url"] == "http://b.gov.example/"
    assert running.urls == [f"{HOST}/robots.txt", f"{HOST}/", f"{HOST}/a", "b.gov.example/robots.txt", "b.gov.example/"]


@pytest.mark.parametrize(
    ("robots", "cause"),
    [(rules("User-agent: *\nDisallow: /"), "robots_disallowed"), ((503, {}, b""), "robots_unavailable")],
)
def test_a_page_that_may_not_be_asked_for_is_not(robots, cause: str) -> None:
    with web({f"{HOST}/robots.txt": robots, f"{HOST}/": page()}) as running, pytest.raises(QihuaError) as error:
        inspect_url(f"http://{HOST}/", "test", running.network)
    assert [(p.code, p.found) for p in error.value.problems] == [("inspect.not_a_page", cause)]
    assert running.urls == [f"{HOST}/robots.txt"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_inspects_is_told_the_cause_what_it_means_and_what_to_do(language: str) -> None:
    with web({f"{HOST}/": (403, {}, b"")}) as running, pytest.raises(QihuaError) as error:
        inspect_url(f"http://{HOST}/", "test", running.network)
    say = words(language)
    said = say.problem(error.value.problems[0])
    assert [part for part in ("name", "why", "next") if say(f"cause.http_403.{part}") not in said] == []


def test_an_answer_without_a_page_is_named_by_its_status() -> None:
    with web({f"{HOST}/": (204, {}, b"")}) as running, pytest.raises(QihuaError) as error:
        inspect_url(f"http://{HOST}/", "test", running.network)
    assert [(p.code, p.found) for p in error.value.problems] == [("inspect.no_success", "204")]


def test_more_redirects_than_five_are_a_loop() -> None:
    answers = {f"{HOST}/{n or ''}": redirect(f"/{n + 1}") for n in range(7)}
    with web(answers) as running, pytest.raises(QihuaError) as error:
        inspect_url(f"http://{HOST}/", "test", running.network)
    assert error.value.problems[0].found == "redirect_loop"


def test_a_contact_in_chinese_can_be_sent() -> None:
    with web({f"{HOST}/": page()}) as running:
        assert inspect_url(f"http://{HOST}/", "信息中心 010-00000000", running.network)["url"] == f"http://{HOST}/"
    assert user_agent("a@b.example, 010-1").endswith("contact: a@b.example, 010-1)")


def test_scripts_of_the_site_are_read_too_and_what_one_that_fails_may_write_is_not_absent() -> None:
    frame = '<div class="nav"><a href="/">首页</a><a href="/a/">要闻</a><a href="/c/">公告</a></div>{}<div class="footer">主办单位：虚构县人民政府</div>'
    written = "document.write('<a href=\"/en/\">English</a>') // 演示数据（虚构）".encode("gb18030")
    answers = {
        f"{HOST}/": page(frame.format('<script src="/js/8.js"></script><script src="/js/none.js"></script>')),
        f"{HOST}/js/8.js": (200, {"Content-Type": "text/javascript"}, written),
        f"{HOST}/b": page(frame.format('<script src="/js/b.js"></script>')),
        f"{HOST}/js/b.js": (503, {}, b"busy"),
    }
    with web(answers) as running:
        read, failed = (inspect_url(f"http://{HOST}{path}", "test", running.network)["facts"] for path in ("/", "/b"))
    assert (read["english_link"]["state"], read["elder_mode"]["state"]) == ("script", "absent")
    assert (failed["english_link"]["state"], failed["elder_mode"]["state"]) == ("not_seen", "not_seen")


def test_every_accessibility_rule_is_told_with_the_first_ten_elements_that_fail(tmp_path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html lang=zh><title>虚构县</title><p>" + "<img src=a.png>" * 12, "utf-8")
    told = {rule["rule"]: rule for rule in inspect_file(file, f"http://{HOST}/")["accessibility"]}
    assert [told[rule]["outcome"] for rule in ("2779a5", "23a2a8", "e086e5")] == ["passed", "failed", "inapplicable"]
    assert len(told["23a2a8"]["elements"]) == 10
    assert told["23a2a8"]["elements"][1] == {
        "path": "html > body > p:nth-child(1) > img:nth-child(2)",
        "text": '<img src="a.png">',
    }


def test_a_file_larger_than_a_visit_would_read_is_named(tmp_path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html><p>" + "虚构" * 1_000_000, "utf-8")
    with pytest.raises(QihuaError) as error:
        inspect_file(file, f"http://{HOST}/")
    assert [(p.code, p.params["cause"]) for p in error.value.problems] == [("inspect.not_a_page", "too_large")]

"""Every claimed W3C ACT rule on pages that pass, fail and give it nothing to apply to.

The rules with their own examples: https://www.w3.org/WAI/standards-guidelines/act/rules/ID/. What stands here is ours.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from data.lexicon import lexicon
from data.page.act import accessibility
from data.page.build import build_index
from data.page.model import RuleOutcome

CASES = {
    "23a2a8": {
        "passed": [
            '<img src="a.png" alt="县政府大楼">',
            '<img src="line.png" alt="">',
            "<img src='line.png' alt>",
            '<img src="a.png" title="国徽">',
            '<img src="a.png" role="none">',
            '<div role="img" aria-label="办事流程图"></div>',
            '<p id="c" hidden>2025 年财政收入</p><div role="img" aria-labelledby="x c"></div>',
            '<div aria-hidden="true"><img src="b.png"></div><img src="a.png" alt="图">',
            '<p><noscript><img src="count.gif"></noscript><img src="a.png" alt="图">',
        ],
        "failed": [
            '<img src="a.png">',
            '<img data-original="later.png" class="lazy">',
            '<img src="a.png" alt="　 ">',
            '<img src="a.png" alt="图"><img src="b.png">',
            '<img src="a.png" role="presentation" aria-live="polite">',
            '<img src="a.png" aria-labelledby="nowhere">',
            '<picture><source srcset="a.webp"><img></picture>',
            '<img src="a.png" alt="" role="img">',
            '<span role="img"><b></b></span>',
            '<div style="visibility:hidden"><p style="visibility:visible"><img src="a.png"></p></div>',
            '<p hidden style="display:block"><img src="a.png"></p>',
            "<style>@media print { .pic { display: none } }</style><img class=pic src=a.png>",
            "<style>.pic:hover { display: none } .x { border: none } .pic { overflow: hidden }</style><img class=pic src=a.png>",
        ],
        "inapplicable": [
            "<p>没有图片</p>",
            '<img src="a.png" hidden>',
            '<img src="a.png" style="color:red; DISPLAY : none">',
            '<p aria-hidden="TRUE"><img src="a.png"></p>',
            "<style>/* 备用 */ .a, .pic .big { display: none }</style><div class=pic><p class=big><img src=a.png></p></div>",
            "<style>@charset 'utf-8'; #pic{visibility:hidden}</style><img id=pic src=a.png>",
            '<svg role="img"><image href="a.png"/></svg>',
            "<details><summary>更多</summary><img src=a.png></details>",
            "<dialog><img src=a.png></dialog>",
            "<template><img src=a.png></template>",
            "<img>",
        ],
    },
    "b5c3f8": {
        "passed": ['<html lang="zh-CN"><p>正文', '<HTML LANG="en">'],
        "failed": ["<p>正文</p>", '<html lang="  ">', '<html xml:lang="zh">', "<html lang>", '<body lang="zh">'],
        "inapplicable": ['<?xml version="1.0"?><!-- 图 --><svg><text>图</text></svg>', '<math lang="zh"></math>'],
    },
    "bf051a": {
        "passed": ['<html lang="zh">', '<html lang="ZH-Hans-CN">', '<html lang="yue">', '<html lang="bo-不是">'],
        "failed": ['<html lang="cn">', '<html lang="zh_CN">', '<html lang="chinese">', '<html lang="zho">', '<html lang="#">'],
        "inapplicable": ["<p>正文</p>", '<html lang="">', '<svg lang="cn"></svg>'],
    },
    "2779a5": {
        "passed": ["<title>虚构县人民政府</title>", "<body><p>文</p><title>虚构县</title>", "<title>一</title><title></title>"],
        "failed": [
            "<p>没有标题</p>",
            "<title> \n</title>",
            "<title></title><title>二</title>",
            "<body><svg><title>图标</title></svg>",
            "<template><title>虚构县</title></template>",
            "<iframe><title>虚构县</title></iframe>",
        ],
        "inapplicable": ["<svg><title>图标</title></svg>"],
    },
    "c487ae": {
        "passed": [
            '<a href="/">首页</a>',
            '<a href="/"><span><b>首页</b></span></a>',
            '<a href="/"><img src="a.png" alt="首页"></a>',
            '<a href="/" title="首页"><i class="icon"></i></a>',
            '<a href="/" aria-label="首页"></a>',
            '<a href="/"><svg><title>首页</title></svg></a>',
            '<a href="/"><img src="a.png" alt="" aria-label="首页"></a>',
            '<h2 id="t">通知公告</h2><a href="/tz/" aria-labelledby="t"></a>',
            '<p role="link" tabindex="0">首页</p>',
            '<a href="/"><span style="display:none">旧</span>首页</a>',
            '<img src="m.png" alt="图" usemap="#M"><map name="m"><area href="/a" alt="东区"></map>',
            '<a href="/"><input type="button" value="进入"></a>',
            '<a href="/"><script>document.write(name)</script></a>',
        ],
        "failed": [
            '<a href="/"></a>',
            '<a href="/"> &nbsp;\n</a>',
            '<a href="/">首页</a><a href="/tz/"><img src="a.png"></a>',
            '<a href="/"><img src="a.png" alt="" title="首页"></a>',
            '<a href="/"><img src="a.png" alt="首页" role="presentation"></a>',
            '<a href="/"><span aria-hidden="true">首页</span></a>',
            '<a href="/"><span style="display:none">首页</span></a>',
            "<style>.tip{display:none}</style><a href=/><em class=tip>首页</em></a>",
            '<a href="/" role="presentation"></a>',
            '<a href="/" aria-labelledby="t"></a><p id="t"><img src="a.png" alt=""></p>',
            '<img src="m.png" alt="图" usemap="#m"><map name="m"><area href="/a"></map>',
            '<span role="doc-noteref"></span>',
        ],
        "inapplicable": [
            "<a>首页</a>",
            '<a href="/" role="button"></a>',
            '<nav hidden><a href="/"></a></nav>',
            '<map name="m"><area href="/a"></map>',
            '<p role="linking"></p>',
        ],
    },
    "97a4e1": {
        "passed": [
            "<button>搜索</button>",
            '<input type="submit">',
            '<input type="button" value="搜索">',
            '<input type="submit" value="" title="搜索">',
            '<button><img src="a.png" alt="搜索"></button>',
            '<label>搜索 <button></button></label>',
            '<div role="button" aria-label="关闭"></div>',
            '<label for="b">搜索</label><button id="b"></button>',
        ],
        "failed": [
            "<button></button>",
            '<input type="submit" value="">',
            '<input type="button">',
            '<button value="搜索"><i></i></button>',
            '<span role="button"><i></i></span>',
            '<a href="/" role="BUTTON"></a>',
            '<button role="none"></button>',
            '<label><input><button></button>搜索</label>',
        ],
        "inapplicable": [
            '<input type="image">',
            "<p>没有按钮</p>",
            "<button hidden></button>",
            '<button role="none" disabled></button>',
            '<button role="tab"></button>',
        ],
    },
    "59796f": {
        "passed": ['<input type="image" alt="搜索">', '<INPUT TYPE=IMAGE title=搜索>', '<input type=image aria-label="搜索">'],
        "failed": ['<input type="image" src="a.png">', '<input type="image" alt=" ">', '<input type="image" value="搜索">'],
        "inapplicable": ["<button></button>", '<input type="image" style="display:none">', '<img src="a.png">'],
    },
    "e086e5": {
        "passed": [
            '<label for="q">关键词</label><input id="q">',
            "<label>关键词<select><option>全部</select></label>",
            '<input type="search" placeholder="请输入关键词">',
            '<input title="验证码">',
            '<textarea aria-label="留言"></textarea>',
            '<label for="q" style="display:none">关键词</label><input id="q">',
            '<label for="q"><img src="a.png" alt="关键词"></label><input id="q" type="password">',
            '<div role="switch">夜间模式</div>',
            '<p id="n">第<input id="m" value="2" title="页">页</p><input aria-labelledby="n">',
        ],
        "failed": [
            '<label for="other">关键词</label><input id="q">',
            "<input>关键词",
            "<label><input></label>",
            "<label>姓名<input><input></label>",
            "<select><option>全部</option></select>",
            '<label for="q"></label><input id="q" type="date">',
            '<div role="searchbox">关键词</div>',
            '<input type="checkbox" value="1">同意',
            '<input name="q" value="请输入">',
        ],
        "inapplicable": [
            '<input type="hidden" name="t">',
            '<input type="submit"><button></button>',
            '<fieldset hidden><input></fieldset>',
            '<select role="none" disabled><option>全部</select>',
        ],
    },
    "ffd0e9": {
        "passed": [
            "<h1>虚构县人民政府</h1>",
            "<h3><a href=/tz/>通知</a></h3>",
            '<h1><img src="logo.png" alt="虚构县"></h1>',
            '<p role="heading" aria-level="2">要闻</p>',
            '<h2 title="要闻"></h2>',
            '<h2 hidden></h2><h2>要闻</h2>',
        ],
        "failed": [
            "<h1></h1>",
            "<h1>要闻</h1><h2> <br></h2>",
            '<h1><img src="logo.png"></h1>',
            '<h2><span hidden>要闻</span></h2>',
            '<div role="heading"><img src="a.png" alt=""></div>',
            '<h2 role="none" aria-describedby="x"></h2>',
        ],
        "inapplicable": ["<p>要闻</p>", '<h1 role="presentation"></h1>', '<div style="display:none"><h1></h1></div>'],
    },
    "b4f0c3": {
        "passed": [
            '<meta name="viewport" content="width=device-width, maximum-scale=5">',
            '<meta name="Viewport" content="user-scalable = yes; maximum-scale = 2">',
            '<meta name="viewport" content="user-scalable=1">',
            '<meta name="viewport" content="maximum-scale=-1,user-scalable=device-height">',
        ],
        "failed": [
            '<meta name="viewport" content="width=device-width,initial-scale=1.0,user-scalable=no">',
            '<meta name="viewport" content="USER-SCALABLE=0">',
            '<meta name="viewport" content="maximum-scale=1.0">',
            '<meta name="viewport" content="maximum-scale = 1.99;user-scalable=yes">',
            '<meta name="viewport" content="user-scalable=nein">',
        ],
        "inapplicable": [
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="viewport" content="maximum-scalable=1">',
            '<meta name="viewport">',
            '<meta name="description" content="user-scalable=no">',
        ],
    },
    "bc659a": {
        "passed": [
            '<meta http-equiv="refresh" content="0;url=/index.html">',
            '<meta http-equiv="Refresh" content=" 0.9 ">',
            '<meta http-equiv="refresh" content="80000">',
            '<meta http-equiv="refresh" content="0"><meta http-equiv="refresh" content="9">',
        ],
        "failed": [
            '<meta http-equiv="refresh" content="300">',
            '<meta http-equiv="refresh" content="5,url=/">',
            '<meta http-equiv="refresh" content="五"><meta http-equiv="refresh" content="3 /">',
            '<meta http-equiv="refresh" content="72000">',
        ],
        "inapplicable": [
            '<meta http-equiv="refresh">',
            '<meta http-equiv="refresh" content="-5">',
            '<meta http-equiv="refresh" content="5秒">',
            '<meta name="refresh" content="5">',
        ],
    },
    "bisz58": {
        "passed": ['<meta http-equiv="refresh" content="0">', '<meta http-equiv="refresh" content=".5;/">'],
        "failed": ['<meta http-equiv="refresh" content="80000">', '<meta http-equiv="refresh" content="1; url=/">'],
        "inapplicable": ['<meta http-equiv="refresh" content="一会儿">', "<p>不刷新</p>"],
    },
    "de46e4": {
        "passed": [
            '<p lang="bo">བོད་ཡིག</p>',
            '<body lang="zh"><p>正文</p>',
            '<p lang="EN-us">text</p>',
            '<div lang="nonsense"><p lang="zh">正文</p></div>',
            '<p lang="zh"><img src="a.png" alt="图"></p>',
        ],
        "failed": [
            '<p lang="english">text</p>',
            '<p lang=" ">正文</p>',
            '<p lang="zh">正文</p><p lang="chi">正文</p>',
            '<p lang="cn"><img src="a.png" alt="图"></p>',
            '<p lang="cn" aria-hidden="true">正文</p>',
            '<p lang="i-hak">文</p>',
        ],
        "inapplicable": [
            '<html lang="cn"><body>正文',
            '<p lang="">正文</p>',
            '<p lang="cn"></p>',
            '<p lang="cn"><b hidden>正文</b><script>var a</script></p>',
            '<p lang="cn" style="visibility:hidden">正文</p>',
        ],
    },
}  # fmt: skip


def outcome(html: str, rule: str) -> RuleOutcome:
    return next(said for said in accessibility(LexborHTMLParser(html)) if said.rule == rule)


@pytest.mark.parametrize(
    ("rule", "expected", "html"),
    [(rule, expected, html) for rule, kinds in CASES.items() for expected, pages in kinds.items() for html in pages],
)
def test_a_rule_fires_on_what_fails_and_is_silent_on_the_rest(rule: str, expected: str, html: str) -> None:
    said = outcome(html, rule)
    assert said.outcome.value == expected
    assert bool(said.elements) is (expected == "failed")


def test_every_claimed_rule_is_checked_and_has_cases_of_each_kind() -> None:
    claimed = [rule["id"] for rule in lexicon("accessibility")["rules"]]
    assert [said.rule for said in accessibility(LexborHTMLParser("<p>"))] == claimed
    assert sorted(claimed) == sorted(CASES)
    assert all(set(kinds) == {"passed", "failed", "inapplicable"} for kinds in CASES.values())


def test_a_failing_element_is_found_again_and_shows_no_personal_data() -> None:
    html = (
        '<html lang="zh"><body><ul id="n"><li>一<li><a href="/a?tel=13812345678&p=' + "9" * 90 + '"></a></ul>'
        '<p id="n"><a href="/b"></a></p><p><a href="/c"></a></p>'
    )
    tree = LexborHTMLParser(html)
    said = next(said for said in accessibility(tree, faults=9) if said.rule == "c487ae")
    assert [element.path for element in said.elements] == [
        "#n > li:nth-child(2) > a:nth-child(1)", "html > body > p:nth-child(2) > a:nth-child(1)",
        "html > body > p:nth-child(3) > a:nth-child(1)",
    ]  # fmt: skip
    assert [tree.css_first(element.path).attributes["href"][:2] for element in said.elements] == ["/a", "/b", "/c"]
    assert "138****5678" in said.elements[0].text
    assert len(said.elements[0].text) <= 80


def test_as_many_faults_are_named_as_are_asked_for() -> None:
    tree = LexborHTMLParser("<img src=a>" * 30)
    assert [len(accessibility(tree, faults=n)[0].elements) for n in (1, 4, 40)] == [1, 4, 30]


_TAG = st.sampled_from(
    "<a href=/> </a> <img> <img src=a> <p> </p> <label> <label for=i> </label> <input id=i> <select> <svg> </svg> <h2> </h2> "
    "<b hidden> <b aria-labelledby=i> <details> <b id=i aria-labelledby=i> <button> 文 <style>b{display:none}</style> "
    "<p lang=x> <map name=m> <area href=/> <img usemap=#m> <b role=button> <b role=none>".split(" ")
)


@given(st.lists(_TAG, max_size=40).map(" ".join))
def test_any_page_is_judged_and_every_failing_element_stands_where_it_is_said_to(html: str) -> None:
    tree = LexborHTMLParser(html)
    for said in accessibility(tree, faults=5):
        for element in said.elements:
            found = tree.css_first(element.path)
            assert found is not None
            assert element.text.startswith(f"<{found.tag}")


def test_deep_pages_and_long_heads_take_no_longer() -> None:
    deep = "<a href=/>" + "<b>" * 1900
    heads = "<!-- -->" * 5000 + "<html><p>"
    started = time.process_time()
    assert outcome(deep, "c487ae").outcome == "failed"
    assert outcome(heads, "b5c3f8").outcome == "failed"
    assert time.process_time() - started < 2


def test_the_index_carries_what_the_rules_say() -> None:
    page = build_index("http://www.p1.gov.example/", b"<html lang=zh><body><img src=a><img src=b>")
    said = {rule.rule: rule for rule in page.accessibility}
    assert said["b5c3f8"].outcome == "passed"
    assert [element.path for element in said["23a2a8"].elements] == ["html > body > img:nth-child(1)"]

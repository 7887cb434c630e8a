"""The shapes every page is made of: words are words, and what must be read can be read in both schemes."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qualitative.explorer import settings, ui
from qualitative.model import Table

HOSTILE = (
    "<script>alert(1)</script>",
    "</p><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' style='display:none",
    "![x](http://elsewhere.example/x.png)",
    "[read on](javascript:alert(1))",
    "**bold** _low_ `code` $x$ :red[x] :smile: <!-- -->",
    "&lt;b&gt; &amp;",
    "www.elsewhere.example and http://elsewhere.example",
    "1. not a list\n- nor this",
    "👩🏽‍🚒 e\u0301 \u202e",
)
hostile = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40), st.builds("{}{}".format, *[st.sampled_from(HOSTILE)] * 2)
)


class _Seen(HTMLParser):
    """What a browser makes of it: every tag with its attributes, and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> _Seen:
    seen = _Seen()
    seen.feed(markup)
    seen.close()
    return seen


def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(ui.st, "html", said.append)
    return said


def every_shape(words: str) -> str:
    """Each shape of ui.py that draws markup, made of the same words."""
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ui.st, "html", said.append)
        ui.heading(words, words)
        ui.subheading(words, words)
        ui.note(words)
        ui.facts([(words, words)])
        ui.chips([(words, words), (words, "#1b6ca8")])
        ui.quotation(words, words, verbatim=True, before=words, after=words, tags=ui.code_word(words, words))
        ui.quotation(words, words, verbatim=False)
        ui.table(Table(words, (words, words), ((words, words),), words))
    return "\n".join(said)


TAME = every_shape("x")


@given(hostile.filter(lambda words: bool(words.strip())))
def test_hostile_words_never_become_markup_in_any_shape(words: str) -> None:
    one_line = " ".join(words.split()) or "x"
    assert read(every_shape(one_line)).tags == read(TAME).tags


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), min_size=1, max_size=30))
def test_words_arrive_as_they_were(words: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        said = drawn(patch)
        ui.note(words)
    assert read(said[0]).text == words


@given(hostile.filter(lambda words: "\x00" not in words))
def test_a_label_read_as_markdown_shows_the_words_and_nothing_else(words: str) -> None:
    as_read = MarkdownIt("gfm-like", {"linkify": False}).renderInline(ui.plain(words))
    seen = read(as_read)
    assert seen.tags == []
    assert seen.text == " ".join(words.split())


@pytest.mark.parametrize("words", HOSTILE)
def test_no_directive_of_streamlit_survives_in_a_label(words: str) -> None:
    label = ui.plain(words)
    assert not re.search(r"(?<!\\)[:$\[\]<>`*_]", label)
    assert not re.search(r"(?i)https?:|www\.", label)


@pytest.mark.parametrize("color", ["red", "#12", "#1b6ca8;background:url(x)", "", 'url("x")', "#ｆｆｆ"])
def test_a_code_s_colour_is_a_colour_or_grey(color: str) -> None:
    style = re.search(r'style="([^"]*)"', ui.code_word("x", color))
    assert style is not None
    assert re.fullmatch(r"background:(#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6})", style[1])


def test_a_table_can_be_reached_by_key_and_says_what_it_is() -> None:
    markup = ui.table_markup(Table("Who said it", ("a", "b"), (("1", "2\n3"),), "of 9"))
    assert 'tabindex="0" role="region" aria-label="Who said it"' in markup
    assert 'scope="col"' in markup
    assert 'scope="row"' in markup
    assert "2<br>3" in markup


def test_a_fact_names_itself_before_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    said = drawn(monkeypatch)
    ui.facts([("sources", "9 of 11")])
    assert said[0].index("<dt>sources</dt>") < said[0].index("<dd>9 of 11</dd>")


# ------------------------------------------------------------------ the look

CSS = (Path(ui.__file__).parent / "look.css").read_text("utf-8")


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio of two colours, #rrggbb."""

    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def of_look(name: str) -> tuple[str, str]:
    """A colour of look.css: (in light, in dark)."""
    found = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", CSS)
    assert found is not None, name
    return found[1], found[2]


def grounds(scheme: dict[str, settings.Setting]) -> list[str]:
    return [str(scheme["backgroundColor"]), str(scheme["secondaryBackgroundColor"])]


@pytest.mark.parametrize(("scheme", "at"), [(settings.LIGHT, 0), (settings.DARK, 1)])
def test_every_colour_of_words_meets_wcag_aa_in_both_schemes(
    scheme: dict[str, settings.Setting], at: int
) -> None:
    words = [
        str(scheme["textColor"]),
        str(scheme["linkColor"]),
        of_look("q-quiet")[at],
        of_look("q-accent")[at],
    ]
    for ground in grounds(scheme):
        assert min(contrast(color, ground) for color in words) >= 4.5
        assert contrast(of_look("q-firm")[at], ground) >= 3  # a border that says "press me"
    assert contrast(of_look("q-on-accent")[at], of_look("q-accent")[at]) >= 4.5


def test_quiet_words_are_not_made_quieter_by_standing_in_one_another() -> None:
    assert "--q-quiet: light-dark(" in CSS


def test_sizes_come_from_the_scale() -> None:
    sizes = re.findall(r"font-size:\s*([^;]+);", CSS)
    assert sizes
    assert {s for s in sizes if not s.startswith("var(--q-")} <= {"inherit", "0.9rem", "1.05rem"}


def test_nothing_is_fetched_by_the_look() -> None:
    assert not re.search(r"url\(|@import|https?:", CSS)

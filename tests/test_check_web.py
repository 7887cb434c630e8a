"""A finished web page shows or hides one thing, and the check names it and its place; a clean one passes."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from qualitative.disclosure.final import read_final
from qualitative.files import FileTrouble
from tests.support.finished import html, png
from tests.test_check_files import found, kinds

PIXEL = base64.b64encode(png()).decode()
SIGNED = base64.b64encode(png(Author="Ffion Pritchard")).decode()


def test_a_clean_page_passes(tmp_path: Path) -> None:
    head = "<style>.box { font-size: .9rem; color: #fff; background: #123 } @media print { nav { display: none } }</style>"
    body = f"<nav aria-label=Contents><a href='#a'>Decisions</a></nav><div class=box>Slow.</div><img alt='' src='data:image/png;base64,{PIXEL}'>"
    assert found(html(tmp_path / "a.html", body, head)) == []


def test_the_heading_it_stands_under_is_named(tmp_path: Path) -> None:
    (one,) = found(html(tmp_path / "a.html", "<h2>Communication</h2><p>It was <b>Ff</b>ion who spoke.</p>"))
    assert (one.where, one.person) == ("under “Communication”", "P7")


@pytest.mark.parametrize(
    ("body", "head", "kind"),
    [
        ("<!-- ask again -->", "", "comment"),
        ("<p style='display: none'>kept back</p>", "", "hidden text"),
        ("<p hidden>kept back</p>", "", "hidden text"),
        ("<p aria-hidden=true>kept back</p>", "", "hidden text"),
        ("<p style='font-size:0'>kept back</p>", "", "hidden text"),
        ("<p style='position:absolute;left:-9999px'>kept back</p>", "", "hidden text"),
        ("<p style='color: white'>kept back</p>", "", "hidden text"),
        ("<p class='a gone'>kept back</p>", "<style>.gone, .b { visibility: hidden }</style>", "hidden text"),
        ("<template>kept back</template>", "", "hidden text"),
        ("", "<meta name=author content='Somebody Else'>", "author"),
        ("", "<meta name=keywords content='tribunal'>", "property"),
        ("<script type='application/json'>{\"a\": 1}</script>", "", "data for scripts"),
        ("<script src='https://elsewhere.example/a.js'></script>", "", "not looked into"),
        ("<iframe src='https://elsewhere.example/'></iframe>", "", "not looked into"),
        ("<a href='file:///C:/Work/jo/notes.docx'>notes</a>", "", "path"),
        (f"<img src='data:image/png;base64,{SIGNED}'>", "", "picture's records"),
        ("<img src='data:application/zip;base64,UEsDBAAA'>", "", "not looked into"),
        ("<table><tr><th>group<th>people</tr><tr><td>Staff<td>2</tr></table>", "", "small count"),
    ],
)  # fmt: skip
def test_one_thing_in_a_page_is_found(tmp_path: Path, body: str, head: str, kind: str) -> None:
    assert kind in kinds(html(tmp_path / "a.html", body, head))


@pytest.mark.parametrize(
    "body",
    [
        "<!-- Ffion -->", "<p hidden>Ffion</p>", "<p title='Ffion'>x</p>", "<p data-who='Ffion'>x</p>", "<p aria-label='Ffion'>x</p>",
        "<p id='ffion-pritchard'>x</p>", "<p class='ffionpritchard'>x</p>", "<img alt='Ffion' src='#'>", "<input value='Ffion'>",
        "<a href='mailto:ffion@saltmarsh.example'>x</a>", "<a href='notes/Ffion%20Pritchard.docx'>x</a>",
        "<script>var who = 'Ffion';</script>", "<style>p:after { content: 'Ffion' }</style>", "<svg><title>Ffion</title></svg>",
        "<svg><text>Ffion</text></svg>", "<p>&#70;fion</p>", "<p>Ff&shy;ion</p>", "<p>Ff<wbr>ion</p>", f"<img src='data:image/png;base64,{SIGNED}'>",
        "<iframe src=\"data:text/html,<p>Ffion</p>\"></iframe>", "<script>x\n//# sourceMappingURL=ffionpritchard.js.map</script>",
        "<details><summary>x</summary>Ffion</details>", "<select><option>Ffion</select>", "<textarea>Ffion</textarea>",
    ],
)  # fmt: skip
def test_a_name_is_found_wherever_the_page_holds_it(tmp_path: Path, body: str) -> None:
    assert "P7" in {f.person for f in found(html(tmp_path / "a.html", body))}


def test_a_page_of_another_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes("<p>caf\u00e9, said Ffion</p>".encode("cp1252"))
    (tmp_path / "b.html").write_bytes("<p>said Ffion</p>".encode("utf-16"))
    assert kinds(tmp_path / "a.html") == kinds(tmp_path / "b.html") == {"name"}


def test_entities_are_not_expanded_and_an_empty_page_is_told(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><p>&b;</p>'
    (tmp_path / "a.html").write_text(bomb)
    assert "lollollol" not in " ".join(p.text for p in read_final(tmp_path / "a.html").pieces)
    (tmp_path / "b.html").write_text(" ")
    with pytest.raises(FileTrouble, match="empty"):
        read_final(tmp_path / "b.html")

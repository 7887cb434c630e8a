"""Tiers cannot be forged: not by an address, a widget's state, a page above one's tier, an act, or a download's link."""

from __future__ import annotations

import hashlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

from qualitative.explorer.frame import TIER_WORDS
from qualitative.explorer.places import BY_ID, PLACES
from qualitative.model import Tier
from qualitative.study import Study, access
from qualitative.study.access import Access, Forbidden
from qualitative.study.workspace import no_progress
from tests.support.explorer import script, shown, words
from tests.support.serving import Served, Sitting, served
from tests.support.small import Small

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them

BELOW = [(place, tier) for place in PLACES for tier in Tier if tier < place.tier]


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))


def telling(small: Small) -> set[str]:
    """What only somebody above the public tier may read: the sources' own sentences, the case, its people's strings."""
    study = small.open()
    texts = [source.text for source in study.store.sources()]
    study.close()
    sentences = {s.strip() for text in texts for s in re.split(r"[.?!\n:]", text)}
    return {s for s in sentences if len(s) > 25} | {"Tide Alliance", "tide-01", "tide-02"}


def leaked(said: str, wanted: set[str]) -> set[str]:
    plain = said.replace("&#x27;", "'").replace("&quot;", '"')
    return {w for w in wanted if w in plain}


def test_the_test_would_see_a_leak(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = (shown(monkeypatch, page, coded.folder, "coder", case="tide") for page in ("themes", "code"))
    assert len(leaked("".join(map(words, pages)), telling(coded))) > 1


@pytest.mark.parametrize(("place", "tier"), BELOW, ids=[f"{p.id}-{t.word}" for p, t in BELOW])
def test_a_page_above_ones_tier_shows_nothing_whoever_knows_its_address(
    coded: Small, monkeypatch: pytest.MonkeyPatch, place: Any, tier: Tier
) -> None:
    at = shown(
        *(monkeypatch, place.id, coded.folder, tier.word),
        **{"QUALITATIVE_TIER": "custodian", "as": "Ana", "case": "tide", "reading as": "custodian"},
    )
    main = "\n".join(str(getattr(e.proto, "body", "")) for e in _elements(at.main))
    assert not leaked(main, telling(coded))
    assert "tier" in main or "released" in main
    assert not at.exception


def _elements(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        if hasattr(child, "proto"):
            yield child
        yield from _elements(child)


@pytest.mark.parametrize("place", PLACES, ids=[p.id for p in PLACES])
def test_a_public_reader_sees_nothing_of_a_study_without_a_release(
    coded: Small, monkeypatch: pytest.MonkeyPatch, place: Any
) -> None:
    said = words(
        shown(monkeypatch, place.id, coded.folder, "public", "Ada", case="tide", reading_as="custodian")
    )
    assert not leaked(said, telling(coded))


@pytest.mark.parametrize("forged", ["custodian", "coder", "CODER", "nobody", "", None, 3])
def test_a_tier_that_was_not_offered_is_not_to_be_had(
    coded: Small, monkeypatch: pytest.MonkeyPatch, forged: Any
) -> None:
    monkeypatch.setenv("QUALITATIVE_STUDY", str(coded.folder))
    monkeypatch.setenv("QUALITATIVE_AS", "Ada")
    monkeypatch.setenv("QUALITATIVE_TIER", "reviewer")
    at = AppTest.from_function(script, kwargs={"first": "code"}, default_timeout=60)
    at.session_state["reading as"] = forged
    said = words(at.run())
    assert not leaked(said, telling(coded) - {"Tide Alliance"})
    assert not at.exception


def test_the_choice_of_a_tier_holds_none_above_the_ceiling(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tier in Tier:
        at = shown(monkeypatch, "home", coded.folder, tier.word)
        offered = {o.split(":")[0] for box in at.selectbox if box.key == "reading as" for o in box.options}
        assert offered <= {t.word for t in Tier if t <= tier}


def test_an_access_is_lowered_and_never_raised(coded: Small) -> None:
    low = Access(coded.folder, "Ada", Tier.CODER, Tier.CODER).lowered(Tier.REVIEWER)
    with pytest.raises(Forbidden):
        low.lowered(Tier.CUSTODIAN)
    with pytest.raises(Forbidden):
        Access(coded.folder, "Ada", Tier.PUBLIC, Tier.CODER)
    with pytest.raises(AttributeError):
        low.tier = Tier.CUSTODIAN  # type: ignore[misc]


# ------------------------------------------------------------------ every act there is


def acts() -> list[tuple[str, Callable[..., Any]]]:
    """Every public function of `qualitative/study/access/` that takes an Access, found anew at each run."""
    found = []
    for module in pkgutil.iter_modules(access.__path__, "qualitative.study.access."):
        loaded = import_module(module.name)
        for name, act in inspect.getmembers(loaded, inspect.isfunction):
            first = next(iter(inspect.signature(act).parameters.values()), None)
            if (
                act.__module__ == module.name
                and not name.startswith("_")
                and first
                and "Access" in str(first.annotation)
            ):
                found.append((f"{module.name.rpartition('.')[2]}.{name}", act))
    return found


ACTS = acts()
NAMES = [name for name, _ in ACTS]


class Nothing:
    """Stands for anything, holds nothing and is not true: what an act asks of it before the door holds it up nowhere."""

    def __getattr__(self, _name: str) -> Nothing:
        return Nothing()

    def __call__(self, *_: object, **__: object) -> Nothing:
        return Nothing()

    def __iter__(self) -> Iterator[object]:
        return iter(())

    def __bool__(self) -> bool:
        return False


def call(act: Callable[..., Any], reader: Access) -> Any:
    """The act with stand-ins for whatever else it asks for."""
    plain = {"str": "x", "bool": False, "int": 1, "float": 0.5, "Tier": Tier.PUBLIC, "Progress": no_progress}
    given: dict[str, Any] = {}
    for parameter in list(inspect.signature(act).parameters.values())[1:]:
        if parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            kind = str(parameter.annotation).partition(" ")[0]
            given[parameter.name] = "html" if parameter.name == "format" else plain.get(kind, Nothing())
    positional = [
        given.pop(p.name)
        for p in list(inspect.signature(act).parameters.values())[1:]
        if p.name in given and p.kind is not p.KEYWORD_ONLY
    ]
    result = act(reader, *positional, **given)
    if hasattr(result, "__enter__"):
        with result as inside:
            return inside
    return list(result) if inspect.isgenerator(result) else result


class Asked(BaseException):
    """Raised at the door: an act says which tier it needs."""

    def __init__(self, tier: Tier) -> None:
        self.tier = tier


def need_of(act: Callable[..., Any], folder: Path) -> Tier | None:
    """The tier an act asks for first, None where it never comes to the door."""

    def ask(_self: Access, tier: Tier) -> None:
        raise Asked(tier)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Access, "need", ask)
        try:
            call(act, Access(folder, "Ada", Tier.CUSTODIAN, Tier.CUSTODIAN))
        except Asked as asked:
            return asked.tier
    return None


def test_there_are_acts_to_try() -> None:
    assert len(ACTS) > 10


@pytest.mark.parametrize(("name", "act"), ACTS, ids=NAMES)
def test_an_act_is_forbidden_below_its_tier_before_it_does_anything(
    coded_once: Small, monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[..., Any]
) -> None:
    def opened(*_: object) -> None:
        raise AssertionError(f"{name} opened the study")

    needed = need_of(act, coded_once.folder)
    monkeypatch.setattr(Study, "open", opened)
    for tier in Tier:
        reader = Access(coded_once.folder, "Ada", tier, tier)
        if needed is None:  # it asks nothing of a study: then it may not come near one either
            call(act, reader)
        elif tier < needed:
            with pytest.raises(Forbidden):
                call(act, reader)


@pytest.mark.parametrize(("name", "act"), ACTS, ids=NAMES)
def test_what_needs_the_key_is_the_custodians_and_what_decides_is_the_coders(
    coded_once: Small, name: str, act: Callable[..., Any]
) -> None:
    source, needed = inspect.getsource(act), need_of(act, coded_once.folder)
    if "passphrase" in inspect.signature(act).parameters or "vault(" in source:
        assert needed is Tier.CUSTODIAN
    elif re.search(r"\bevaluator\.|\.store\.(record|save|add|decide|replace)", source):
        assert needed is not None
        assert needed >= Tier.CODER


@pytest.mark.parametrize(("name", "act"), ACTS, ids=NAMES)
def test_no_act_hands_out_the_study_itself(name: str, act: Callable[..., Any]) -> None:
    assert not re.search(r"\b(Study|Store|Vault|RawNote)\b", str(inspect.signature(act).return_annotation))


# ------------------------------------------------------------------ downloads


def test_a_page_at_the_public_tier_registers_no_file(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    add = MediaFileManager.add

    def noted(self: MediaFileManager, data: Any, mimetype: str, *rest: Any, **more: Any) -> str:
        kept.append(mimetype)
        return add(self, data, mimetype, *rest, **more)

    monkeypatch.setattr(MediaFileManager, "add", noted)
    for place in PLACES:
        shown(monkeypatch, place.id, coded.folder, "public", case="tide")
    assert set(kept) <= {"image/png"}  # the page's icon


@pytest.fixture(scope="module")
def public(coded_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("public")
    with served(root, coded_once.folder, "--as", "Passer-by", vaults=coded_once.vaults) as there:
        yield there


@pytest.mark.slow
def test_whatever_a_public_sitting_asks_for_it_is_sent_nothing_of_the_study(
    public: Served, coded_once: Small
) -> None:
    with Sitting(public.url) as sitting:
        for page in ("", *(p.id for p in PLACES), "../home", "custodian"):
            said = sitting.run(page, "tier=custodian&case=tide&reading+as=coder&as=Ana")
            assert not leaked(said, telling(coded_once)), page
            assert page not in BY_ID or f"<h1>{BY_ID[page].title}</h1>" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    "forged",
    [TIER_WORDS[Tier.CUSTODIAN], TIER_WORDS[Tier.CODER], "custodian", "coder"],
)
def test_a_browser_that_sends_a_tier_it_was_not_offered_gets_no_more(
    coded_once: Small, tmp_path: Path, forged: str
) -> None:
    with served(tmp_path, coded_once.folder, "--tier", "reviewer", vaults=coded_once.vaults) as there:
        with Sitting(there.url) as sitting:
            first = sitting.run("code")
            (box,) = set(re.findall(r"\$\$ID-[0-9a-f]+-reading as", first))
            said = sitting.run("code", chosen={box: forged})
        assert not leaked(said, telling(coded_once) - {"Tide Alliance"})
        assert "fault of this program" not in said


@pytest.mark.slow
def test_a_file_of_another_sitting_cannot_be_guessed(public: Served, coded_once: Small) -> None:
    from urllib.error import HTTPError
    from urllib.request import urlopen

    for content in (b"", b"tide", (coded_once.folder / "study.db").read_bytes()):
        for end in (".docx", ".html", ".md", ".xlsx", ""):
            with pytest.raises(HTTPError) as refused:
                urlopen(f"{public.url}/media/{hashlib.sha224(content).hexdigest()}{end}", timeout=20)
            assert refused.value.code == 404
            refused.value.close()

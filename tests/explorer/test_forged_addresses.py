"""Addresses nobody was given, and messages no page sends: passed over in silence, and nothing of the machine is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from qualitative.explorer import wire
from qualitative.explorer.places import PLACES
from qualitative.model import Tier
from qualitative.study import reviewer
from tests.support.serving import Served, Sitting, served
from tests.support.small import Small
from tests.support.study_state import confirm_all

NAMES = (
    *(
        "case",
        "cases",
        "code",
        "theme",
        "from",
        "by",
        "kind",
        "group",
        "voice",
        "stance",
        "coding",
        "source",
        "state",
    ),
    *(
        "order",
        "cause",
        "effect",
        "factor",
        "claim",
        "show",
        "around",
        "for",
        "section",
        "sentence",
        "cell",
        "part",
    ),
)
FORGED = (
    "../../etc/passwd",
    "x" * 5000,
    "\u202e\u0000\ud7ff\U0001f600 %00 ' OR 1=1 --",
    "<script>window.broken=1</script>",
    "tide/../tide",
    "/",
    "custodian",
    "-1",
)


@pytest.fixture(scope="module", params=["reviewer", "coder"])
def running(
    request: pytest.FixtureRequest, coded_once: Small, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("forged")
    small = coded_once.copy_to(root / "small")
    study = small.open()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(small.vaults))
        confirm_all(study)
        reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    study.close()
    with served(root, small.folder, "--as", "Ada", "--tier", request.param, vaults=small.vaults) as there:
        yield there


@pytest.mark.slow
def test_a_forged_address_is_no_fault_and_gives_no_more_than_none(running: Served) -> None:
    with Sitting(running.url) as sitting:
        for place in PLACES:
            for forged in FORGED:
                said = sitting.run(place.id, urlencode(dict.fromkeys(NAMES, forged)))
                assert "fault of this program" not in said, (place.id, forged[:30])
                assert "Traceback" not in said, (place.id, forged[:30])
                assert "<script>window" not in said.replace("case=<script>window", ""), (
                    place.id,
                    forged[:30],
                )
                assert f"<h1>{place.title}</h1>" in said
    assert running.log == ""


@pytest.mark.slow
def test_what_no_page_of_ours_asks_is_not_answered_and_the_sitting_lives(running: Served) -> None:
    from streamlit.proto.BackMsg_pb2 import BackMsg

    strange = [BackMsg(load_git_info=True), BackMsg(clear_cache=True), BackMsg(set_run_on_save=True)]
    strange.append(BackMsg(debug_shutdown_runtime=True))
    strange.append(BackMsg())
    strange[-1].backend_operation_request.install_skills.SetInParent()
    assert not any(wire.may_ask(message.SerializeToString()) for message in strange)
    with Sitting(running.url) as sitting:
        first = sitting.run("home")
        for data in (*(message.SerializeToString() for message in strange), b"\xff\xff no message", b""):
            sitting.socket.send(data)
        assert "Tide Alliance" in sitting.run("home")
    assert str(Path(__file__).resolve().parents[2]) not in first, "the place of the program is told"
    assert running.log == ""


def test_a_download_made_when_it_is_asked_for_may_be_asked_for() -> None:
    from streamlit.proto.BackMsg_pb2 import BackMsg

    asked = BackMsg()
    asked.backend_operation_request.deferred_file.file_id = "x"
    assert wire.may_ask(asked.SerializeToString())
    rerun = BackMsg()
    rerun.rerun_script.query_string = ""
    assert wire.may_ask(rerun.SerializeToString())


def test_a_draft_decided_on_by_somebody_who_signed_in_by_e_mail_can_be_read(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(coded.vaults))
    study = coded.open()
    confirm_all(study, by="ada@office.example")
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    kept = reviewer.stored(study, "tide", Tier.REVIEWER)
    assert kept.state == "current", kept.why
    assert {u.name for u in kept.view.users if not u.machine} >= {"ada"}
    study.close()

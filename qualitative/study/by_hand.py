"""Coding without the machine: a study in which no suggestion is made or shown.

The danger: a coder who has seen a suggestion is not blind to it any more. So the switch lies in the study, not with a person;
it takes away what waits, and every later run says that it is off.
"""

from __future__ import annotations

from qualitative.study.workspace import MACHINE, Report, Study

_SETTING = "suggestions"
OFF = "suggestions are off in this study: people code in blank sheets (`qualitative export --blank`). `qualitative code STUDY --on` switches them on"


def are_off(study: Study) -> bool:
    return bool(study.store.setting(_SETTING) == "off")


def switch(study: Study, on: bool, *, by: str | None = None) -> Report:
    """Suggestions on or off, for everybody. Off: those that wait go; what people decided stays."""
    person = study.person(by)
    before = _n_codings(study)
    with study.store.transaction():
        study.store.set_setting(_SETTING, "on" if on else "off")
        if not on:
            for source in study.store.sources():
                study.store.replace_suggestions(source.case, source.id, MACHINE.id, [])
                study.store.set_stage_key("code", source.id, "")
        study.record(person, f"switched suggestions {'on' if on else 'off'}", study.id)
    gone = before - _n_codings(study)
    line = (
        "suggestions are on; `qualitative code` makes them"
        if on
        else f"{OFF}. {gone} that waited were taken away"
    )
    return Report("code", [line], figures={"suggestions": "on" if on else "off", "taken_away": gone})


def _n_codings(study: Study) -> int:
    return sum(len(study.store.codings(case_id)) for case_id in study.store.case_ids())

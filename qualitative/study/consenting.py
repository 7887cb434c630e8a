"""What a custodian asks of consent and retention: the register with its dates, and the harm list, as one place.

The danger: a withdrawal left half done by a killed run and then forgotten. So whoever opens the register carries it
through first.
"""

from __future__ import annotations

from qualitative.disclosure import counted
from qualitative.study import agreements, destruction, harm, register, withdrawing
from qualitative.study.alone import one_at_a_time
from qualitative.study.destruction import set_date as set_destruction
from qualitative.study.harm import acknowledge, name_contact
from qualitative.study.harm import listing as list_harm
from qualitative.study.workspace import Report, Study

__all__ = ["acknowledge", "list_harm", "listing", "name_contact", "overview", "set_destruction"]


@one_at_a_time
def listing(study: Study, case_id: str, passphrase: str, *, by: str | None = None) -> Report:
    """The case's register by id and string, its dates, and how much possible harm waits to be read."""
    first = Report("consent")
    vault = study.vault(passphrase)
    withdrawing.finish_left(study, vault, passphrase, first)
    report = register.listing(study, case_id, passphrase, by=by)
    report.warnings[:0] = first.warnings
    day = destruction.date_of(study, case_id)
    report.lines.append(
        f"to be destroyed by {day}" if day else "no destruction date is set: --destroy-on 2027-03-31"
    )
    waits = len(harm.waiting(vault, case_id))
    if waits:
        report.questions.append(
            f"{counted(waits, 'sentence')} that may disclose harm wait to be read: --harm"
        )
    report.figures |= {
        "destroy_on": day,
        "possible_harm_waiting": waits,
        "withdrawn": withdrawing.withdrawn(study, case_id)["stubs"],
    }
    return report


def overview(study: Study) -> Report:
    """Every case in counts and dates, without the key: nobody is named or told of."""
    report = Report("consent")
    for case_id in study.store.case_ids():
        if case_id in study.closed:
            report.lines.append(f"{case_id}: closed on {study.closed[case_id]['closed_at'][:10]}")
            continue
        now, day = agreements.told(study, case_id), destruction.date_of(study, case_id)
        window = (
            f"{counted(now['windows_open'], 'person', 'people')} may still withdraw, the last until {now['open_until']}"
            if now["windows_open"]
            else "nobody's time to withdraw is open"
            if now["recorded"]
            else "no consent is recorded"
        )
        missing = f"; {now['not_recorded']} who took part are not recorded" if now["not_recorded"] else ""
        stubs = withdrawing.withdrawn(study, case_id)["stubs"]
        gone = f"; {counted(len(stubs), 'withdrawal')}, the last on {stubs[-1]['date']}" if stubs else ""
        report.lines.append(f"{case_id}: {window}{missing}; destroy by: {day or 'no date set'}{gone}")
        report.figures[case_id] = {**now, "destroy_on": day, "withdrawals": len(stubs)}
    if not report.lines:
        report.lines.append("this study holds no case yet")
    return report

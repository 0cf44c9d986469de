"""One source opened up: why it is off and what to do, how it is read, how it went, what it obliges to."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from components import source_texts
from components.errors import in_a_cell
from components.formats import ago, number, safe_html, safe_markdown, seconds, when
from components.i18n import _, ngettext
from components.read_now import read_now
from components.record_words import record_reason
from components.source_lines import SourceLine, robots_of, sources_file
from components.vocabulary import run_status

MOST_FAULTS = 5
EXAMPLE = '[[source]]\nname = "example-works"\nkind = "greenhouse"\ntoken = "example-works"'


def in_use(lines: list[SourceLine]) -> None:
    """How many of all."""
    used = sum(line.standing == "used" for line in lines)
    told = ngettext("{used} of {count} source is in use", "{used} of {count} sources are in use", len(lines))
    st.caption(told.format(used=number(used), count=number(len(lines))))


def to_be_mended(lines: list[SourceLine]) -> None:
    """Entries that cannot be used, above everything else: each with its line and the reason."""
    faults = [line for line in lines if line.standing == "fault"]
    for line in faults[:MOST_FAULTS]:
        told = safe_markdown(source_texts.reason(line.reason or "", line.details))
        st.error(f"**{safe_markdown(line.name)}** — {told}", icon=":material/build:")
    if len(faults) > MOST_FAULTS:
        left = len(faults) - MOST_FAULTS
        st.caption(
            ngettext("and {count} more entry", "and {count} more entries", left).format(count=number(left))
        )


def troubles(lines: list[SourceLine]) -> None:
    """What went wrong with boards in use and is not over."""
    for line in lines:
        for alert in line.alerts:
            told = source_texts.alert(alert.code, alert.details)
            noticed = ago(alert.last_at, now=datetime.now(UTC))
            st.warning(f"**{safe_markdown(line.name)}** — {told} · {noticed}", icon=":material/warning:")


def source_details(line: SourceLine) -> None:
    """Everything known of a source."""
    with st.container(border=True):
        st.markdown(f"**{safe_markdown(line.name)}** · {source_texts.standing(line.standing)}")
        if line.reason and line.standing != "used":
            told = safe_markdown(source_texts.reason(line.reason, line.details))
            box = st.error if line.standing == "fault" else st.info
            box(f"{told}\n\n{source_texts.todo(line.reason)}")
        read, went, duties = _read(line), _went(line), _duties(line)
        for title, rows in ((_("How it is read"), read), (_("How it went"), went), (_("Duties"), duties)):
            if rows:
                st.markdown(f"**{title}**")
                st.html(_fields(rows))
        decisions = [*line.decisions, *(line.runs.decisions if line.runs else ())]
        if decisions:
            with st.expander(_("Decisions"), icon=":material/rule:"):
                for decision in decisions[:40]:
                    st.caption(safe_markdown(decision))
        if line.standing == "used" and line.kind:
            read_now(line.name)
            st.caption(_("Or by a command:"))
            st.code(_command("ingest", line), language="bash")
        elif line.open and line.standing in ("off", "unlisted"):
            st.caption(_("Close its postings for good:"))
            st.code(_command("sources close", line), language="bash")


def _command(what: str, line: SourceLine) -> str:
    return f"./podbor {what} {line.name}"


def _read(line: SourceLine) -> list[tuple[str, str]]:
    rows = [(_("Kind"), line.kind), (_("Host"), line.host or "")]
    if line.standing == "used" and line.kind:  # without a kind: single vacancies that people add
        rows.append((_("How often"), cadence(line.every_minutes)))
        soon = _("soon, in its turn")
        rows.append((_("Next reading"), when(line.next_at) if line.next_at else soon))
    if line.per_second:
        rows.append((_("Rate"), rate(line.per_second)))
    robots = robots_of(line.host) if line.host and line.standing == "used" and not line.invented else None
    if robots:
        told = source_texts.robots(robots.verdict)
        if robots.pause:
            told += " · " + _("it asks for a pause of {time}").format(time=seconds(robots.pause * 1000))
        rows.append(("robots.txt", told))
    return [(name, value) for name, value in rows if value]


def _went(line: SourceLine) -> list[tuple[str, str]]:
    rows = [(_("Open postings"), number(line.open))]
    if runs := line.runs:
        ended = run_status(runs.status)
        fault = f" · {_fault(runs.error)}" if runs.error else ""
        rows.append((_("Last reading"), f"{when(runs.last_run_at)} · {ended}{fault}"))
        never = _("never yet")
        succeeded = runs.last_success_at
        rows.append((_("Last success"), when(succeeded) if succeeded else never))
        told = _("{new} new, {changed} changed, {removed} removed").format(
            new=number(runs.new), changed=number(runs.changed), removed=number(runs.removed)
        )
        rows.append((_("In 24 hours"), told))
        rows.append((_("Set aside last time"), number(runs.quarantined)))
    elif line.standing == "used" and line.kind:
        rows.append((_("Last reading"), _("not read yet")))
    if host := line.circuit:
        told = source_texts.circuit(host.circuit)
        if host.open_until:
            told += " · " + _("until {time}").format(time=when(host.open_until))
        elif host.resting_until:
            told += " · " + _("rests at its own wish until {time}").format(time=when(host.resting_until))
        if host.last_request_at:
            told += " · " + _("asked {ago}").format(ago=ago(host.last_request_at, now=datetime.now(UTC)))
        rows.append((_("The host"), told))
    return rows


def _fault(code: str) -> str:
    told = in_a_cell(code)
    return record_reason(code) if told == code else told


def _duties(line: SourceLine) -> list[tuple[str, str]]:
    rows = []
    if line.licence:
        rows.append((_("Terms"), source_texts.licence(line.licence)))
    if line.attribution:
        rows.append((_("Naming"), source_texts.attribution(line.attribution)))
    return rows


def adding() -> None:
    """How a company is added."""
    with st.expander(_("Add a company"), icon=":material/add_business:"):
        file = safe_markdown(str(sources_file()))
        st.markdown(_("Four lines in {file}, and a new start of Podbor:").format(file=file))
        st.code(EXAMPLE, language="toml")


def rate(per_second: float) -> str:
    """At most 2 requests a second; one request in 33 s."""
    if per_second > 1:
        return _("at most {number} requests a second").format(number=number(per_second))
    return _("one request in {time} at most").format(time=seconds(1000 / per_second))


def cadence(minutes: int) -> str:
    """Every 45 min, every 6 h."""
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("every {count} hour", "every {count} hours", hours).format(count=number(hours))
    return ngettext("every {count} minute", "every {count} minutes", minutes).format(count=number(minutes))


def _fields(rows: list[tuple[str, str]]) -> str:
    inside = "".join(f"<span>{safe_html(name)}</span><span>{safe_html(value)}</span>" for name, value in rows)
    return f'<div class="pb-fields">{inside}</div>'

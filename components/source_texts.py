"""Words for the codes of sources: how they stand, why one is off and what to do, what they oblige to."""

from __future__ import annotations

from collections.abc import Mapping

from app.sources.problems import setting
from components.i18n import _


def standing(code: str) -> str:
    """Shape, then word: never colour alone."""
    return {
        "used": _("● in use"),
        "waiting": _("◌ not configured"),
        "off": _("○ switched off"),
        "fault": _("✕ to be mended"),
        "unlisted": _("✕ no longer listed"),
    }.get(code, code)


def circuit(code: str) -> str:
    """How the requests to a host go."""
    return {
        "closed": _("✓ answers"),
        "half_open": _("◐ on trial after failures"),
        "open": _("✕ left alone after failures"),
    }.get(code, code)


def robots(verdict: str) -> str:
    """What became of the host's robots.txt."""
    return {
        "rules": _("it has rules, and they are kept to"),
        "none": _("it has no rules"),
        "unreachable": _("it could not be read, so nothing is asked"),
    }.get(verdict, verdict)


def alert(code: str, details: Mapping[str, object]) -> str:
    """An open trouble with a board; an unknown code stays."""
    if code == "board_shrank":
        return _(
            "only {shown} of {open} open postings were shown; "
            "the rest stays open until the next reading says the same"
        ).format(shown=details.get("shown", "?"), open=details.get("open", "?"))
    if code == "format_changed":
        return _("its postings no longer look as they did; they were set aside, and nothing was closed")
    return code


def why(code: str) -> str:
    """Why a source cannot be used, in a few words; an unknown code stays."""
    if code.endswith(("_key_missing", "_token_missing")):
        return _("{setting} is missing").format(setting=setting(code))
    return _short().get(code, code)


def reason(code: str, details: Mapping[str, str]) -> str:
    """The same as a sentence with what was given and where. Not Markdown-safe: details are the operator's."""
    told = why(code)
    if given := details.get("given") or details.get("host"):
        told = _("{what}: “{given}”").format(what=told, given=given)
    if field := details.get("field"):
        told += f" · {field}"
    if rule := _rules().get(details.get("field", "")) if code == "entry_bad_value" else None:
        told += f" ({rule})"
    if nearest := details.get("nearest"):
        told += ". " + _("Perhaps “{nearest}”?").format(nearest=nearest)
    if line := details.get("line"):
        column = details.get("column")
        told += " · " + (
            _("line {line}, column {column}").format(line=line, column=column)
            if column
            else _("line {line}").format(line=line)
        )
    return told


def todo(code: str) -> str:
    """What the operator can do about it."""
    if code.endswith("_missing") and code != "entry_missing":
        return _("Set {setting} in `.env` and start Podbor again.").format(setting=f"`{setting(code)}`")
    if code == "switched_off":
        return _("`enabled = true` under its name in the file of boards switches it on.")
    if code == "not_listed":
        return _("Put it back into the file of boards, or close its postings with the command below.")
    if code == "open_sources_off":
        return _("`PODBOR_OPEN_SOURCES=true` switches all open sources on, `enabled = true` one of them.")
    return _("Mend the file of boards and start Podbor again; its postings stay until then.")


def licence(code: str) -> str:
    """On what terms its postings may be read and shown."""
    return {
        "link_back": _("Every posting links back to its original; nothing is republished."),
        "hh": _("The official API only, within its terms; every posting links back to hh.ru."),
        "no_republishing": _("Every posting links back to its original; passing them on is not allowed."),
        "open_data": _("Public data under an open licence, through its API only."),
    }.get(code, code)


def attribution(code: str) -> str:
    """What must be said or left out where its postings are shown."""
    return {
        "hh": _("hh.ru is named on the button of every card."),
        "remotive": _("Remotive is named on every card; at most four requests a day; nothing is passed on."),
        "remoteok": _("Remote OK is named on every card with a plain link; its logo is not shown."),
        "trudvsem": _("The portal is named on every card."),
        "arbeitnow": _("Arbeitnow is named on every card."),
        "habr": _("Habr Career is named on every card."),
        "superjob": _("SuperJob is named on every card."),
    }.get(code, code)


def credit(code: str) -> str | None:
    """The name a card must carry; None where the host on its button is enough."""
    return {
        "remotive": "Remotive",
        "remoteok": "Remote OK",
        "trudvsem": _("the job portal “Rabota Rossii”"),
        "arbeitnow": "Arbeitnow",
        "habr": _("Habr Career"),
        "superjob": "SuperJob",
    }.get(code)


def _short() -> dict[str, str]:
    return {
        "not_listed": _("in no file of boards any more; its postings are not followed"),
        "contact_missing": _("no contact address (PODBOR_CONTACT)"),
        "switched_off": _("switched off; the file of boards can switch it on"),
        "open_sources_off": _("switched off (PODBOR_OPEN_SOURCES)"),
        "file_absent": _("there is no file where PODBOR_SOURCES says"),
        "file_not_text": _("the file is not UTF-8 text"),
        "file_unreadable": _("the file cannot be read"),
        "file_too_big": _("the file is too big"),
        "file_malformed": _("the file is not TOML"),
        "file_unknown_key": _("the file holds something besides [[source]]"),
        "file_too_many": _("too many entries; the rest is left out"),
        "entry_malformed": _("not TOML"),
        "entry_not_a_table": _("an entry begins with [[source]]"),
        "entry_unknown_kind": _("no such kind of board"),
        "entry_unknown_key": _("no such key"),
        "entry_missing": _("something is missing"),
        "entry_bad_value": _("a value cannot be used"),
        "entry_duplicate_name": _("the name is taken by another entry"),
        "entry_reserved_name": _("the name belongs to a built-in source"),
        "entry_url_not_https": _("the address must be plain https"),
        "entry_url_private": _("the address is not a public host name"),
        "entry_url_outside": _("the address is outside the allowed domains"),
    }


def _rules() -> dict[str, str]:
    return {
        "name": _("small Latin letters, digits, hyphens; up to 40"),
        "token": _("Latin letters, digits, dot, hyphen, underscore; up to 100"),
        "url": _("an address of up to 500 characters"),
        "employer": _("a name of up to 200 characters"),
        "allowed_domains": _("a list of up to 20 host names"),
        "every_minutes": _("whole minutes from 15 to 10080"),
        "per_second": _("requests a second, above 0 and up to 5"),
        "enabled": _("true or false"),
    }

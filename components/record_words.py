"""Words of what boards show: raw records, looks at postings, and why something was set aside."""

from __future__ import annotations

from components.i18n import _


def raw_kind(code: str) -> str:
    """What a raw record holds."""
    return {
        "detail": _("the whole posting"),
        "list": _("a line of a list"),
        "line": _("a line of a file"),
    }.get(code, code)


def alert_code(code: str) -> str:
    return {
        "format_changed": _("the format has changed"),
        "board_shrank": _("the board has shrunk"),
    }.get(code, code)


def liveness(code: str) -> str:
    return {
        "open": _("✓ open"),
        "archived": _("✕ archived"),
        "unknown": _("? unknown"),
    }.get(code, code)


def record_reason(code: str) -> str:
    """Why a raw record was set aside, or what a look at a posting met."""
    field, changed, rest = code.rpartition("_changed")
    if changed and not rest and field != "payload":
        return _("its field {field} is not what it was").format(field=field)
    return {
        "id_missing": _("no id"),
        "name_missing": _("no job title"),
        "payload_changed": _("its format is not the one we know"),
        "line_too_long": _("the line is too long"),
        "line_not_json": _("the line is not JSON"),
        "line_not_an_object": _("the line holds no posting"),
        "archived": _("archived by its board"),
        "closed_for_applicants": _("closed for applicants"),
        "not_found": _("its page is gone"),
        "gone": _("its page is gone"),
        "not_found_page": _("no page, and not the board's own answer"),
        "gone_page": _("no page, and not the board's own answer"),
        "other_object": _("its page holds something else"),
        "bad_id": _("its id cannot be asked for"),
        "hh_token_missing": _("no hh.ru token (PODBOR_HH_TOKEN)"),
        "contact_missing": _("no contact address (PODBOR_CONTACT)"),
        "captcha_required": _("the board asks for a captcha"),
        "too_many_requests": _("too many requests"),
        "server_error": _("the board failed"),
        "no_answer": _("no answer"),
        "not_json": _("the answer cannot be read"),
        "too_big": _("the answer is too big"),
        "redirected": _("sent to another address"),
        "geo_refused": _("refused in this country"),
        "blocked": _("blocked by a gatekeeper"),
        "forbidden": _("refused"),
        "circuit_open": _("not asked: the board has just failed"),
        "paced": _("not asked: the pace of requests"),
        "error_in_success": _("the board answered with an error"),
        "query_too_wide": _("more was found than can be read"),
        "status_in_body": _("the board answered with an error"),
        "not_a_page": _("the answer is no list of postings"),
        "empty_answer": _("the answer is empty"),
        "expired": _("its last day has passed"),
        "led_elsewhere": _("its address leads to another page"),
        "source_unknown": _("its board is no longer among the sources"),
        "bad_encoding": _("the answer cannot be read"),
        "robots_disallowed": _("the board's robots.txt forbids it"),
        "robots_unreachable": _("not asked: the board's robots.txt cannot be read"),
        "source_bad_url": _("its address cannot be asked for"),
        "source_not_https": _("its address is not https"),
        "source_host_refused": _("its address is outside the allowed hosts"),
        "source_address_refused": _("its host is not on the public internet"),
        "database_unavailable": _("not asked: the database did not answer"),
    }.get(code, code)


def trigger(code: str) -> str:
    return {
        "read": _("shown in a search"),
        "sweep": _("sweep"),
        "audit": _("closed lately, looked at again"),
        "missing": _("no longer shown by its board"),
    }.get(code, code)

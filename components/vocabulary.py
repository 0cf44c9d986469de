"""Stable codes of the lower floors as words of the reader's language."""

from __future__ import annotations

from components.formats import money_rub, number
from components.i18n import _


def seniority(code: str) -> str:
    return {
        "intern": _("intern"),
        "junior": _("junior"),
        "middle": _("middle"),
        "senior": _("senior"),
        "lead": _("lead"),
    }.get(code, code)


def domain(code: str) -> str:
    return {
        "fintech": _("fintech"), "insurance": _("insurance"), "accounting": _("accounting"),
        "ecommerce": _("e-commerce"), "retail": _("retail"), "software": _("software"),
        "data": _("data"), "infrastructure": _("infrastructure"), "security": _("information security"),
        "telecom": _("telecom"), "gamedev": _("games"), "media": _("media"), "marketing": _("marketing"),
        "design": _("design"), "hr": _("HR"), "legal": _("law"), "education": _("education"),
        "healthcare": _("healthcare"), "pharma": _("pharma"),
        "construction": _("construction"), "realestate": _("real estate"),
        "manufacturing": _("manufacturing"), "energy": _("energy"), "automotive": _("automotive"),
        "logistics": _("logistics"), "hospitality": _("hospitality"), "tourism": _("tourism"),
        "agriculture": _("agriculture"), "beauty": _("beauty"), "sales": _("sales"),
        "support": _("customer support"), "admin": _("office administration"),
        "public": _("public sector"), "cleaning": _("cleaning"), "science": _("science"),
        "guarding": _("guarding"),
    }.get(code, code)  # fmt: skip


def work_format(code: str) -> str:
    return {
        "ON_SITE": _("on site"),
        "REMOTE": _("remote"),
        "HYBRID": _("hybrid"),
        "FIELD_WORK": _("travelling"),
    }.get(code, code)


def track_word(code: str) -> str:
    return _("stretch") if code == "stretch" else _("match")


def experience(code: str) -> str:
    return {
        "noExperience": _("no experience needed"),
        "between1And3": _("1–3 years of experience"),
        "between3And6": _("3–6 years of experience"),
        "moreThan6": _("more than 6 years of experience"),
    }.get(code, code)


def part(code: str) -> str:
    """A part of the score."""
    return {
        "title": _("Job title"),
        "partial_title": _("Part of the title"),
        "skills": _("Skills"),
        "semantic": _("Meaning of the text"),
        "place": _("Place"),
        "salary": _("Pay"),
        "seniority": _("Level"),
        "recency": _("Fresh posting"),
        "domain": _("Industry"),
        "feedback": _("Your likes and dislikes"),
        "rerank": _("Order of a language model"),
        "waived": _("Requirements you set aside"),
    }.get(code, code)


def dislike_reason(code: str) -> str:
    return {
        "skills": _("Skills do not fit"),
        "place": _("Wrong place"),
        "salary": _("Pay too low"),
        "company": _("Not this company"),
        "other": _("Another reason"),
    }.get(code, code)


def run_status(code: str) -> str:
    """Shape, then word: never colour alone."""
    return {
        "running": _("◔ running"),
        "completed": _("✓ completed"),
        "succeeded": _("✓ succeeded"),
        "partial": _("◐ partial"),
        "refused": _("⊘ refused"),
        "failed": _("✕ failed"),
    }.get(code, code)


def resume_status(code: str) -> str:
    return {
        "pending": _("◔ waiting"),
        "parsing": _("◔ being read"),
        "parsed": _("✓ understood"),
        "failed": _("✕ failed"),
    }.get(code, code)


def kept_kind(code: str) -> str:
    """A kind of entries kept about a person: a table, or what a process remembers."""
    return {
        "people": _("Your entry itself"),
        "resumes": _("Résumés with their files and corrections"),
        "extraction_cache": _("Readings of your texts"),
        "skill_aliases": _("Your spellings of skills"),
        "searches": _("Searches"),
        "matches": _("Vacancies shown to you"),
        "feedback": _("Likes, dislikes and other marks"),
        "learning_choices": _("What you chose about learning"),
        "lessons": _("Remembered lessons from feedback"),
        "llm_receipts": _("Receipts of what was sent to a model"),
        "model_results": _("Kept answers of a model"),
        "match_event": _("What you did and were shown, by time"),
        "preferences": _("Your preferences"),
        "saved_searches": _("Saved searches"),
        "filter_exemptions": _("Vacancies you brought back past your filters"),
        "requirement_waivers": _("Requirements you set aside"),
        "query_vectors": _("Remembered search vectors"),
        "texts": _("Remembered words of texts"),
    }.get(code, code)


def purpose(code: str) -> str:
    """What a language model was asked for."""
    return {
        "resume_extraction": _("reading a résumé"),
        "embedding": _("vectors for the search"),
        "rerank": _("ordering the best vacancies"),
    }.get(code, code)


def scope(code: str) -> str:
    """For whom a language model was asked."""
    return {"person": _("for a person"), "system": _("for the installation")}.get(code, code)


def call_status(code: str) -> str:
    """How a call of a language model ended; other codes are errors."""
    return {
        "ok": _("✓ answered"),
        "running": _("◔ running"),
        "lost": _("? cut off"),
    }.get(code, code)


def scrubbed_kind(code: str) -> str:
    """What was taken out of a text before it was sent."""
    return {
        "name": _("names"), "email": _("e-mails"), "phone": _("phones"), "handle": _("handles"),
        "link": _("links"), "file": _("file names"), "address": _("addresses"),
        "birth_date": _("dates of birth"), "document": _("numbers of papers"), "card": _("card numbers"),
        "plate": _("number plates"),
    }.get(code, code)  # fmt: skip


def event(code: str) -> str:
    """Something a person did or was shown."""
    return {
        "upload": _("uploaded a résumé"),
        "parsed": _("it was understood"),
        "search": _("searched"),
        "impression": _("was shown a match"),
        "open": _("opened a posting"),
        "details": _("read the details"),
        "like": _("liked"),
        "dislike": _("disliked"),
        "seen": _("marked as seen"),
        "hide": _("hid"),
        "undo": _("took back"),
        "rate": _("rated"),
        "apply": _("applied"),
        "export": _("exported"),
        "strategy_view": _("looked at advice"),
        "cover_letter_copied": _("copied a letter"),
        "cover_letter_edited": _("edited a letter"),
    }.get(code, code)


def stage(code: str) -> str:
    """A stage of a search."""
    return {
        "turn": _("waiting for other searches"),
        "plan": _("plan"),
        "embed": _("embedding"),
        "recall": _("recall"),
        "load": _("load"),
        "score": _("scoring"),
        "freshness": _("freshness check"),
        "explain": _("explanation"),
        "segment": _("asking for a warm-up"),
        "persist": _("save"),
        "total": _("total"),
    }.get(code, code)


def warm_up_status(code: str) -> str:
    """How far the warm-up of a segment is."""
    return {
        "queued": _("waiting"),
        "running": _("reading the boards"),
        "done": _("done"),
        "partial": _("done in part"),
        "failed": _("failed"),
    }.get(code, code)


def unproven(code: str) -> str | None:
    """Why a posting passed a filter that it says nothing about."""
    return {
        "old": _("It has no date, so your filter by date let it pass."),
        "city": _("It names no place, so your filter by place let it pass."),
        "remote": _("It does not say whether it is remote, so your filter let it pass."),
        "salary": _("It states no pay, so your filter by pay let it pass."),
        "experience": _("It asks for no experience by name, so your filter let it pass."),
    }.get(code)


def note(told: str) -> str | None:
    """A note of the scoring ("city_differs:Казань") as a sentence; None for a code nobody has worded."""
    code, _colon, value = told.partition(":")
    if code == "unproven":
        return unproven(value)
    if code in ("level_above", "level_below"):
        value = seniority(value)
    if code == "salary_below":
        value = money_rub(value)
    if code == "years_short":
        value = number(float(value))
    worded = {
        "semantic_only": _("Found by meaning alone: neither the title nor a skill of yours is named."),
        "role_differs": _("A different profession than the one you look for."),
        "remote": _("In another city, but remote."),
        "city_differs": _("In another city: {value}."),
        "salary_below": _("Pays less than you ask: about {value} a month."),
        "salary_unknown": _("Pay is not stated."),
        "years_short": _("Asks for more experience than you have: {value} years short."),
        "level_above": _("A higher level than yours: {value}."),
        "level_below": _("A lower level than yours: {value}."),
        "brought_back": _("Shown because you brought it back past your filters."),
        "far_from_profile": _("A stretch: the profession or the years fit only in part."),
        "waived": _("Requirements you set aside do not count: {value}."),
        "skills_unknown": _("The posting lists no skills."),
        "office_said": _("Marked as remote, but the text says: “{value}”"),
        "remote_said": _("Not marked as remote, but the text says: “{value}”"),
        "hybrid_said": _("Not marked as hybrid, but the text says: “{value}”"),
        "trips_said": _("Business trips: “{value}”"),
        "relocation_said": _("Moving is asked for: “{value}”"),
        "skills_missing": _("Not found in your résumé: {value}."),
    }.get(code)
    return worded.format(value=value) if worded else None

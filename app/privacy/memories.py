"""What this process remembers of texts it has seen: the bounded function caches of the program."""

from __future__ import annotations

import sys


def forget_texts() -> int:
    """Empty every `lru_cache` with a bound in our own modules (stems, titles, roles: words of postings and of
    résumés alike); how many values that were. Caches without a bound hold our own tables and stay."""
    forgotten = 0
    for name, module in list(sys.modules.items()):
        if not name.startswith(("app.", "components.")):
            continue
        for value in list(vars(module).values()):
            parameters = getattr(value, "cache_parameters", None)
            if callable(parameters) and parameters()["maxsize"] is not None:
                forgotten += value.cache_info().currsize
                value.cache_clear()
    return forgotten

"""The one error of everything that goes wrong on the way to a model."""

from __future__ import annotations

from data.errors import PodborError


class ModelUnavailable(PodborError):
    """The local path does the work instead. `code` is one of:

    model_off            no key
    model_not_scrubbed   something known of the person would have left; nothing was sent
    model_too_long       more text or a longer recording than a call may carry
    model_audio_unsupported   a recording that is none, or of a kind that is not taken
    budget_person, budget_system   today's money is used up
    model_too_often      the same was computed anew too often within the hour
    model_rate_limited, model_server_error, model_timeout, model_unreachable   tried again in vain
    model_quota          the account has no money
    model_rejected       the key, the model or the request is not accepted
    model_malformed      an answer that is not one
    model_truncated, model_refused, model_filtered, model_wrong_schema   an answer without what was asked
    """

    code = "model_unreachable"

"""Which errors a caller may hear in a soak (docs/errors.md)."""

#: Errors that OY!'s faults, its refusals, outages, wrong keys, deadlines and the callers' own calls bring.
ERRORS = {
    "UNAVAILABLE UPSTREAM_UNAVAILABLE", "UNAVAILABLE UPSTREAM_CIRCUIT_OPEN", "UNAVAILABLE PAYOUT_STILL_RECORDING",
    "UNAVAILABLE DECISION_STILL_PENDING",
    "RESOURCE_EXHAUSTED UPSTREAM_TOO_MANY_REQUESTS", "ABORTED OUTCOME_UNKNOWN", "DEADLINE_EXCEEDED DEADLINE_EXCEEDED",
    "FAILED_PRECONDITION UPSTREAM_CREDENTIALS_REJECTED",
    # Payouts: refused by OY!, failed there, withdrawn, under a name that is taken, too late to be withdrawn, unknown yet.
    "INVALID_ARGUMENT BANK_CODE_NOT_SUPPORTED", "FAILED_PRECONDITION DISBURSEMENT_FAILED",
    "FAILED_PRECONDITION PAYOUT_CANCELLED", "ALREADY_EXISTS PAYOUT_ID_REUSED",
    "FAILED_PRECONDITION PAYOUT_DECISION_NOT_POSSIBLE", "NOT_FOUND PAYOUT_NOT_FOUND", "NOT_FOUND PARTNER_TRX_ID_NOT_FOUND",
    # Virtual accounts: the user has one; there is none of that name.
    "ALREADY_EXISTS VIRTUAL_ACCOUNT_STILL_ACTIVE",
}

#: What Remit never answers, though other calls may: a payout is never in doubt with its caller (rule 6).
NEVER_OF_REMIT = {
    "UNAVAILABLE UPSTREAM_UNAVAILABLE", "UNAVAILABLE UPSTREAM_CIRCUIT_OPEN", "ABORTED OUTCOME_UNKNOWN",
    "DEADLINE_EXCEEDED DEADLINE_EXCEEDED",
}

#: How a call ends that was answered too late: by the client's own clock, or by that of the gateway's connection.
LATE = {"DEADLINE_EXCEEDED DEADLINE_PASSED", "DEADLINE_EXCEEDED "}


def is_documented(call: str, error: str) -> bool:
    """Whether a call may be answered with an error."""
    return error in LATE or error in ERRORS and not (call == "Remit" and error in NEVER_OF_REMIT)

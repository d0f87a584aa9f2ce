"""What several tests start from."""

from soak.evidence.ledger import LedgerPayout


def ledger_payout(state: str, account_refused: bool = False, attempts: int = 1, refused: int = 0) -> LedgerPayout:
    return LedgerPayout(state, "payroll", account_refused, attempts, unsent=0, refused=refused)


COMPLETED = ledger_payout("COMPLETED")
UNKNOWN = ledger_payout("UNKNOWN")

"""Each kind of call once, as a service makes it."""

import random
import time

from oy_gateway import Client, payout_state_name

from .. import plan
from .payout_orders import PayoutOrder, PayoutOrders, bank_account

#: By which Jakarta is ahead of UTC: `time_zone` of the gateway, as it comes.
JAKARTA_SECONDS = 7 * 3600


class Calls:
    """By a client of one service, with the payouts that it has asked for and the virtual accounts that it has made."""

    def __init__(self, client: Client, caller: str, draw: random.Random):
        self._client = client
        self._caller = caller
        self._draw = draw
        self._orders = PayoutOrders(caller, draw)
        self._accounts: list[str] = []

    def make(self, name: str, facts: dict) -> None:
        """Makes a call, and writes into `facts` which payout it is about, before, and in which state, after."""
        getattr(self, "_" + name)(facts)

    def _GetBalance(self, facts):
        self._client.disbursement.get_balance(timeout=plan.TIMEOUT)

    def _InquireAccount(self, facts):
        self._client.disbursement.inquire_account(
            recipient_bank="014", recipient_account=bank_account(self._draw), timeout=plan.TIMEOUT)

    def _Remit(self, facts):
        choice = self._draw.random() * 100
        if choice < plan.REMIT_OTHER_PERCENT and (taken := self._orders.taken()):
            return self._pay_other(taken, facts)
        order = self._orders.recent() if choice < plan.REMIT_OTHER_PERCENT + plan.REMIT_AGAIN_PERCENT else self._orders.new()
        facts["id"] = order.id
        facts["state"] = payout_state_name(self._client.disbursement.remit(**order.request, timeout=plan.TIMEOUT).state)
        self._orders.answered(order)

    def _pay_other(self, taken: PayoutOrder, facts: dict) -> None:
        """Another payout under a name that is taken: it must be refused, and nothing told of the one that has it."""
        facts["other"] = taken.id
        request = taken.request | {"amount": taken.amount + 1}
        facts["state"] = payout_state_name(self._client.disbursement.remit(**request, timeout=plan.TIMEOUT).state)

    def _GetPayout(self, facts):
        facts["id"] = self._orders.recent().id
        answer = self._client.payout.get_payout(partner_trx_id=facts["id"], timeout=plan.TIMEOUT)
        facts["state"] = payout_state_name(answer.payout.state)

    def _WaitPayout(self, facts):
        facts["id"] = self._orders.recent().id
        answer = self._client.payout.wait_payout(partner_trx_id=facts["id"], timeout=plan.TIMEOUT)
        facts["state"] = payout_state_name(answer.payout.state)

    def _GetRemitStatus(self, facts):
        facts["id"] = self._orders.recent().id
        answer = self._client.disbursement.get_remit_status(partner_trx_id=facts["id"], timeout=plan.TIMEOUT)
        facts["state"] = payout_state_name(answer.state)

    def _CancelPayout(self, facts):
        facts["id"] = self._orders.recent().id
        answer = self._client.payout.cancel_payout(partner_trx_id=facts["id"], reason="soak", timeout=plan.TIMEOUT)
        facts["state"] = payout_state_name(answer.payout.state)

    def _ListPayouts(self, facts):
        today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + JAKARTA_SECONDS))
        day = today if self._draw.random() < 0.5 else ""
        self._client.payout.list_payouts(page_size=50, day=day, timeout=plan.TIMEOUT)

    def _CreateVirtualAccount(self, facts):
        user = f"{self._caller}-{self._draw.randrange(plan.USERS)}"
        made = self._client.virtual_account.create_virtual_account(
            partner_user_id=user, bank_code="002", is_open=True, is_lifetime=True, timeout=plan.TIMEOUT)
        self._accounts.append(made.id)

    def _GetVirtualAccount(self, facts):
        self._client.virtual_account.get_virtual_account(id=self._account(), timeout=plan.TIMEOUT)

    def _UpdateVirtualAccount(self, facts):
        self._client.virtual_account.update_virtual_account(
            id=self._account(), is_open=True, is_lifetime=True, username_display=f"user {self._draw.randrange(100)}",
            timeout=plan.TIMEOUT)

    def _ListVirtualAccounts(self, facts):
        self._client.virtual_account.list_virtual_accounts(limit=20, timeout=plan.TIMEOUT)

    def _ListVirtualAccountTransactions(self, facts):
        self._client.virtual_account.list_virtual_account_transactions(
            id=self._account(), limit=20, timeout=plan.TIMEOUT)

    def _WhoAmI(self, facts):
        self._client.gateway.who_am_i(timeout=plan.TIMEOUT)

    def _account(self) -> str:
        """A virtual account. Before there is one, a name of none: OY! says so."""
        return self._draw.choice(self._accounts) if self._accounts else "none"

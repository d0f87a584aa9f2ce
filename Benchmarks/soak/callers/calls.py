"""Each kind of call once, as a service makes it."""

import random
import time

from oy_gateway import Client
from oy_gateway import payout_state_name as word

from .. import plan
from .payout_orders import Order, Orders


class Calls:
    """The calls of one service. Each returns the payout that its answer speaks of and the state it names, or nothing."""

    def __init__(self, client: Client, caller: str, draw: random.Random):
        self._client = client
        self._caller = caller
        self._draw = draw
        self.orders = Orders(caller, draw)
        self._accounts: list[str] = []

    def make(self, name: str, said: dict) -> None:
        """Makes a call, and writes into `said` which payout it is about, before, and in which state, after."""
        getattr(self, "_" + name)(said)

    def _GetBalance(self, said):
        self._client.disbursement.get_balance(timeout=plan.TIMEOUT)

    def _InquireAccount(self, said):
        account = f"1239{self._draw.randrange(100_000, 1_000_000)}"
        self._client.disbursement.inquire_account(recipient_bank="014", recipient_account=account, timeout=plan.TIMEOUT)

    def _Remit(self, said):
        choice = self._draw.random() * 100
        if choice < plan.REMIT_OTHER and (taken := self.orders.known()):
            return self._pay_other(taken, said)
        order = self.orders.recent() if choice < plan.REMIT_OTHER + plan.REMIT_AGAIN else self.orders.new()
        said["id"] = order.id
        said["state"] = word(self._client.disbursement.remit(**order.request, timeout=plan.TIMEOUT).state)
        self.orders.answered(order)

    def _pay_other(self, taken: Order, said: dict) -> None:
        """Another payout under a name that is taken: it must be refused, and nothing told of the one that has it."""
        said["other"] = taken.id
        request = taken.request | {"amount": taken.amount + 1}
        said["state"] = word(self._client.disbursement.remit(**request, timeout=plan.TIMEOUT).state)

    def _GetPayout(self, said):
        said["id"] = self.orders.recent().id
        answer = self._client.payout.get_payout(partner_trx_id=said["id"], timeout=plan.TIMEOUT)
        said["state"] = word(answer.payout.state)

    def _WaitPayout(self, said):
        said["id"] = self.orders.recent().id
        answer = self._client.payout.wait_payout(partner_trx_id=said["id"], timeout=plan.TIMEOUT)
        said["state"] = word(answer.payout.state)

    def _GetRemitStatus(self, said):
        said["id"] = self.orders.recent().id
        answer = self._client.disbursement.get_remit_status(partner_trx_id=said["id"], timeout=plan.TIMEOUT)
        said["state"] = word(answer.state)

    def _CancelPayout(self, said):
        said["id"] = self.orders.recent().id
        answer = self._client.payout.cancel_payout(partner_trx_id=said["id"], reason="soak", timeout=plan.TIMEOUT)
        said["state"] = word(answer.payout.state)

    def _ListPayouts(self, said):
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600)) if self._draw.random() < 0.5 else ""
        self._client.payout.list_payouts(page_size=50, day=day, timeout=plan.TIMEOUT)

    def _CreateVirtualAccount(self, said):
        user = f"{self._caller}-{self._draw.randrange(plan.USERS)}"
        made = self._client.virtual_account.create_virtual_account(
            partner_user_id=user, bank_code="002", is_open=True, is_lifetime=True, timeout=plan.TIMEOUT)
        self._accounts.append(made.id)

    def _account(self) -> str:
        # Before there is one: OY! knows no such account, and says so.
        return self._draw.choice(self._accounts) if self._accounts else "none"

    def _GetVirtualAccount(self, said):
        self._client.virtual_account.get_virtual_account(id=self._account(), timeout=plan.TIMEOUT)

    def _UpdateVirtualAccount(self, said):
        self._client.virtual_account.update_virtual_account(
            id=self._account(), is_open=True, is_lifetime=True, username_display=f"user {self._draw.randrange(100)}",
            timeout=plan.TIMEOUT)

    def _ListVirtualAccounts(self, said):
        self._client.virtual_account.list_virtual_accounts(limit=20, timeout=plan.TIMEOUT)

    def _ListVirtualAccountTransactions(self, said):
        self._client.virtual_account.list_virtual_account_transactions(
            id=self._account(), limit=20, timeout=plan.TIMEOUT)

    def _WhoAmI(self, said):
        self._client.gateway.who_am_i(timeout=plan.TIMEOUT)

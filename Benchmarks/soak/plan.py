"""What happens how often: the one place to change the load and the weather."""

#: Calls, in shares of a hundred or so. Those that wait or change something are rarer than those that read.
CALLS = {
    "GetBalance": 18,
    "InquireAccount": 16,
    "Remit": 14,
    "GetPayout": 18,
    "WaitPayout": 5,
    "ListPayouts": 5,
    "GetRemitStatus": 8,
    "CancelPayout": 2,
    "CreateVirtualAccount": 1,
    "GetVirtualAccount": 4,
    "UpdateVirtualAccount": 2,
    "ListVirtualAccounts": 2,
    "ListVirtualAccountTransactions": 3,
    "WhoAmI": 2,
}

#: Of a hundred calls of Remit: those that ask for a payout once more, and those that take its name for another one.
REMIT_AGAIN = 15
REMIT_OTHER = 2
#: Of a hundred new payouts, those into an account that OY! refuses; and those that OY! accepts and fails to pay.
REFUSED_PERCENT = 3
FAIL_PERCENT = 3
#: oysim answers 205 whenever it is asked to pay into it.
REFUSED_ACCOUNT = "2222222222"

#: Seconds that a call may take. So short that callers often hear UNKNOWN or RECORDED when OY! is away.
TIMEOUT = 3.0
#: Threads of one process of callers: with all of them waiting, calls begin late, and their latency says so.
THREADS = 64

#: OY!'s payouts are final after this.
SETTLE_AFTER = "1s"
#: Nothing that oysim holds back is held for so long: it forgets no name twice (`--no-dedup`), so a payout that was sent
#: again too early would be paid twice, and the books would show it.
SETTLE = "10s"

#: Of a hundred requests at OY!, those that meet something bad.
FAULT_PERCENT = 4

#: Seconds: how long an outage lasts, and how long it is quiet before the next.
OUTAGE = (2.0, 5.0)
QUIET = (35.0, 75.0)
#: Seconds after an outage that still belong to it: the circuit may stay open as long as it was closed too late.
AFTERMATH = 6.0

#: Seconds between two changes of the credentials, and between two reloads.
ROTATION = (6.0, 12.0)
RELOAD = (10.0, 20.0)
#: Seconds that a bad credential stays.
BAD_CREDENTIAL = 1.0

#: Payments into virtual accounts a second; every callback comes twice.
PAYMENTS_PER_SECOND = 1.0
CALLBACK_COPIES = 2
#: Users who get a virtual account: few, since the gateway looks through OY!'s list of them for each payment.
USERS = 15

#: Connections a second by clients that do not stay.
RESTLESS_PER_SECOND = 5.0

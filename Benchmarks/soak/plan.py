"""What happens how often: the one place to change the load and the faults."""

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

#: Calls of Remit: those that ask for a payout once more, and those that take its name for another one.
REMIT_AGAIN_PERCENT = 15
REMIT_OTHER_PERCENT = 2
#: New payouts: those into an account that OY! refuses; and those that OY! accepts and fails to pay.
REFUSED_PERCENT = 3
FAIL_PERCENT = 3
#: oysim answers 205 whenever it is asked to pay into it.
REFUSED_ACCOUNT = "2222222222"

#: Seconds that a call may take. So short that callers often hear UNKNOWN or RECORDED when OY! is away.
TIMEOUT = 3.0
#: Threads of one process of callers: with all of them waiting, calls begin late, and their latency says so.
THREADS = 64

#: OY!'s payouts are final after this.
FINAL_AFTER = "1s"
#: `payouts.settle` of the gateway: longer than oysim holds back any request. It pays as often as it is asked
#: (`--no-dedup`): a payout that was sent again too early would be paid twice, and the books would show it.
SETTLE = "10s"

#: Of a hundred requests at OY!, those that meet something bad.
FAULT_PERCENT = 4

#: Seconds: how long an outage lasts, and how long it is quiet before the next.
OUTAGE = (2.0, 5.0)
BETWEEN_OUTAGES = (35.0, 75.0)
#: Seconds after an outage that still belong to it: the circuit may stay open as long as it was closed too late.
AFTERMATH = 6.0

#: Seconds between two changes of the credentials, and between two reloads.
BETWEEN_ROTATIONS = (6.0, 12.0)
BETWEEN_RELOADS = (10.0, 20.0)
#: Seconds that a bad credential stays.
BAD_CREDENTIAL = 1.0

#: Payments into virtual accounts a second; every callback comes twice.
PAYMENTS_PER_SECOND = 1.0
CALLBACK_COPIES = 2
#: Users who get a virtual account: few, since the gateway looks through OY!'s list of them for each payment.
USERS = 15

#: What one disruptive client does a second.
DISRUPTIONS_PER_SECOND = 5.0

"""Who calls. As root each has a uid of its own, as services in production do; otherwise all are one caller."""

import os
from dataclasses import dataclass

#: uids that no account of a Debian machine has.
FIRST_UID = 64_201


@dataclass(frozen=True)
class Person:
    name: str
    uid: int

    @property
    def entry(self) -> str:
        """Its line in the configuration."""
        return f'  - {{ name: {self.name}, uid: {self.uid}, methods: ["*"], events: [va, disbursement, payout] }}'

    def become(self) -> None:
        """For ever: called in a process that is its own. What it reads from files later must be open or imported already."""
        if self.uid != os.getuid():
            os.setgroups([])
            os.setgid(self.uid)
            os.setuid(self.uid)


def cast() -> tuple[list[Person], Person, Person | None]:
    """Those who pay, who does not stay, and who is nobody's caller."""
    if os.getuid() != 0:
        me = Person("soak", os.getuid())
        return [me], me, None
    payroll = Person("payroll", 0)
    refunds, restless, stranger = (
        Person(name, FIRST_UID + number) for number, name in enumerate(("refunds", "restless", "stranger")))
    return [payroll, refunds], restless, stranger

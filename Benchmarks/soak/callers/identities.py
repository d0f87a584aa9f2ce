"""Who takes part. As root each has a uid of its own, as services in production do; otherwise all are one caller."""

import os
from dataclasses import dataclass

from .identity import Identity

#: uids that no account of a Debian machine has.
FIRST_UID = 64_201


@dataclass(frozen=True)
class Identities:
    services: list[Identity]
    disruptive: Identity
    #: One that the configuration does not name.
    unknown: Identity | None

    @property
    def configured(self) -> list[Identity]:
        return list(dict.fromkeys([*self.services, self.disruptive]))


def available() -> Identities:
    if os.getuid() != 0:
        only = Identity("soak", os.getuid())
        return Identities([only], only, None)
    refunds, disruptive, unknown = (
        Identity(name, FIRST_UID + number) for number, name in enumerate(("refunds", "disruptive", "unknown")))
    return Identities([Identity("payroll", 0), refunds], disruptive, unknown)

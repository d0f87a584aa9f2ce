"""A client of oy-gateway: pay through a local daemon that holds the OY! API key.

    from oy_gateway import Client, OyError

    with Client("/run/oyd/oyd.sock") as client:
        account = client.disbursement.inquire_account(recipient_bank="014", recipient_account="1239812390")
        print(account.recipient_name)
"""

from oy_gateway.client import Client
from oy_gateway.errors import CLIENT_DOMAIN, Code, FieldViolation, OyError
from oy_gateway.events import Events
from oy_gateway.payouts import payout_state_name
from oy_gateway.stream import Stream

__all__ = ["CLIENT_DOMAIN", "Client", "Code", "Events", "FieldViolation", "OyError", "Stream", "payout_state_name"]
__version__ = "0.1.0"

"""The scripted peer of clients/testing, for tests: what the worst server does to a client. Needs OY_PEER."""

import os
import unittest

from oy_gateway import Client, OyError

PEER = os.environ["OY_PEER"]


class PeerTest(unittest.TestCase):
    def setUp(self):
        self.client = Client(PEER, timeout=10)
        self.addCleanup(self.client.close)

    def play(self, scene, **arguments):
        return self.client.disbursement.inquire_account(recipient_bank=scene, **arguments)

    def refused(self, scene, **arguments):
        with self.assertRaises(OyError) as caught:
            self.play(scene, **arguments)
        return caught.exception

    def assertServes(self):
        self.assertEqual(self.play("success").recipient_name, "John Doe")

"""ttrpc's frames, as shared by all scenes."""

import struct

REQUEST, RESPONSE, DATA = 1, 2, 3
REMOTE_CLOSED, NO_DATA = 0x01, 0x04
LARGEST = 4 << 20
HEADER = struct.Struct(">IIBB")

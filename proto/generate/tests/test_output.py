import pathlib
import tempfile
import unittest

import c_registry
import compiler
import main
import swift_tables
from tests.protos import GOOD, contract, folder


class OutputTests(unittest.TestCase):
    def test_names_are_those_of_protoc_c(self):
        for name, expected in {"oy.v1.WhoAmIResponse": "oy__v1__who_am_iresponse__descriptor",
                               "oy.v1.RemitRequest": "oy__v1__remit_request__descriptor",
                               "google.rpc.BadRequest.FieldViolation": "google__rpc__bad_request__field_violation__descriptor",
                               "google.protobuf.UInt64Value": "google__protobuf__uint64_value__descriptor"}.items():
            self.assertEqual(c_registry.symbol(name), expected)

    def test_rows(self):
        self.assertIn('EndpointRow(\n        .getThing, kind: .unary, resend: .always,\n        verb: .get,\n'
                      '        template: "/api/things/{id}?page={page}",\n        vocabulary: .standard),',
                      swift_tables.endpoints(contract(GOOD)))
        local = GOOD.replace('option (oy.v1.endpoint) = {get: "/api/things/{id}?page={page}"}', "option (oy.v1.local) = true") \
            .replace("NO_SIDE_EFFECTS", "IDEMPOTENT").replace("returns (Get", "returns (stream Get")
        self.assertIn('.getThing, kind: .serverStreaming, resend: .idempotent),', swift_tables.endpoints(contract(local)))
        silent = GOOD.replace("    option idempotency_level = NO_SIDE_EFFECTS;\n", "")
        self.assertIn("resend: .onlyIfSurelyUnsent,", swift_tables.endpoints(contract(silent)))

    def test_names(self):
        self.assertIn('    case getThing = "oy.v1.ThingService/GetThing"\n', swift_tables.rpcs(contract(GOOD)))

    def test_rules(self):
        text = swift_tables.rules(contract(GOOD))
        self.assertIn("FieldRules(1, .public, required: true),", text)
        self.assertIn('FieldRules(2, .public, sentDefault: "0"),', text)
        quoted = GOOD.replace("int32 page", "string page").replace('(oy.v1.sent_default) = "0"', r'(oy.v1.sent_default) = "a\"\\\nb"')
        self.assertIn(r'sentDefault: "a\"\\\u{A}b"', swift_tables.rules(contract(quoted)))

    def test_the_c_code_needs_no_descriptor_header(self):
        with folder(GOOD) as proto, tempfile.TemporaryDirectory() as out:
            main.generate(proto, pathlib.Path(out))
            headers = {path.name: path.read_text() for path in pathlib.Path(out).rglob("*.h")}
            self.assertIn("thing.pb-c.h", headers)
            self.assertNotIn("options.pb-c.h", headers)
            for name, text in headers.items():
                self.assertNotIn("descriptor.pb-c.h", text, name)

    def test_stale_files_are_named(self):
        with folder(GOOD) as proto, tempfile.TemporaryDirectory() as fresh, tempfile.TemporaryDirectory() as old:
            fresh, old = pathlib.Path(fresh), pathlib.Path(old)
            main.generate(proto, fresh)
            main.generate(proto, old)
            self.assertEqual(list(main.stale(fresh, old)), [])
            (old / main.SWIFT / "Rules.swift").write_text("")
            (old / main.C_HEADERS / "registry.h").unlink()
            (old / main.C_SOURCES / "gone.pb-c.c").write_text("")
            expected = ["Sources/CProtos/include/registry.h: is missing",
                        "Sources/CProtos/generated/gone.pb-c.c: comes from no .proto file any more",
                        "Sources/Contract/Generated/Rules.swift: differs from what the .proto files say"]
            self.assertEqual(list(main.stale(fresh, old)), expected)
            main.install(fresh, old)
            self.assertEqual(list(main.stale(fresh, old)), [])

    def test_a_refused_contract_writes_nothing(self):
        with folder(GOOD.replace("// Its name.", "")) as proto, tempfile.TemporaryDirectory() as out:
            with self.assertRaisesRegex(main.Refused, "GetThingRequest.id has no comment"):
                main.generate(proto, pathlib.Path(out))
            self.assertEqual(list(pathlib.Path(out).iterdir()), [])

    def test_what_protoc_says_is_passed_on(self):
        with folder("message {") as proto:
            with self.assertRaisesRegex(compiler.CompilerError, "thing.proto"):
                main.contract_of(proto)


if __name__ == "__main__":
    unittest.main()

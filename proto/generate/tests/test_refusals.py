import unittest

from tests.protos import GOOD, reasons

WHERE = "oy/v1/thing.proto: "
RPC = WHERE + "RPC oy.v1.ThingService/GetThing"
FIELD = WHERE + "field oy.v1.GetThingRequest."


class RefusalTests(unittest.TestCase):
    def refused(self, old, new, *expected):
        self.assertIn(old, GOOD)
        self.assertEqual(reasons(GOOD.replace(old, new)), list(expected))

    def add_field(self, field, *expected):
        """Adds a field to the response, which has no other rules to break."""
        self.refused("  // What it is.\n", f"  // Another.\n  {field}\n  // What it is.\n", *expected)

    def test_a_good_contract(self):
        self.assertEqual(reasons(GOOD), [])

    def test_neither_endpoint_nor_local(self):
        self.refused('    option (oy.v1.endpoint) = {get: "/api/things/{id}?page={page}"};\n', "",
                     RPC + " has neither an endpoint nor `local`")

    def test_an_endpoint_without_a_route(self):
        self.refused('{get: "/api/things/{id}?page={page}"}', "{vocabulary: VOCABULARY_KYC}",
                     RPC + " has neither an endpoint nor `local`")

    def test_both_endpoint_and_local(self):
        self.refused("    option idempotency_level", "    option (oy.v1.local) = true;\n    option idempotency_level",
                     RPC + " has an endpoint and is `local` too")

    def test_no_sensitivity(self):
        self.refused("[(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, (oy.v1.required) = true]", "[(oy.v1.required) = true]",
                     FIELD + "id has no sensitivity")

    def test_sensitivity_unspecified(self):
        self.refused("SENSITIVITY_PUBLIC, (oy.v1.required)", "SENSITIVITY_UNSPECIFIED, (oy.v1.required)",
                     FIELD + "id has no sensitivity")

    def test_a_placeholder_that_names_no_field(self):
        self.refused("?page={page}", "?page={page}&size={size}",
                     RPC + ": {size} names no field of oy.v1.GetThingRequest")

    def test_personal_in_the_path(self):
        self.refused("SENSITIVITY_PUBLIC, (oy.v1.required)", "SENSITIVITY_PERSONAL, (oy.v1.required)",
                     RPC + ": {id} is PERSONAL and would stand in the URL, which is logged everywhere")

    def test_secret_in_the_query(self):
        self.refused("SENSITIVITY_PUBLIC, (oy.v1.sent_default)", "SENSITIVITY_SECRET, (oy.v1.sent_default)",
                     RPC + ": {page} is SECRET and would stand in the URL, which is logged everywhere")

    def test_own_in_the_query(self):
        self.refused("(oy.v1.sent_default) = \"0\"", "(oy.v1.own) = true",
                     RPC + ": {page} is the gateway's own and never sent")

    def test_a_wrapper_in_the_query(self):
        self.refused("int32 page", "google.protobuf.Int32Value page", RPC + ": {page} is no plain string, number or bool")

    def test_a_list_in_the_path(self):
        self.refused("string id", "repeated string id", RPC + ": {id} is no plain string, number or bool")

    def test_a_route_used_twice(self):
        again = GOOD[GOOD.index("  // Gets a thing."):GOOD.index("}\n\n// The thing to get.")]
        again = again.replace("GetThing", "ReadThing").replace("/{id}", "/{name}")
        messages = GOOD[GOOD.index("// The thing to get."):GOOD.index("// Kinds of things.")]
        messages = messages.replace("GetThing", "ReadThing").replace("string id", "string name")
        self.assertEqual(
            reasons(GOOD.replace("}\n\n// The thing to get.", again + "}\n\n// The thing to get.") + messages),
            [WHERE + "RPC oy.v1.ThingService/ReadThing: the route GET /api/things/{} is that of oy.v1.ThingService/GetThing already"])

    def test_two_methods_of_one_name(self):
        service = GOOD[GOOD.index("// Reads things."):GOOD.index("// The thing to get.")]
        other = service.replace("ThingService", "OtherService").replace("/api/things", "/api/others")
        self.assertEqual(reasons(GOOD + other), [WHERE + "RPC oy.v1.OtherService/GetThing has the name of oy.v1.ThingService/GetThing"])

    def test_a_field_that_goes_nowhere(self):
        self.refused("?page={page}", "",
                     RPC + ": the field page goes nowhere: a GET has no body, and it is in neither path nor query")

    def test_templates_that_cannot_be_read(self):
        for template, why in {
            "api/{id}?page={page}": "the path must begin with /",
            "/api//{id}?page={page}": "the segment `` is neither plain text nor one {field}",
            "/api/../{id}?page={page}": "the segment `..` is neither plain text nor one {field}",
            "/api/x{id}?page={page}": "the segment `x{id}` is neither plain text nor one {field}",
            "/api/{id}?{page}": "the query parameter `{page}` is not of the form name={field}",
            "/api/{id}?": "the query parameter `` is not of the form name={field}",
            "/api/{id}/{id}?page={page}": "{id} stands in it twice",
        }.items():
            with self.subTest(template):
                self.refused("/api/things/{id}?page={page}", template, f"{RPC}: in `{template}` {why}")

    def test_required_when_false_names_no_bool(self):
        for name in ("nothing", "page"):
            with self.subTest(name):
                self.refused("(oy.v1.required) = true", f'(oy.v1.required_when_false) = "{name}"',
                             FIELD + f"id: required_when_false names {name}, which is no bool or BoolValue of oy.v1.GetThingRequest")

    def test_required_when_false_names_a_bool(self):
        for kind in ("bool", "google.protobuf.BoolValue"):
            with self.subTest(kind):
                self.add_field(f'{kind} open = 2 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC]; // Or not.\n'
                               '  // How many.\n  int64 amount = 3 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, '
                               '(oy.v1.required_when_false) = "open"];')

    def test_a_required_bool_in_a_request(self):
        self.refused("int32 page = 2 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, (oy.v1.sent_default) = \"0\"]",
                     "bool page = 2 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, (oy.v1.required) = true]",
                     FIELD + "page is a required bool, where false can't be told from not given; use BoolValue")

    def test_missing_comments(self):
        for comment, what in {
            "// Reads things.": "service oy.v1.ThingService has no comment",
            "// Gets a thing.": "RPC oy.v1.ThingService/GetThing has no comment",
            "// The thing to get.": "message oy.v1.GetThingRequest has no comment",
            "// Its name.": "field oy.v1.GetThingRequest.id has no comment",
            "// Kinds of things.": "enum oy.v1.Kind has no comment",
            "// Not known.": "value KIND_UNSPECIFIED of enum oy.v1.Kind has no comment",
        }.items():
            with self.subTest(what):
                self.refused(comment, "", WHERE + what)

    def test_names_of_request_and_response(self):
        self.refused("GetThingRequest", "Ask", RPC + ": its request is oy.v1.Ask, not oy.v1.GetThingRequest")
        self.refused("GetThingResponse", "Thing", RPC + ": its response is oy.v1.Thing, not oy.v1.GetThingResponse")
        self.refused("GetThingRequest", "ThingServiceGetThingRequest")

    def test_other_packages_keep_their_own_names(self):
        body = ("\n// Health.\nservice Health {\n  // Checks.\n  rpc Check(Ask) returns (Ask);\n}\n\n"
                "// Asked and answered.\nmessage Ask {\n  // Which.\n  string service = 1;\n}\n")
        self.assertEqual(reasons(body, package="grpc.health.v1"), [])

    def test_client_streaming(self):
        self.refused("(GetThingRequest)", "(stream GetThingRequest)",
                     RPC + " streams from the client, which the gateway does not do")

    def test_server_streaming_is_fine(self):
        self.refused("returns (GetThingResponse)", "returns (stream GetThingResponse)")

    def test_sent_default_that_does_not_fit(self):
        for kind, default, fits in (
                ("int32", "10", True), ("int32", "-1", True), ("int32", "1.0", False), ("int32", "01", False), ("int32", "", False),
                ("int32", "2147483648", False), ("int64", "9223372036854775807", True), ("int64", "9223372036854775808", False),
                ("uint32", "-1", False), ("uint32", "4294967295", True), ("bool", "false", True), ("bool", "False", False),
                ("bool", "0", False), ("string", "", True), ("string", "anything", True), ("bytes", "AA==", False),
                ("google.protobuf.Int64Value", "7", True), ("google.protobuf.Int64Value", "x", False),
                ("Kind", "KIND_UNSPECIFIED", False), ("repeated string", "x", False)):
            with self.subTest(kind=kind, default=default):
                expected = [] if fits else [
                    WHERE + f"field oy.v1.GetThingResponse.other: sent_default `{default}` does not fit its type"]
                self.add_field(f'{kind} other = 2 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, (oy.v1.sent_default) = "{default}"];',
                               *expected)

    def test_formats_that_do_not_fit(self):
        for kind, format_, what in (("string", "FORMAT_POSITIVE", "numbers"), ("bool", "FORMAT_NOT_NEGATIVE", "numbers"),
                                    ("int64", "FORMAT_DATE", "strings"), ("repeated string", "FORMAT_EMAILS", "strings")):
            with self.subTest(kind=kind, format=format_):
                self.add_field(f"{kind} other = 2 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, (oy.v1.format) = {format_}];",
                               WHERE + f"field oy.v1.GetThingResponse.other: {format_} is for {what}")

    def test_types_that_the_contract_does_not_have(self):
        where = WHERE + "field oy.v1.GetThingResponse.other"
        for kind, what in (("double", " is a binary floating-point number, which can't hold money exactly"),
                           ("google.protobuf.FloatValue", " is a binary floating-point number, which can't hold money exactly"),
                           ("uint64", " is an unsigned 64-bit number, which neither SQLite nor every client's language holds; use int64"),
                           ("google.protobuf.UInt64Value", " is an unsigned 64-bit number, which neither SQLite nor every client's language holds; use int64"),
                           ("map<string, string>", " is a map, which has no JSON form here"),
                           ("optional string", " is in a oneof or `optional`, which has no JSON form here; use a wrapper")):
            with self.subTest(kind):
                reasons = self._added(f"{kind} other = 2 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC];")
                self.assertIn(where + what, reasons)

    def test_two_fields_of_one_json_name(self):
        self.add_field('string other = 2 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, (oy.v1.also_read_as) = "kind"];',
                       WHERE + "field oy.v1.GetThingResponse.kind: the JSON member kind would be that of other too")

    def test_more_fields_than_bits(self):
        fields = "\n".join(f"  // One.\n  string f{number} = {number} [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC];"
                           for number in range(2, 66))
        self.refused("  // What it is.\n", fields + "\n  // What it is.\n",
                     WHERE + "message oy.v1.GetThingResponse has more than 64 fields")

    def _added(self, field):
        return reasons(GOOD.replace("  // What it is.\n", f"  // Another.\n  {field}\n  // What it is.\n"))


if __name__ == "__main__":
    unittest.main()

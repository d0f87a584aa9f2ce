"""Small contracts for the tests, compiled by the real protoc."""

import pathlib
import shutil
import tempfile

import compiler
import main
import model
import refusals

GOOD = """
// Reads things.
service ThingService {
  // Gets a thing.
  rpc GetThing(GetThingRequest) returns (GetThingResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (oy.v1.endpoint) = {get: "/api/things/{id}?page={page}"};
  }
}

// The thing to get.
message GetThingRequest {
  // Its name.
  string id = 1 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, (oy.v1.required) = true];
  // The page.
  int32 page = 2 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC, (oy.v1.sent_default) = "0"];
}

// The thing.
message GetThingResponse {
  // What it is.
  Kind kind = 1 [(oy.v1.sensitivity) = SENSITIVITY_PUBLIC];
}

// Kinds of things.
enum Kind {
  // Not known.
  KIND_UNSPECIFIED = 0;
}
"""

HEADER = """syntax = "proto3";
package oy.v1;
import "google/protobuf/wrappers.proto";
import "oy/v1/options.proto";
"""


def folder(body, package="oy.v1"):
    """A temporary proto folder with oy/v1/options.proto and oy/v1/thing.proto made of `body`."""
    scratch = tempfile.TemporaryDirectory()
    target = pathlib.Path(scratch.name, "oy/v1")
    target.mkdir(parents=True)
    shutil.copy(main.PROTO / "oy/v1/options.proto", target)
    (target / "thing.proto").write_text(HEADER.replace("package oy.v1;", f"package {package};") + body)
    return scratch


def contract(body, package="oy.v1"):
    with folder(body, package) as scratch:
        return model.read(compiler.descriptor_set(scratch), compiler.proto_files(scratch))


def reasons(body, package="oy.v1"):
    return refusals.refusals(contract(body, package))

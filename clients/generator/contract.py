"""Reads proto/ for the clients' generators.

Needs `protoc` (Debian: protobuf-compiler) and Python's `google.protobuf` (Debian: python3-protobuf).
"""

import pathlib
import re
import subprocess
import sys
import tempfile

try:
    from google.protobuf import descriptor_pb2
except ImportError:
    # A python3 ahead of Debian's on the path may lack the module that apt installed for Debian's.
    if sys.executable != "/usr/bin/python3" and pathlib.Path("/usr/bin/python3").exists():
        import os

        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    sys.exit("generate: apt-get install protobuf-compiler python3-protobuf")

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROTO = ROOT / "proto"

# Only the gateway reads these; a client that registered them could clash with another library's options.
GATEWAY_ONLY = "oy/v1/options.proto"


class Method:
    def __init__(self, service, proto, comment):
        self.service, self.name, self.comment = service, proto.name, comment
        self.input, self.output = proto.input_type[1:], proto.output_type[1:]
        self.server_streaming = proto.server_streaming
        if proto.client_streaming:
            sys.exit(f"generate: {service.full_name}.{self.name}: the clients cannot stream to the gateway")

    @property
    def snake(self):
        return snake(self.name)


class Service:
    def __init__(self, file, proto, comments, path):
        self.file, self.package = file, file.package
        self.full_name, self.comment = f"{file.package}.{proto.name}", comments.get(path, "")
        # DisbursementService is called Disbursement where a client names it.
        self.name = re.sub("Service$", "", proto.name)
        self.proto_name = proto.name
        self.methods = [
            Method(self, method, comments.get((*path, 2, index), "")) for index, method in enumerate(proto.method)
        ]

    @property
    def snake(self):
        return snake(self.name)


class Contract:
    """Every service and message below proto/, with the comments that stand there."""

    def __init__(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "set"
            names = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
            subprocess.run(
                ["protoc", f"-I{PROTO}", "--include_imports", "--include_source_info", f"--descriptor_set_out={out}"]
                + names,
                check=True,
            )
            self.files = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
        self.services, self.messages, self.enums, self.comments = [], {}, {}, {}
        for file in self.files.file:
            comments = {tuple(l.path): tidy(l.leading_comments) for l in file.source_code_info.location}
            self._collect(file, file.message_type, file.enum_type, file.package, comments, (), (4, 5))
            for index, service in enumerate(file.service):
                self.services.append(Service(file, service, comments, (6, index)))

    def _collect(self, file, messages, enums, prefix, comments, path, numbers):
        for index, message in enumerate(messages):
            here, name = (*path, numbers[0], index), f"{prefix}.{message.name}"
            self.messages[name] = message
            for at, field in enumerate(message.field):
                self.comments[f"{name}.{field.name}"] = comments.get((*here, 2, at), "")
            self.comments[name] = comments.get(here, "")
            self._collect(file, message.nested_type, message.enum_type, name, comments, here, (3, 4))
        for index, enum in enumerate(enums):
            self.enums[f"{prefix}.{enum.name}"] = enum
            self.comments[f"{prefix}.{enum.name}"] = comments.get((*path, numbers[1], index), "")

    def own_files(self):
        """The files of proto/, without the well-known types and without the options that only the gateway reads."""
        return [f for f in self.files.file if (PROTO / f.name).exists() and f.name != GATEWAY_ONLY]

    def plain(self, rename_file=lambda name: name, rename_package=lambda package: package):
        """The descriptors without the gateway's options, files and packages renamed as asked.

        Libraries that a service uses beside this client may bring google.rpc or grpc.health.v1 themselves, or options
        with our numbers. Under names of its own nothing of a client's can clash with them; the bytes on the wire are
        the same, since they hold numbers and no names.
        """
        own = {f.name for f in self.own_files()}
        packages = {f.package: rename_package(f.package) for f in self.own_files()}
        plain = descriptor_pb2.FileDescriptorSet()
        for file in self.files.file:
            if file.name == GATEWAY_ONLY:
                continue
            copy = plain.file.add()
            copy.CopyFrom(file)
            if file.name in own:
                copy.name, copy.package = rename_file(file.name), packages[file.package]
                kept = [name for name in file.dependency if name != GATEWAY_ONLY]
                copy.dependency[:] = [rename_file(name) if name in own else name for name in kept]
                copy.ClearField("public_dependency")
                copy.ClearField("options")
                self._strip(copy, packages)
        # What is left of the well-known types is what some file imports.
        needed, waiting = set(), [rename_file(name) for name in own]
        by_name = {f.name: f for f in plain.file}
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting += by_name[name].dependency
        kept = [f for f in plain.file if f.name in needed]
        return descriptor_pb2.FileDescriptorSet(file=kept)

    def _strip(self, file, packages):
        def renamed(name):
            for package in sorted(packages, key=len, reverse=True):
                if name.startswith(f".{package}."):
                    return f".{packages[package]}{name[len(package) + 1:]}"
            return name

        def message(proto):
            map_entry = proto.options.map_entry
            proto.ClearField("options")
            if map_entry:
                proto.options.map_entry = True
            for field in proto.field:
                packed = field.options.packed if field.options.HasField("packed") else None
                field.ClearField("options")
                if packed is not None:
                    field.options.packed = packed
                if field.type_name:
                    field.type_name = renamed(field.type_name)
            for nested in proto.nested_type:
                message(nested)

        for proto in file.message_type:
            message(proto)
        for service in file.service:
            service.ClearField("options")
            for method in service.method:
                method.ClearField("options")
                method.input_type, method.output_type = renamed(method.input_type), renamed(method.output_type)


def protoc(files, names, *arguments):
    """Runs protoc on descriptors in place of sources."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "set"
        path.write_bytes(files.SerializeToString())
        subprocess.run(["protoc", f"--descriptor_set_in={path}", *arguments, *names], check=True)


def snake(name):
    """InquireAccount becomes inquire_account, WhoAmI who_am_i."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def tidy(comment):
    return " ".join(line.strip() for line in comment.strip().splitlines())

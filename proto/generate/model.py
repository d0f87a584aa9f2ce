"""The contract as plain objects: what the descriptor set and the options of oy/v1/options.proto say, without judging it."""

import dataclasses
import typing

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

# The package whose messages go to OY! and come from callers, and which the refusals hold to the contract's rules.
CONTRACT_PACKAGE = "oy.v1"

_Proto = descriptor_pb2.FieldDescriptorProto
SIGNED = {_Proto.TYPE_INT32: 32, _Proto.TYPE_SINT32: 32, _Proto.TYPE_SFIXED32: 32,
          _Proto.TYPE_INT64: 64, _Proto.TYPE_SINT64: 64, _Proto.TYPE_SFIXED64: 64}
UNSIGNED = {_Proto.TYPE_UINT32: 32, _Proto.TYPE_FIXED32: 32, _Proto.TYPE_UINT64: 64, _Proto.TYPE_FIXED64: 64}
WRAPPED = {"google.protobuf.BoolValue": _Proto.TYPE_BOOL, "google.protobuf.StringValue": _Proto.TYPE_STRING,
           "google.protobuf.BytesValue": _Proto.TYPE_BYTES, "google.protobuf.Int32Value": _Proto.TYPE_INT32,
           "google.protobuf.Int64Value": _Proto.TYPE_INT64, "google.protobuf.UInt32Value": _Proto.TYPE_UINT32,
           "google.protobuf.UInt64Value": _Proto.TYPE_UINT64}


@dataclasses.dataclass(frozen=True)
class Field:
    name: str
    number: int
    type: int
    type_name: str
    repeated: bool
    in_oneof: bool
    comment: str
    sensitivity: str
    required: bool
    required_when_false: str
    format: str
    sent_default: typing.Optional[str]
    also_read_as: str
    own: bool

    @property
    def scalar_type(self):
        """The type of the value; for a wrapper that of what it wraps."""
        return WRAPPED.get(self.type_name, self.type)

    @property
    def is_wrapper(self):
        return self.type_name in WRAPPED


@dataclasses.dataclass(frozen=True)
class Message:
    file: str
    package: str
    full_name: str
    comment: str
    refuse_unknown_fields: bool
    is_map_entry: bool
    fields: tuple

    def field(self, name):
        return next((field for field in self.fields if field.name == name), None)


@dataclasses.dataclass(frozen=True)
class EnumType:
    file: str
    full_name: str
    comment: str
    uncommented_values: tuple


@dataclasses.dataclass(frozen=True)
class Method:
    name: str
    comment: str
    input: str
    output: str
    client_streaming: bool
    server_streaming: bool
    idempotency: str
    verb: str  # "" where there is no endpoint
    template: str
    vocabulary: str
    local: bool


@dataclasses.dataclass(frozen=True)
class Service:
    file: str
    package: str
    full_name: str
    comment: str
    methods: tuple


@dataclasses.dataclass(frozen=True)
class Contract:
    """All files of the project with what they import, in the order in which they import one another."""
    files: tuple  # names of all files with code, the imported ones included
    options_files: tuple  # names of files that only extend protobuf's own options
    services: tuple
    messages: tuple
    enums: tuple

    def message(self, full_name):
        return next((message for message in self.messages if message.full_name == full_name), None)


def read(serialized, own_files):
    """The Contract of a serialized FileDescriptorSet. `own_files` are the project's; comments are asked only of them."""
    return _Reader(serialized, set(own_files)).contract()


class _Reader:
    def __init__(self, serialized, own_files):
        self.own_files = own_files
        plain = descriptor_pb2.FileDescriptorSet.FromString(serialized)
        # A pool of its own, so that the options are the ones of this set and known as extensions when it is parsed.
        pool = descriptor_pool.DescriptorPool()
        for file in plain.file:
            pool.Add(file)
        factory = message_factory.MessageFactory(pool)
        classes = factory.GetMessages([file.name for file in plain.file])
        self.pool = pool
        self.set = classes["google.protobuf.FileDescriptorSet"].FromString(serialized)

    def contract(self):
        services, messages, enums, files, options_files = [], [], [], [], []
        for file in self.set.file:
            if file.name == "google/protobuf/descriptor.proto":
                continue
            if "google/protobuf/descriptor.proto" in file.dependency:
                options_files.append(file.name)
            else:
                files.append(file.name)
            comments = {tuple(location.path): location.leading_comments.strip() or location.trailing_comments.strip()
                        for location in file.source_code_info.location}
            for index, service in enumerate(file.service):
                services.append(self._service(file, service, comments, (6, index)))
            for index, message in enumerate(file.message_type):
                self._messages(file, message, file.package, comments, (4, index), messages, enums)
            for index, enum in enumerate(file.enum_type):
                enums.append(self._enum(file, enum, file.package, comments, (5, index)))
        return Contract(tuple(files), tuple(options_files), tuple(services), tuple(messages), tuple(enums))

    def _comment(self, file, comments, path):
        return comments.get(path, "") if file.name in self.own_files else "(not ours)"

    def _option(self, options, name):
        extension = self.pool.FindExtensionByName(f"{CONTRACT_PACKAGE}.{name}")
        return options.Extensions[extension], options.HasExtension(extension)

    def _enum_name(self, type_name, number):
        return self.pool.FindEnumTypeByName(f"{CONTRACT_PACKAGE}.{type_name}").values_by_number[number].name

    def _service(self, file, service, comments, path):
        methods = []
        for index, method in enumerate(service.method):
            endpoint, has_endpoint = self._option(method.options, "endpoint")
            verb = (endpoint.WhichOneof("route") or "") if has_endpoint else ""
            methods.append(Method(
                name=method.name, comment=self._comment(file, comments, path + (2, index)),
                input=method.input_type.lstrip("."), output=method.output_type.lstrip("."),
                client_streaming=method.client_streaming, server_streaming=method.server_streaming,
                idempotency=method.options.DESCRIPTOR.fields_by_name["idempotency_level"].enum_type
                .values_by_number[method.options.idempotency_level].name,
                verb=verb, template=getattr(endpoint, verb) if verb else "",
                vocabulary=self._enum_name("Vocabulary", endpoint.vocabulary),
                local=self._option(method.options, "local")[0]))
        return Service(file.name, file.package, f"{file.package}.{service.name}",
                       self._comment(file, comments, path), tuple(methods))

    def _messages(self, file, message, scope, comments, path, messages, enums):
        full_name = f"{scope}.{message.name}"
        fields = tuple(self._field(file, field, comments, path + (2, index))
                       for index, field in enumerate(message.field))
        is_map_entry = message.options.map_entry
        messages.append(Message(
            file.name, file.package, full_name,
            "(map entry)" if is_map_entry else self._comment(file, comments, path),
            self._option(message.options, "refuse_unknown_fields")[0], is_map_entry, fields))
        for index, nested in enumerate(message.nested_type):
            self._messages(file, nested, full_name, comments, path + (3, index), messages, enums)
        for index, enum in enumerate(message.enum_type):
            enums.append(self._enum(file, enum, full_name, comments, path + (4, index)))

    def _field(self, file, field, comments, path):
        sent_default, has_default = self._option(field.options, "sent_default")
        return Field(
            name=field.name, number=field.number, type=field.type, type_name=field.type_name.lstrip("."),
            repeated=field.label == _Proto.LABEL_REPEATED, in_oneof=field.HasField("oneof_index"),
            comment=self._comment(file, comments, path),
            sensitivity=self._enum_name("Sensitivity", self._option(field.options, "sensitivity")[0]),
            required=self._option(field.options, "required")[0],
            required_when_false=self._option(field.options, "required_when_false")[0],
            format=self._enum_name("Format", self._option(field.options, "format")[0]),
            sent_default=sent_default if has_default else None,
            also_read_as=self._option(field.options, "also_read_as")[0],
            own=self._option(field.options, "own")[0])

    def _enum(self, file, enum, scope, comments, path):
        uncommented = tuple(value.name for index, value in enumerate(enum.value)
                            if not self._comment(file, comments, path + (2, index)))
        return EnumType(file.name, f"{scope}.{enum.name}", self._comment(file, comments, path), uncommented)

"""What the generator refuses to generate from. Every refusal names the file and the RPC or field, and has a test."""

import re

import model
import route

_Proto = model._Proto
_MAX_FIELDS = 64  # one bit each in the set of members that an answer was seen to have
_FORMATS_OF_NUMBERS = ("FORMAT_POSITIVE", "FORMAT_NOT_NEGATIVE", "FORMAT_MILLISECONDS")


def refusals(contract):
    """All that is wrong with the contract, one line each."""
    return [*_comments(contract), *_methods(contract), *_own_names(contract), *_routes(contract), *_fields(contract)]


def _comments(contract):
    for service in contract.services:
        if not service.comment:
            yield f"{service.file}: service {service.full_name} has no comment"
        for method in service.methods:
            if not method.comment:
                yield f"{service.file}: RPC {service.full_name}/{method.name} has no comment"
    for message in contract.messages:
        if not message.comment:
            yield f"{message.file}: message {message.full_name} has no comment"
        for field in message.fields if not message.is_map_entry else ():
            if not field.comment:
                yield f"{message.file}: field {message.full_name}.{field.name} has no comment"
    for enum in contract.enums:
        if not enum.comment:
            yield f"{enum.file}: enum {enum.full_name} has no comment"
        for value in enum.uncommented_values:
            yield f"{enum.file}: value {value} of enum {enum.full_name} has no comment"


def _own_names(contract):
    """Methods of the contract's own services go by their name alone, in Swift and in oyctl."""
    seen = {}
    for service in contract.services:
        if service.package != model.CONTRACT_PACKAGE:
            continue
        for method in service.methods:
            name = f"{service.full_name}/{method.name}"
            other = seen.setdefault(method.name, name)
            if other != name:
                yield f"{service.file}: RPC {name} has the name of {other}"


def _methods(contract):
    for service in contract.services:
        for method in service.methods:
            where = f"{service.file}: RPC {service.full_name}/{method.name}"
            if method.client_streaming:
                yield f"{where} streams from the client, which the gateway does not do"
            if service.package != model.CONTRACT_PACKAGE:
                continue
            if not method.verb and not method.local:
                yield f"{where} has neither an endpoint nor `local`"
            if method.verb and method.local:
                yield f"{where} has an endpoint and is `local` too"
            yield from _names(where, service, method)


def _names(where, service, method):
    """Buf's RPC_REQUEST_STANDARD_NAME and RPC_RESPONSE_STANDARD_NAME."""
    short = service.full_name.rpartition(".")[2]
    for role, suffix, actual in (("request", "Request", method.input), ("response", "Response", method.output)):
        allowed = [f"{service.package}.{prefix}{method.name}{suffix}" for prefix in ("", short)]
        if actual not in allowed:
            yield f"{where}: its {role} is {actual}, not {allowed[0]}"


def _routes(contract):
    seen = {}
    for service in contract.services:
        for method in service.methods:
            if not method.verb:
                continue
            where = f"{service.file}: RPC {service.full_name}/{method.name}"
            try:
                template = route.parse(method.template)
            except route.TemplateError as error:
                yield f"{where}: in `{method.template}` {error}"
                continue
            shape = f"{method.verb.upper()} {template.shape}"
            if shape in seen:
                yield f"{where}: the route {shape} is that of {seen[shape]} already"
            seen.setdefault(shape, f"{service.full_name}/{method.name}")
            yield from _route_fields(where, method, template, contract.message(method.input))


def _route_fields(where, method, template, request):
    used = template.path_fields + template.query_fields
    for name in used:
        field = request.field(name)
        if field is None:
            yield f"{where}: {{{name}}} names no field of {request.full_name}"
        elif field.sensitivity in ("SENSITIVITY_PERSONAL", "SENSITIVITY_SECRET"):
            kind = field.sensitivity.removeprefix("SENSITIVITY_")
            yield f"{where}: {{{name}}} is {kind} and would stand in the URL, which is logged everywhere"
        elif field.own:
            yield f"{where}: {{{name}}} is the gateway's own and never sent"
        elif field.repeated or _scalar(field) not in ("number", "string", "bool") or field.is_wrapper:
            yield f"{where}: {{{name}}} is no plain string, number or bool"
    if method.verb == "get":
        for field in request.fields:
            if field.name not in used and not field.own:
                yield f"{where}: the field {field.name} goes nowhere: a GET has no body, and it is in neither path nor query"


def _fields(contract):
    requests = {method.input for service in contract.services for method in service.methods}
    for message in contract.messages:
        if message.package != model.CONTRACT_PACKAGE or message.file in contract.options_files:
            continue
        if len(message.fields) > _MAX_FIELDS:
            yield f"{message.file}: message {message.full_name} has more than {_MAX_FIELDS} fields"
        names = {}
        for field in message.fields:
            where = f"{message.file}: field {message.full_name}.{field.name}"
            if field.sensitivity == "SENSITIVITY_UNSPECIFIED":
                yield f"{where} has no sensitivity"
            yield from _shape(where, contract, field)
            yield from _rules(where, message, field, message.full_name in requests)
            for name in {field.name, lower_camel(field.name), field.also_read_as} - {""}:
                if name in names:
                    yield f"{where}: the JSON member {name} would be that of {names[name]} too"
                names[name] = field.name


def _shape(where, contract, field):
    if field.in_oneof:
        yield f"{where} is in a oneof or `optional`, which has no JSON form here; use a wrapper"
    if field.type in (_Proto.TYPE_FLOAT, _Proto.TYPE_DOUBLE) or field.type_name in (
            "google.protobuf.FloatValue", "google.protobuf.DoubleValue"):
        yield f"{where} is a binary floating-point number, which can't hold money exactly"
    if model.UNSIGNED.get(field.scalar_type) == 64:
        yield f"{where} is an unsigned 64-bit number, which neither SQLite nor every client's language holds; use int64"
    target = contract.message(field.type_name)
    if target is not None and target.is_map_entry:
        yield f"{where} is a map, which has no JSON form here"


def _rules(where, message, field, in_request):
    scalar = None if field.repeated else _scalar(field)
    if field.required_when_false:
        condition = message.field(field.required_when_false)
        if condition is None or condition.repeated or condition.scalar_type != _Proto.TYPE_BOOL:
            yield f"{where}: required_when_false names {field.required_when_false}, which is no bool or BoolValue of {message.full_name}"
    if field.required and in_request and scalar == "bool" and not field.is_wrapper:
        yield f"{where} is a required bool, where false can't be told from not given; use BoolValue"
    if field.format in _FORMATS_OF_NUMBERS and scalar != "number":
        yield f"{where}: {field.format} is for numbers"
    elif field.format not in _FORMATS_OF_NUMBERS + ("FORMAT_UNSPECIFIED",) and scalar != "string":
        yield f"{where}: {field.format} is for strings"
    if field.sent_default is not None and not _default_fits(field, scalar):
        yield f"{where}: sent_default `{field.sent_default}` does not fit its type"


def _scalar(field):
    """number, string, bool, bytes, enum or message: a wrapper is what it wraps."""
    kind = field.scalar_type
    if kind in model.SIGNED or kind in model.UNSIGNED:
        return "number"
    return {_Proto.TYPE_STRING: "string", _Proto.TYPE_BOOL: "bool", _Proto.TYPE_BYTES: "bytes",
            _Proto.TYPE_ENUM: "enum"}.get(kind, "message")


def _default_fits(field, scalar):
    if scalar == "number":
        if not re.fullmatch(r"0|-?[1-9][0-9]*", field.sent_default):
            return False
        value = int(field.sent_default)
        if field.scalar_type in model.SIGNED:
            bits = model.SIGNED[field.scalar_type] - 1
            return -(1 << bits) <= value < (1 << bits)
        return 0 <= value < (1 << model.UNSIGNED[field.scalar_type])
    if scalar == "bool":
        return field.sent_default in ("true", "false")
    return scalar == "string"


def lower_camel(name):
    """protobuf's json_name: `overdraft_balance` as `overdraftBalance`."""
    head, *tail = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)

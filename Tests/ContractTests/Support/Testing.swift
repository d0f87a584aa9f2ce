import Contract

/// The endpoint table, as the daemon starts with it.
let table: EndpointTable = {
    do {
        return try EndpointTable()
    } catch {
        preconditionFailure("the endpoint table: \(error)")
    }
}()

/// The schema of the message called `name` in package oy.v1, or by its full name.
func schema(_ name: String) -> MessageSchema {
    guard let schema = MessageSchema.named("oy.v1.\(name)") ?? MessageSchema.named(name) else {
        preconditionFailure("no message \(name)")
    }
    return schema
}

/// The endpoint of a method in package oy.v1: `DisbursementService/Remit`.
func endpoint(_ name: String) -> Endpoint {
    let parts = name.split(separator: "/").map(String.init)
    guard let endpoint = table.endpoint(service: "oy.v1.\(parts[0])", method: parts[1]) else {
        preconditionFailure("no RPC \(name)")
    }
    return endpoint
}

/// A message from JSON, strictly.
func message(_ name: String, _ json: String) throws -> Message {
    try Message(json: Array(json.utf8), as: schema(name))
}

/// The error that reading `json` gives; nil where it is read.
func jsonError(_ name: String, _ json: String, mode: JSONMode = .strict) -> ContractError? {
    jsonError(name, Array(json.utf8), mode: mode)
}

func jsonError(_ name: String, _ json: [UInt8], mode: JSONMode = .strict) -> ContractError? {
    do {
        _ = try Message(json: json, as: schema(name), mode: mode)
        return nil
    } catch {
        return error
    }
}

/// The error that reading wire bytes gives; nil where they are read.
func wireError(_ name: String, _ bytes: [UInt8]) -> ContractError? {
    do {
        _ = try Message(decoding: bytes, as: schema(name))
        return nil
    } catch {
        return error
    }
}

/// JSON as text.
func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}

import CProtobufC
import CProtos

/// All RPCs that the gateway serves.
public struct EndpointTable: Sendable {
    /// In the order of the .proto files.
    public let all: [Endpoint]
    private let byRPC: [RPC: Endpoint]
    private let services: Set<String>
    /// Places in `all` by hash of service and method; -1: free.
    private let slots: [Int]
    /// Service and method of each in `all`, as bytes.
    private let names: [(service: [UInt8], method: [UInt8])]

    /// Holds the generated rows against the service descriptors that are linked in, both ways.
    ///
    /// - Parameter paths: paths to use in the place of the documented ones, by method (`Remit`) or full name
    ///   (`oy.v1.DisbursementService/Remit`). One without a query keeps the documented query.
    /// - Throws: `ContractError` of kind `table` that names a method without a row, a row without a method, rules that do not
    ///   fit the messages, or a path that can't be used. The daemon does not start then.
    public init(paths: [String: String] = [:]) throws(ContractError) {
        let linked = (0..<oy_registry_service_count()).compactMap { oy_registry_service($0) }.map(LinkedService.init)
        try self.init(rows: generatedEndpoints, services: linked, catalog: .shared, paths: paths)
    }

    init(
        rows: [EndpointRow], services: [LinkedService], catalog: SchemaCatalog, paths: [String: String] = [:]
    ) throws(ContractError) {
        if let problem = catalog.problems.first { throw ContractError(.table, problem) }
        var rest = rows
        var unusedPaths = paths
        var all: [Endpoint] = []
        for service in services {
            for method in service.methods {
                guard let place = rest.firstIndex(where: { $0.fullName == "\(service.name)/\(method.name)" }) else {
                    throw ContractError(.table, "\(service.name)/\(method.name): the method has no row in the endpoint table")
                }
                let row = rest.remove(at: place)
                guard let request = catalog.schemas[method.input], let response = catalog.schemas[method.output] else {
                    throw ContractError(.table, "\(row.fullName): its messages are not in the registry")
                }
                let route = try Self.route(of: row, request, &unusedPaths)
                all.append(Endpoint(row, route: route, request: request, response: response))
            }
        }
        if let row = rest.first {
            throw ContractError(.table, "\(row.fullName): the endpoint table has a row without a method")
        }
        if let name = unusedPaths.keys.min() {
            throw ContractError(.table, "\(name): a path is configured for it, but no such RPC goes to OY!")
        }
        try Self.checkShapes(of: all)
        self.all = all
        byRPC = Dictionary(uniqueKeysWithValues: all.map { ($0.rpc, $0) })
        self.services = Set(services.map(\.name))
        slots = Self.slots(for: all)
        names = all.map { (Array($0.service.utf8), Array($0.method.utf8)) }
    }

    /// The RPC, by its service's full name and its method's name; nil where there is none.
    public func endpoint(service: String, method: String) -> Endpoint? {
        service.withBytes { service in
            method.withBytes { method in endpoint(service: service, method: method) }
        }
    }

    /// - Precondition: the table was made of all generated rows, as the daemon's is.
    public subscript(_ rpc: RPC) -> Endpoint {
        guard let endpoint = byRPC[rpc] else { preconditionFailure("\(rpc.rawValue) is not in the table") }
        return endpoint
    }

    /// Whether there is a service of this full name.
    public func hasService(_ name: String) -> Bool {
        services.contains(name)
    }

    private func endpoint(service: UnsafeBufferPointer<UInt8>, method: UnsafeBufferPointer<UInt8>) -> Endpoint? {
        var slot = Self.hash(service, method) & (slots.count - 1)
        while slots[slot] >= 0 {
            let name = names[slots[slot]]
            if Self.equal(name.service, service), Self.equal(name.method, method) { return all[slots[slot]] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func equal(_ name: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count == bytes.count, let start = bytes.baseAddress else { return false }
        return name.withUnsafeBufferPointer { name in
            guard let name = name.baseAddress else { return false }
            return equalBytes(name, start, bytes.count)
        }
    }

    private static func route(
        of row: EndpointRow, _ request: MessageSchema, _ paths: inout [String: String]
    ) throws(ContractError) -> Route? {
        guard let verb = row.verb, var template = row.template else { return nil }
        if let path = paths.removeValue(forKey: row.fullName) ?? paths.removeValue(forKey: String(row.rpc.method)) {
            let query = path.contains("?") ? "" : template.drop { $0 != "?" }
            template = path + query
        }
        do {
            return try Route(verb, template, request: request)
        } catch {
            throw ContractError(.table, "\(row.fullName): \(error.message)")
        }
    }

    /// Two RPCs that OY! can't tell apart would get each other's answers.
    private static func checkShapes(of all: [Endpoint]) throws(ContractError) {
        var seen: [String: String] = [:]
        for endpoint in all {
            guard let shape = endpoint.route?.shape else { continue }
            if let other = seen.updateValue(endpoint.fullName, forKey: shape) {
                throw ContractError(.table, "\(endpoint.fullName): the route \(shape) is that of \(other) already")
            }
        }
    }

    private static func slots(for all: [Endpoint]) -> [Int] {
        var size = 16
        while size < 2 * all.count { size *= 2 }
        var slots = [Int](repeating: -1, count: size)
        for (place, endpoint) in all.enumerated() {
            var slot = endpoint.service.withBytes { service in
                endpoint.method.withBytes { hash(service, $0) }
            } & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = place
        }
        return slots
    }

    /// FNV-1a over both names. A caller can make it collide only with names that do not exist, and then waits for itself.
    private static func hash(_ service: UnsafeBufferPointer<UInt8>, _ method: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in service { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in method { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash)
    }
}

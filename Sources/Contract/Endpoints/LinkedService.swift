import CProtobufC
import CProtos

/// A service as protobuf-c describes it.
struct LinkedService: Sendable {
    var name: String
    var methods: [(name: String, input: String, output: String)]

    init(name: String, methods: [(name: String, input: String, output: String)]) {
        self.name = name
        self.methods = methods
    }

    init(_ descriptor: UnsafePointer<ProtobufCServiceDescriptor>) {
        name = String(cString: descriptor.pointee.name)
        methods = (0..<Int(descriptor.pointee.n_methods)).map { index in
            let method = descriptor.pointee.methods[index]
            return (
                String(cString: method.name), String(cString: method.input.pointee.name),
                String(cString: method.output.pointee.name)
            )
        }
    }
}

import Glibc

/// The programs under test, as the build left them beside the test bundle.
enum Binary: String {
    case oyd, oyctl, oysim

    var path: String { Self.folder + "/" + rawValue }

    /// A dynamic library of the package, which the build leaves there too.
    static func path(ofLibrary name: String) -> String { "\(folder)/lib\(name).so" }

    /// The folder of the running test bundle: `.build/<triple>/debug`.
    private static let folder: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { readlink("/proc/self/exe", $0.baseAddress!, $0.count) }
        let path = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        guard let slash = path.lastIndex(of: "/") else { preconditionFailure("/proc/self/exe can't be read") }
        return String(path[..<slash])
    }()
}

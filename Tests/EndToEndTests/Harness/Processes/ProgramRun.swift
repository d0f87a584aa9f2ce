/// A run of a program from beginning to end.
struct ProgramRun: CustomStringConvertible {
    let status: ExitStatus
    let output: String
    let errors: String

    var description: String { "\(status)\n\(output)\n\(errors)" }

    /// Runs one of our programs.
    ///
    /// - Parameters:
    ///   - uid: the user to run it as; only root can choose.
    ///   - input: what it reads from standard input.
    static func of(
        _ binary: Binary, _ arguments: [String], environment: [String: String] = [:], input: String = "", uid: UInt32? = nil
    ) async throws -> ProgramRun {
        var program = binary.path
        var arguments = arguments
        if let uid {
            arguments = ["--reuid", "\(uid)", "--regid", "\(uid)", "--clear-groups", "--", program] + arguments
            program = "/usr/bin/setpriv"
        }
        let child = try ChildProcess(program, arguments, environment: environment, input: Array(input.utf8))
        return ProgramRun(
            status: try await child.exitStatus(), output: try await child.standardOutput.whole(),
            errors: try await child.standardError.whole())
    }
}

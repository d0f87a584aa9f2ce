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
        try await of(binary.path, arguments, environment: environment, input: input, uid: uid)
    }

    /// Runs any program, an absolute path.
    static func of(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String = "", uid: UInt32? = nil
    ) async throws -> ProgramRun {
        let command = (uid.map(OtherUser.command) ?? []) + [program] + arguments
        let child = try ChildProcess(
            command[0], Array(command.dropFirst()), environment: environment, input: Array(input.utf8))
        return ProgramRun(
            status: try await child.exitStatus(), output: try await child.standardOutput.whole(),
            errors: try await child.standardError.whole())
    }
}

import Testing

/// Gives a suite one simulator and one daemon for all its tests, found in `Stage.current`. Tests of such a suite are
/// `.serialized`, since they script the simulator and read its record.
struct StageTrait: SuiteTrait, TestScoping {
    let plan: Stage.Plan

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await StageSlots.shared.withSlot {
            try await Stage.with(plan) { _ in try await function() }
        }
    }
}

/// For a suite whose tests start processes of their own: it counts as one of the few that may have any at a time.
struct OwnProcessesTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await StageSlots.shared.withSlot { try await function() }
    }
}

extension Trait where Self == OwnProcessesTrait {
    /// The tests start processes of their own.
    static var ownProcesses: Self { Self() }
}

extension Trait where Self == StageTrait {
    /// One simulator and one daemon for the whole suite.
    static var stage: Self { stage(Stage.Plan()) }
    static func stage(_ plan: Stage.Plan) -> Self { Self(plan: plan) }
}

extension Trait where Self == IssueHandlingTrait {
    /// Adds what the daemon and the simulator said to each issue of the suite.
    static var showsPrograms: Self {
        .compactMapIssues { issue in
            guard let stage = Stage.current else { return issue }
            var issue = issue
            issue.comments.append(Comment(rawValue: stage.programme))
            return issue
        }
    }
}

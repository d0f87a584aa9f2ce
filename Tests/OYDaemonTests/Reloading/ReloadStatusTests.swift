import Gateway
import Testing

@testable import OYDaemon

/// What the service manager hears of a reload.
@Suite struct ReloadStatusTests {
    private let before = WallTime(milliseconds: 0)
    private let after = WallTime(milliseconds: 1)

    @Test func credentialsThatAreAsTheyWereAreNotCalledNew() {
        #expect(
            ReloadService.status(problems: [], credentialsFrom: before, now: before)
                == "Serving; configuration read anew, credentials unchanged since 1970-01-01T00:00:00.000Z")
        #expect(
            ReloadService.status(problems: [], credentialsFrom: before, now: after)
                == "Serving; configuration read anew, credentials replaced")
    }

    @Test func whatIsWrongIsSaid() {
        #expect(
            ReloadService.status(problems: ["one", "two"], credentialsFrom: before, now: after)
                == "Serving with what was read before: one; two")
    }
}

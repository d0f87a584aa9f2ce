import TTRPC
import Testing

@testable import oyctl

/// What a person reads of a call that failed.
@Suite struct ErrorReportTests {
    @Test func `a time-out that the gateway did not write says where to look`() {
        let text = ErrorReport.text(of: Status(.deadlineExceeded, "the deadline has passed"))
        #expect(text.hasPrefix("DEADLINE_EXCEEDED: the deadline has passed\n"))
        #expect(text.contains("systemctl status oyd"))
        #expect(!ErrorReport.text(of: Status(.unavailable, "closed")).contains("systemctl"))
    }
}

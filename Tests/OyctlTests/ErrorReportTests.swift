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

    @Test func `a violation of no field in particular has nothing in the field's place`() {
        let violation = Status.Detail(typeURL: "type.googleapis.com/google.rpc.BadRequest", value: [0x0A, 0x05, 0x12, 0x03] + Array("bad".utf8))
        #expect(ErrorReport.text(of: Status(.invalidArgument, "no", details: [violation])) == "INVALID_ARGUMENT: no\n  violation: bad\n")
    }
}

import Foundation
import Testing

@testable import oyctl

/// An entry as `oyctl audit show` prints it.
@Suite struct AuditLineTests {
    private func text(_ members: String) -> String {
        AuditLine(Data(#"{"seq":7,"hash":"00","entry":{"time":"2026-11-26T09:12:33.123Z",\#(members)}}"#.utf8)).text
    }

    @Test(arguments: [
        (#""amount":500,"va_number":{"masked":"…7890","digest":"00"},"success":true"#, "Rp 500 into …7890  verified"),
        (#""amount":4000000,"va_number":{"masked":"…7890","digest":"00"}"#, "Rp 4.000.000 into …7890, failed  verified"),
        (#""amount":500,"success":true"#, "Rp 500  verified"), (#""left_out":{"bytes":9000}"#, "callbacks/va  verified"),
    ])
    func `a payment into a virtual account says how much`(request: String, expected: String) {
        let line = text(#""kind":"callback","method":"callbacks/va","request":{\#(request)},"outcome":{"code":"verified"}"#)
        #expect(line.hasPrefix("     7  2026-11-26T09:12:33.123Z  callback       callbacks/va") && line.hasSuffix(expected), "\(line)")
    }

    @Test func `a payout says how much and to whom`() {
        let request = #"{"amount":500,"recipient_bank":"014","recipient_account":{"masked":"…2390","digest":"00"}}"#
        let line = text(#""kind":"transition","payout":"A-1","to":"AWAITING_APPROVAL","request":\#(request)"#)
        #expect(line.hasSuffix("payout A-1  new → AWAITING_APPROVAL  Rp 500 to 014 …2390"), "\(line)")
    }
}

import Contract
import TestSupport
import Testing

/// What the ledger may see of a message.
@Suite struct RedactionTests {
    /// Stands in for a keyed digest: the length, so that the tests see what was digested.
    private func redacted(_ name: String, _ json: String) throws -> String {
        text(try message(name, json).redacted { "\($0.count) bytes" }.json)
    }

    @Test(arguments: [
        ("RemitRequest", #"{"recipient_bank":"014","recipient_account":"1239812390","amount":5,"note":"é\"","partner_trx_id":"a"}"#,
            #"{"recipient_bank":"014","recipient_account":{"masked":"…2390","digest":"10 bytes"},"amount":5,"#
                + #""note":{"masked":"…","digest":"3 bytes"},"partner_trx_id":"a"}"#),
        // The last four; of a short value less, so that the mask never gives it away.
        ("VirtualAccount", #"{"va_number":"1233456000000001"}"#, #"{"va_number":{"masked":"…0001","digest":"16 bytes"}}"#),
        ("VirtualAccount", #"{"va_number":"123"}"#, #"{"va_number":{"masked":"…","digest":"3 bytes"}}"#),
        ("VirtualAccount", #"{"va_number":"12345678901234567890123456789012"}"#,
            #"{"va_number":{"masked":"…9012","digest":"32 bytes"}}"#),
        ("VirtualAccount", #"{"va_number":"1234567"}"#, #"{"va_number":{"masked":"…7","digest":"7 bytes"}}"#),
        ("VirtualAccount", #"{"va_number":"12345678"}"#, #"{"va_number":{"masked":"…5678","digest":"8 bytes"}}"#),
        // By characters, however many bytes they have, and escaped like any text.
        ("RemitRequest", #"{"note":"Budi Susanté€🙂"}"#, #"{"note":{"masked":"…té€🙂","digest":"20 bytes"}}"#),
        ("RemitRequest", #"{"note":"éééé€€€"}"#, #"{"note":{"masked":"…€","digest":"17 bytes"}}"#),
        ("RemitRequest", #"{"note":"gaji untuk \"\\\n"}"#, #"{"note":{"masked":"… \"\\\n","digest":"14 bytes"}}"#),
        // What a terminal obeys is escaped, shown whole or at a mask's end; digested it is what it was.
        ("RemitRequest", #"{"recipient_bank":"a\u202eb\u009b\u007f\udb40\udc41\u00e9","note":"gaji untuk \u2066\ufeff"}"#,
            #"{"recipient_bank":"a\u202eb\u009b\u007f\udb40\udc41é","note":{"masked":"…k \u2066\ufeff","digest":"17 bytes"}}"#),
        // SECRET is not even named.
        ("ConnectBankRequest", #"{"data":"s3cr3t","bank_code":"008"}"#, #"{"bank_code":"008"}"#),
        ("VerifyIdCardRequest", #"{"id_card_photo":"AAEC","selfie_card_photo":"AAEC"}"#, "{}"),
        // Nested, in lists, and numbers.
        ("GetAccountBalanceResponse", #"{"data":{"id":"i","balance":150000000,"bank":{"code":"014"}}}"#,
            #"{"data":{"id":"i","bank":{"code":"014"},"balance":{"masked":"…0000","digest":"9 bytes"}}}"#),
        ("ListMutationsResponse", #"{"data":[{"id":"1","amount":50000},{"description":"DB DEBIT DOMESTIK"}]}"#,
            #"{"data":[{"id":"1","amount":{"masked":"…0","digest":"5 bytes"}},"#
                + #"{"description":{"masked":"…STIK","digest":"17 bytes"}}]}"#),
        ("UpdateVirtualAccountRequest", #"{"id":"7","is_open":false}"#, #"{"id":"7","is_open":false}"#),
        ("WhoAmIResponse", #"{"methods":["a","b"]}"#, #"{"methods":["a","b"]}"#),
        ("GetBalanceRequest", "{}", "{}"),
    ])
    func `each field is shown by its sensitivity`(_ name: String, _ json: String, _ expected: String) throws {
        #expect(try redacted(name, json) == expected)
    }

    /// OY! may repeat in what it writes for people what the request said, or what the answer says elsewhere.
    @Test(arguments: [
        // The account that was asked about, twice; the last four stay.
        (#"{"recipient_account":"1239812390"}"#, #"{"status":{"message":"1239812390 is wrong: 1239812390"}}"#,
            #"{"status":{"message":"…2390 is wrong: …2390"}}"#),
        // The name that the answer itself gives, whatever its case, beside the account of the request.
        (#"{"recipient_account":"1239812390"}"#, #"{"recipient_name":"Budi Susanto","status":{"message":"BUDI SUSANTO\"1239812390"}}"#,
            #"{"status":{"message":"…ANTO\"…2390"},"recipient_name":{"masked":"…anto","digest":"12 bytes"}}"#),
        // What is part of no value, or of one that is too short to be told from a word, stays.
        (#"{"recipient_account":"123"}"#, #"{"status":{"message":"Success 123 of 1239"}}"#, #"{"status":{"message":"Success 123 of 1239"}}"#),
        (#"{"recipient_account":"1239812390","recipient_bank":"0140140"}"#, #"{"status":{"message":"bank 0140140 says 123981239"}}"#,
            #"{"status":{"message":"bank 0140140 says 123981239"}}"#),
        ("{}", #"{"status":{"message":""}}"#, #"{"status":{}}"#),
    ])
    func `what OY! repeats in a status is masked there as well`(_ request: String, _ answer: String, _ expected: String) throws {
        let asked = try message("InquireAccountRequest", request)
        let answered = try message("InquireAccountResponse", answer)
        #expect(text(answered.redacted(answering: asked) { "\($0.count) bytes" }.json) == expected)
    }

    /// One of several addresses, and of what is SECRET nothing at all.
    @Test func `addresses are found one by one, and nothing is shown of a secret`() throws {
        let remit = try message("RemitRequest", #"{"email":"ani@example.com budi@example.org"}"#)
        var answer = try message("RemitResponse", #"{"status":{"message":"no mail to budi@example.org"}}"#)
        #expect(text(answer.redacted(answering: remit) { _ in "" }.json) == #"{"status":{"message":"no mail to ….org"}}"#)
        let connect = try message("ConnectBankRequest", #"{"data":"s3cr3t-9876"}"#)
        answer = try message("ConnectBankResponse", #"{"status":{"message":"what is s3cr3t-9876?"}}"#)
        #expect(text(answer.redacted(answering: connect) { _ in "" }.json) == #"{"status":{"message":"what is …?"}}"#)
    }

    @Test func `the digest is of the value itself`() throws {
        let remit = try message("RemitRequest", #"{"recipient_account":"1239812390"}"#)
        var digested: [[UInt8]] = []
        _ = remit.redacted { value in
            digested.append(Array(value))
            return ""
        }
        #expect(digested == [Array("1239812390".utf8)])
    }

    /// As it goes into an entry as it is: PUBLIC, PERSONAL, in a list, and what the digest says.
    @Test func `it is one line of UTF-8, whatever stands in the message`() throws {
        let nasty = (1..<0x100).compactMap(Unicode.Scalar.init).map(String.init).joined() + "\u{2028}é🙂\n\"\\"
        var remit = Message(schema("RemitRequest"))
        for field in ["recipient_bank", "recipient_account", "note", "partner_trx_id"] { remit.set(field, to: nasty) }
        var who = Message(schema("WhoAmIResponse"))
        who.append("methods", nasty)
        for message in [remit, who] {
            let json = message.redacted { _ in nasty }.json
            #expect(!json.contains { $0 < 0x20 })
            let written = try #require(String(validating: json, as: UTF8.self))
            #expect(written.unicodeScalars.allSatisfy { !$0.isUnseen })
            _ = try CanonicalJSON.bytes(of: json)
        }
    }

    @Test func `fields that the contract does not know are left out`() throws {
        // Field 15, a string: kept by libprotobuf-c, shown by nobody.
        let request = try Message(decoding: Hex.bytes("0A 03 30 31 34 7A 03 61 62 63"), as: schema("InquireAccountRequest"))
        #expect(text(request.redacted { _ in "" }.json) == #"{"recipient_bank":"014"}"#)
        #expect(text(request.json()) == #"{"recipient_bank":"014","recipient_account":""}"#)
    }
}

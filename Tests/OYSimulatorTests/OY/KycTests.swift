import Testing

@testable import OYSimulator

/// KYC: 001 for what is empty or malformed, the mock verdicts by `nik`, and the verdict that follows by callback.
@Suite struct KycTests {
    private func phone(_ change: (inout [String: String]) -> Void) -> String? {
        var fields = ["name": "n", "address": "a", "nik": "3171000000000000", "phone_number": "+628123456789"]
        change(&fields)
        return code(Kyc.phoneNumber(.object(fields.map { .init($0.key, .string($0.value)) })))
    }

    private func code(_ answer: JSON?) -> String? { answer?["status"]?["code"]?.string }

    @Test(arguments: ["000", "002", "003", "004", "005", "006", "999"])
    func verdictsByNik(verdict: String) {
        #expect(phone { $0["nik"] = "3171000000000" + verdict } == verdict)
        let card = JSON.members([
            "name": "n", "address": "a", "nik": .string("3171000000000" + verdict), "id_card_photo": "aGk=",
            "selfie_card_photo": "aGk=",
        ])
        let (answer, callback) = Kyc.idCard(card)
        #expect(code(answer) == "000")
        #expect(code(callback) == verdict)
    }

    @Test(arguments: ["name", "address", "nik", "phone_number"])
    func emptyFieldsAre001(name: String) {
        #expect(phone { $0[name] = "" } == "001")
        #expect(phone { $0[name] = nil } == "001")
    }

    @Test(arguments: ["08123456789", "+62", "+62812a456789", "+1 5551234567", "+6281234567890123"])
    func phoneNumbersNeedTheFormat(number: String) {
        #expect(phone { $0["phone_number"] = number } == "001")
    }

    @Test(arguments: ["", "aGk", "aG k", "a===", "====", "ünïc"])
    func picturesAreBase64(picture: String) {
        let card = JSON.members([
            "name": "n", "address": "a", "nik": "1", "id_card_photo": .string(picture), "selfie_card_photo": "aGk=",
        ])
        let (answer, callback) = Kyc.idCard(card)
        #expect(code(answer) == "001")
        #expect(callback == nil)
    }
}

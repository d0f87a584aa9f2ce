/// Identity checks. The documentation has no mock inputs for them, so the simulator has its own: the verdict is in the
/// last three digits of `nik` where they name one (`3171000000000002` gets 002), and 000 for every other number.
enum Kyc {
    /// The documented "KYC Response Codes".
    enum Verdict: String, Sendable, CaseIterable {
        case verified = "000"
        case invalid = "001"
        case nameDiffers = "002"
        case addressDiffers = "003"
        case nikDiffers = "004"
        case photoNotClear = "005"
        case faceDiffers = "006"
        case internalServerError = "999"

        var message: String {
            switch self {
            case .verified: "Verified"
            case .invalid: "Data on request body is empty or invalid"
            case .nameDiffers: "Request is rejected (Name is not the same as id card)"
            case .addressDiffers: "Request is Rejected (Address is not the same as id card)"
            case .nikDiffers: "Request is Rejected (NIK is not the same as id card)"
            case .photoNotClear: "Request is Rejected (ID card photo is not clear)"
            case .faceDiffers: "Request is Rejected (Face is not the same as photo on id card)"
            case .internalServerError: "Internal Server Error"
            }
        }

        var answer: JSON { .members(["status": Code.status(rawValue, message)]) }

        /// The mock verdict for an identity number.
        init(nik: String) {
            let mock = Verdict(rawValue: String(nik.suffix(3)))
            self = mock == .invalid ? .verified : mock ?? .verified
        }
    }

    /// Checks the pictures later: the answer only says that the request was taken, the verdict comes by callback.
    static func idCard(_ request: JSON) -> (answer: JSON, callback: JSON?) {
        let texts = ["name", "address", "nik"].compactMap(request.text)
        let photos = ["id_card_photo", "selfie_card_photo"].compactMap(request.text)
        guard texts.count == 3, photos.count == 2, photos.allSatisfy(isBase64) else {
            return (Verdict.invalid.answer, nil)
        }
        let verdict = Verdict(nik: texts[2])
        let message = verdict == .verified ? "verified" : verdict.message
        return (
            .members(["status": Code.status("000", "Request processed")]),
            .members(["status": Code.status(verdict.rawValue, message)])
        )
    }

    /// Answers with the verdict at once.
    static func phoneNumber(_ request: JSON) -> JSON {
        let texts = ["name", "address", "nik", "phone_number"].compactMap(request.text)
        guard texts.count == 4, isIndonesianNumber(texts[3]) else { return Verdict.invalid.answer }
        return Verdict(nik: texts[2]).answer
    }

    /// "Phone number of user, use +62 format."
    private static func isIndonesianNumber(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(3)
        return text.hasPrefix("+62") && (7...13).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The standard alphabet, padded, in whole groups of four.
    private static func isBase64(_ text: String) -> Bool {
        let body = text.utf8.reversed().drop(while: { $0 == UInt8(ascii: "=") })
        guard text.utf8.count % 4 == 0, text.utf8.count - body.count <= 2 else { return false }
        return body.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"): true
            default: false
            }
        }
    }
}

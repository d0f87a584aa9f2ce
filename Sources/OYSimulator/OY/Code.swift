/// The documented business codes, in the words of the documentation's mock tables and code lists.
enum Code: String, Sendable, CaseIterable {
    case success = "000"
    case processed = "101"
    case inProgress = "102"
    case userNotFound = "201"
    case userNotActive = "202"
    case duplicatePartnerTrxID = "203"
    case notFound = "204"
    case bankCodeNotFound = "205"
    case balanceNotEnough = "206"
    case addressNotRegistered = "207"
    case keyNotValid = "208"
    case bankAccountNotFound = "209"
    case amountNotValid = "210"
    case bankNotAvailable = "211"
    case amountTooSmall = "212"
    case amountTooLarge = "213"
    case virtualAccountFailed = "214"
    case maximumExceeded = "215"
    case virtualAccountIDEmpty = "216"
    case virtualAccountStillActive = "217"
    case failed = "300"
    case suspect = "301"
    case parameterNotValid = "990"
    case internalServerError = "999"

    var message: String {
        switch self {
        case .success: "Success"
        case .processed: "Request is Processed"
        case .inProgress: "Request is In progress"
        case .userNotFound: "User is not found"
        case .userNotActive: "User is not active"
        case .duplicatePartnerTrxID: "Duplicate Partner Tx Id"
        case .notFound: "Tx Id is not found"
        case .bankCodeNotFound: "Bank Code is not found"
        case .balanceNotEnough: "Partner Deposit Balance is Not Enough"
        case .addressNotRegistered: "Request IP Address is not Registered"
        case .keyNotValid: "API Key is not Valid"
        case .bankAccountNotFound: "Bank Account is not found"
        case .amountNotValid: "Amount is not valid"
        case .bankNotAvailable: "Bank code is not available for this service"
        case .amountTooSmall: "Given amount are lesser than allowed value for static va"
        case .amountTooLarge: "Given amount are greater than allowed value for static va"
        case .virtualAccountFailed: "Failed to generate static va"
        case .maximumExceeded: "Max amount per transaction exceed for disburse"
        case .virtualAccountIDEmpty: "VA Id is empty"
        case .virtualAccountStillActive: "VA Number is still active for this partner user id"
        case .failed: "Failed"
        case .suspect: "Suspect"
        case .parameterNotValid: "Request Parameter is not Valid"
        case .internalServerError: "Internal Server Error"
        }
    }

    /// The `status` object of an answer.
    var status: JSON { Self.status(rawValue, message) }

    /// The `status` object for any code, documented or not.
    static func status(_ code: String, _ message: String) -> JSON {
        .members(["code": .string(code), "message": .string(message)])
    }

    /// An answer that is nothing but its `status`.
    var answer: JSON { .members(["status": status]) }
}

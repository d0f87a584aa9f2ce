extension StatusVerdict {
    init(_ word: OYWord) {
        switch HTTPRefusal(status: word.httpStatus) {
        case .credentials: self = .refusedCredentials
        case .tooManyRequests: self = .nothing
        case nil: self = Self(code: word.code)
        }
        // Where HTTP refuses and the code does not, neither is believed.
        if (400..<500).contains(word.httpStatus), hasIt { self = .nothing }
    }
}

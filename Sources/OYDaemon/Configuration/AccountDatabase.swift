/// Turns the names of users and groups into numbers.
protocol AccountDatabase {
    /// Nil where there is no such user.
    func uid(ofUser name: String) throws(AccountFailure) -> UInt32?
    /// Nil where there is no such group.
    func gid(ofGroup name: String) throws(AccountFailure) -> UInt32?
}

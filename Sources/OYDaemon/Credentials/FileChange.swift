/// What a look at files that may have changed brought.
enum FileChange: Equatable {
    /// The files hold what is in force.
    case none
    /// The same, but before they were not to be used.
    case recovered
    /// Something else is in force from now on; before, the files may have been such that they could not be used.
    case replaced(wereUnusable: Bool)
    /// What is there now can't be used, and it is not what was said the last time. What was in force stays so.
    case refused(problem: String)
}

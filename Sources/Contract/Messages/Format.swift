/// What a value must look like, beyond its type (oy/v1/options.proto).
public enum Format: Sendable {
    /// A number above zero.
    case positive
    /// A number from zero up.
    case notNegative
    /// A day of the calendar, yyyy-MM-dd.
    case date
    /// At most five e-mail addresses with white space between them.
    case emails
    /// A name that is compared byte by byte: a few visible ASCII characters, so that no two spellings look alike.
    case name
    /// A moment in milliseconds since 1970. A text in its place is not said.
    case milliseconds
}

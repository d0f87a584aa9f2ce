/// Who may read a value outside the call it belongs to (oy/v1/options.proto).
public enum Sensitivity: Sendable {
    /// May be logged and stored as it is.
    case `public`
    /// Says something about a person: masked.
    case personal
    /// Opens something: left out altogether.
    case secret
}

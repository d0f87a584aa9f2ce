/// How JSON is read into a message.
public enum JSONMode: Sendable {
    /// What a person or a program of ours wrote: a member that the message does not have is an error.
    case strict
    /// An answer of OY!: new members appear at any time and are stepped over; the gateway's own fields are not read.
    case answer
}

/// How long a test waits for an event before it gives up. Never a pause: where the event comes, the test goes on at once.
/// So it costs nothing to be patient with a machine that is busy.
enum Patience {
    static let event = Duration.seconds(120)
}

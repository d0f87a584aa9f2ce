/// How long a test waits for an event before it gives up. Never a pause: where the event comes, the test goes on at once.
enum Patience {
    static let event = Duration.seconds(30)
}

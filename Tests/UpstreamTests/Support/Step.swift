/// What the scripted server does next on a connection.
enum Step: Sendable {
    /// Waits until a whole request, head and body, has come.
    case awaitRequest
    /// Waits until so many bytes have come since the last wait.
    case awaitBytes(Int)
    /// Sends text in one write.
    case send(String)
    /// Answers 200 with the last request's target as the body.
    case echo
    /// Reads nothing more, and leaves what comes in the kernel.
    case stopReading
    /// Closes politely: with TLS's goodbye where there is TLS.
    case close
    /// Closes TCP under TLS, without its goodbye.
    case truncate
    /// Closes with a reset.
    case reset
    /// Begins the script again.
    case again
}

extension [Step] {
    /// Answers every request with 200 and its own target.
    static let echoing: [Step] = [.awaitRequest, .echo, .again]

    static func answering(_ text: String) -> [Step] { [.awaitRequest, .send(text), .again] }
}

extension String {
    /// A small answer with a Content-Length.
    static func answer(_ status: Int = 200, headers: [String] = [], body: String = "{}") -> String {
        (["HTTP/1.1 \(status) Text", "Content-Length: \(body.utf8.count)"] + headers).joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}

extension RequestRecord.Entry {
    /// One readable line for the log: `12:00:01 POST /api/remit 1234-asdf → 200 101 Request is Processed`.
    func line(credentials: Credentials) -> String {
        var line = "\(time.clock) \(method) \(target)"
        if let id = (try? JSONReader.read(body.utf8))?.text("partner_trx_id") { line += " \(id)" }
        line += " → "
        if let status {
            line += "\(status)"
            let said = (try? JSONReader.read((answer ?? "").utf8))?["status"]
            if let code = said?["code"]?.string { line += " \(code) \(said?["message"]?.string ?? "")" }
        } else {
            line += "no answer"
        }
        if let fault { line += "  [fault: \(fault)]" }
        if keyElsewhere { line += "  [THE API KEY STANDS OUTSIDE ITS HEADER]" }
        return credentials.masked(line.map { $0.isNewline ? " " : String($0) }.joined())
    }
}

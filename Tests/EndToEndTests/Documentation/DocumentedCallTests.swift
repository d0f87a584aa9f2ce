import Contract
import Testing

/// Each of the 17 RPCs: the documentation's sample in through the socket, exactly the documented HTTP request out, the
/// documented sample answer back in typed fields.
@Suite(.serialized, .stage, .showsPrograms)
struct DocumentedCallTests: StagedSuite {
    @Test(arguments: DocumentedSample.all)
    func `the documented call goes out and its answer comes back`(_ sample: DocumentedSample) async throws {
        let mark = try await control.mark()
        try await control.answer(sample.path, sample.answer)

        let answer = try await gateway.call(sample.rpc, sample.request)

        let requests = try await control.requests(after: mark)
        #expect(requests.count == 1)
        try expectDocumented(try #require(requests.first), sample)
        // `state` is the gateway's own word, in no answer of OY!'s.
        let fields = try Message(json: Array(sample.fields.description.utf8), as: answer.schema)
        #expect(try answer.value.without("state") == fields.value.without("state"))
    }

    private func expectDocumented(_ request: RecordedRequest, _ sample: DocumentedSample) throws {
        #expect(request.method == sample.verb)
        #expect(request.target == sample.target)
        #expect(request.complete)
        #expect(try (request.body.isEmpty ? .null : JSONValue(request.body)) == sample.body)
        #expect(request.values(of: "Content-Type") == ["application/json"])
        #expect(request.values(of: "Accept") == ["application/json"])
        #expect(request.values(of: "X-OY-Username") == ["myuser"])
        #expect(request.values(of: "X-Api-Key").count == 1)
        #expect(request.key_ok)
        #expect(!request.key_elsewhere)
    }

    @Test func `every RPC that goes to OY! is among them`() {
        let routed = RPCClient.table.all.filter { !$0.isLocal }.map(\.fullName)
        #expect(Set(DocumentedSample.all.map(\.rpc)) == Set(routed))
        #expect(routed.count >= 17)
    }
}

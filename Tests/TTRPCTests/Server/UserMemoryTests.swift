import Testing

@testable import TTRPC

@Suite struct UserMemoryTests {
    @Test func `The connections of a user hold so much together, and another's are not counted with them`() {
        let memory = UserMemory(limit: 100)
        #expect(memory.resize(uid: 1, from: 0, to: 60))
        #expect(!memory.resize(uid: 1, from: 0, to: 41))
        #expect(memory.resize(uid: 1, from: 0, to: 40))
        #expect(memory.resize(uid: 2, from: 0, to: 100))
    }

    @Test func `What is given back can be held again`() {
        let memory = UserMemory(limit: 100)
        #expect(memory.resize(uid: 1, from: 0, to: 100))
        #expect(!memory.resize(uid: 1, from: 100, to: 101))
        #expect(memory.resize(uid: 1, from: 100, to: 30))
        #expect(memory.resize(uid: 1, from: 0, to: 70))
        #expect(!memory.resize(uid: 1, from: 0, to: 1))
    }
}

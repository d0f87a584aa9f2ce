import Testing

@testable import TTRPC

@Suite struct UserMemoryQuotaTests {
    @Test func `The connections of a user hold so much together, and another's are not counted with them`() {
        let memory = UserMemoryQuota(limit: 100)
        let (first, second, other) = (memory.account(of: 1), memory.account(of: 1), memory.account(of: 2))
        #expect(first.resize(from: 0, to: 60))
        #expect(!second.resize(from: 0, to: 41))
        #expect(second.resize(from: 0, to: 40))
        #expect(other.resize(from: 0, to: 100))
    }

    @Test func `What is given back can be held again`() {
        let account = UserMemoryQuota(limit: 100).account(of: 1)
        #expect(account.resize(from: 0, to: 100))
        #expect(!account.resize(from: 100, to: 101))
        #expect(account.resize(from: 100, to: 30))
        #expect(account.resize(from: 0, to: 70))
        #expect(!account.resize(from: 0, to: 1))
    }

    @Test func `Calls leave an eighth to answers`() {
        let account = UserMemoryQuota(limit: 80).account(of: 1)
        #expect(account.resize(from: 0, to: 70, forCall: true))
        #expect(!account.resize(from: 0, to: 1, forCall: true))
        #expect(account.resize(from: 0, to: 10))
        #expect(!account.resize(from: 0, to: 1))
        #expect(account.resize(from: 70, to: 60, forCall: true))
    }

    @Test func `A user whose last connection has gone is forgotten, and no earlier`() {
        let memory = UserMemoryQuota(limit: 100)
        var accounts = [memory.account(of: 1), memory.account(of: 1), memory.account(of: 2)]
        #expect(accounts[0].resize(from: 0, to: 100))
        accounts.removeFirst()
        #expect(memory.userCount == 2)
        #expect(!memory.account(of: 1).resize(from: 0, to: 1))
        accounts.removeFirst()
        #expect(memory.userCount == 1)
        accounts.removeAll()
        #expect(memory.userCount == 0)
    }
}

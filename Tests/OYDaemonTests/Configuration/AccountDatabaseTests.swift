import Glibc
import Testing

@testable import OYDaemon

/// Users and groups by name.
@Suite struct AccountDatabaseTests {
    @Test("The host's own are found, and others are not")
    func host() throws {
        #expect(try SystemAccounts().uid(ofUser: "root") == 0)
        #expect(try SystemAccounts().gid(ofGroup: "root") == 0)
        #expect(try SystemAccounts().uid(ofUser: "no-such-user-here") == nil)
        #expect(try SystemAccounts().gid(ofGroup: "no-such-group-here") == nil)
    }

    @Test("A record that is long gets more room, up to a bound")
    func room() throws {
        var sizes: [Int] = []
        #expect(try SystemAccounts.lookUp { sizes.append($0.count); return sizes.count < 3 ? (ERANGE, nil) : (0, 7) } == 7)
        #expect(sizes == [16_384, 65_536, 262_144])
        #expect(throws: AccountFailure(reason: "Numerical result out of range")) { try SystemAccounts.lookUp { _ in (ERANGE, nil) } }
    }

    @Test("Whoever can't be asked has not said that there is none")
    func failure() throws {
        #expect(throws: AccountFailure(reason: "Too many open files")) { try SystemAccounts.lookUp { _ in (EMFILE, nil) } }
        #expect(try SystemAccounts.lookUp { _ in (ESRCH, nil) } == nil)
    }

    @Test("The configuration says so, of the place where the name stands")
    func configuration() {
        struct Away: AccountDatabase {
            func uid(ofUser name: String) throws(AccountFailure) -> UInt32? { throw AccountFailure(reason: "Connection refused") }
            func gid(ofGroup name: String) -> UInt32? { nil }
        }
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: ConfigurationTests.smallest.replacing("uid: 1001", with: "user: payroll"), file: "oyd.yaml", accounts: Away())
        }
        #expect(error?.description == "oyd.yaml:6: callers[0].user: can't be looked up: Connection refused")
    }
}

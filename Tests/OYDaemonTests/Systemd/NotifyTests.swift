import Foundation
import TestSupport
import Testing

@testable import OYDaemon

/// `sd_notify(3)`, against real datagram sockets.
@Suite(.timeLimit(.minutes(1))) struct NotifyTests {
    @Test("Every message as the protocol writes it", arguments: [
        (NotifyMessage.ready, "READY=1"), (.stopping, "STOPPING=1"), (.watchdog, "WATCHDOG=1"),
        (.reloading(monotonicMicroseconds: 12), "RELOADING=1\nMONOTONIC_USEC=12"), (.status("Serving"), "STATUS=Serving"),
        (.status("a\nREADY=1\r\0b"), "STATUS=a READY=1  b"),
    ])
    func lines(message: NotifyMessage, line: String) {
        #expect(message.line == line)
    }

    @Test("A socket with a path and one in the abstract namespace get one datagram with all lines", arguments: [true, false])
    func sockets(isAbstract: Bool) async throws {
        let folder = try TemporaryDirectory()
        let name = isAbstract ? "@oyd-test-\(getpid())-\(UUID())" : folder["notify"]
        let receiver = try NotificationReceiver(name: name)
        let socket = try #require(NotifySocket(name: name))
        socket.send(.ready, .status("Serving"))
        socket.send(.watchdog)
        #expect(try await receiver.messages() == ["READY=1\nSTATUS=Serving", "WATCHDOG=1"])
    }

    @Test("A manager that does not listen is not waited for")
    func nobody() throws {
        let socket = try #require(NotifySocket(name: "/no/such/socket"))
        socket.send(.ready)
    }

    @Test("What is no address is none", arguments: ["", "/", "@", "notify", "vsock:2:1234", String(repeating: "/a", count: 60), "/a\0b"])
    func noAddress(name: String) {
        #expect(NotifySocket(name: name) == nil)
    }

    @Test("The watchdog's interval counts where it is meant for this process", arguments: [
        ([:], nil), (["WATCHDOG_USEC": "3000000"], Duration.seconds(3)),
        (["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "7"], .seconds(3)),
        (["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "8"], nil),
        (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "soon"], nil), (["WATCHDOG_USEC": "-1"], nil),
    ] as [([String: String], Duration?)])
    func watchdog(environment: [String: String], interval: Duration?) throws {
        #expect(try ServiceManager(environment, pid: 7).watchdog == interval)
    }

    @Test("A socket is handed over only where it is meant for this process", arguments: [
        ([:], nil), (["LISTEN_FDS": "1", "LISTEN_PID": "7"], CInt(3)), (["LISTEN_FDS": "1", "LISTEN_PID": "8"], nil),
        (["LISTEN_FDS": "1"], nil),
    ] as [([String: String], CInt?)])
    func handedOver(environment: [String: String], descriptor: CInt?) throws {
        #expect(try ServiceManager(environment, pid: 7).socket == descriptor)
    }

    @Test("Of several sockets none is guessed", arguments: ["0", "2", "many"])
    func several(count: String) {
        #expect(throws: ServiceManager.Failure.self) {
            try ServiceManager(["LISTEN_FDS": count, "LISTEN_PID": "7"], pid: 7)
        }
    }
}

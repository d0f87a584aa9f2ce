// swift-tools-version: 6.2
import PackageDescription

// Each target has one job: ARCHITECTURE.md has the overview. The dependencies below say which target may import which.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "oy-gateway",
    products: [
        .executable(name: "oyd", targets: ["oyd"]),
        .executable(name: "oyctl", targets: ["oyctl"]),
        .executable(name: "oysim", targets: ["oysim"]),
        // For tests only, which preload it into the daemon.
        .library(name: "Probes", type: .dynamic, targets: ["Probes"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CProtobufC", pkgConfig: "libprotobuf-c",
            providers: [.apt(["libprotobuf-c-dev"])]),
        .target(name: "CProtos", dependencies: ["CProtobufC"]),
        .target(name: "CHost"),
        .target(name: "HostFiles", dependencies: ["CHost"], swiftSettings: strict),
        .target(
            name: "Listening", dependencies: [.product(name: "NIOCore", package: "swift-nio")], swiftSettings: strict),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "Contract", dependencies: ["CProtos", "CProtobufC", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(name: "Gateway", dependencies: ["Contract"], swiftSettings: strict),
        .target(
            name: "Ledger",
            dependencies: [
                "CSQLite", "Contract", "Gateway", "HostFiles", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: strict),
        .target(
            name: "Upstream",
            dependencies: [
                "Contract", "Gateway", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
            ], swiftSettings: strict),
        .target(
            name: "TTRPC",
            dependencies: [
                "CProtos", "CProtobufC", "HostFiles",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ], swiftSettings: strict),
        .target(
            name: "OYDaemon",
            dependencies: [
                "CHost", "Contract", "Gateway", "HostFiles", "Ledger", "Listening", "Upstream", "TTRPC",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ], swiftSettings: strict),
        .target(
            name: "OYSimulator",
            dependencies: [
                "Listening",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "oyd",
            dependencies: [
                "Contract", "OYDaemon", .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "oyctl",
            dependencies: [
                "Contract", "Gateway", "Ledger", "TTRPC",
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "oysim",
            dependencies: ["CHost", "OYSimulator", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        .target(name: "Probes", path: "Tests/Probes"),
        .target(name: "TestSupport", dependencies: ["Contract", "Gateway"], path: "Tests/Support", swiftSettings: strict),
        .testTarget(name: "GatewayTests", dependencies: ["Gateway", "Contract", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "OYDaemonTests",
            dependencies: [
                "OYDaemon", "Contract", "Gateway", "HostFiles", "Ledger", "TTRPC", "TestSupport", "Upstream",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ], swiftSettings: strict),
        .testTarget(
            name: "ListeningTests",
            dependencies: [
                "Listening", "TestSupport",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .testTarget(name: "HostFilesTests", dependencies: ["HostFiles", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "UpstreamTests",
            dependencies: [
                "Upstream", "Gateway", "Contract", "TTRPC", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], swiftSettings: strict),
        .testTarget(
            name: "TTRPCTests",
            dependencies: [
                "TTRPC", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ], exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "ContractTests", dependencies: ["Contract", "TestSupport"], resources: [.copy("Fixtures")],
            swiftSettings: strict),
        .testTarget(name: "PayoutSimulationTests", dependencies: ["Gateway", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "OYSimulatorTests",
            dependencies: [
                "OYSimulator", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "CSQLite", "Ledger", "Contract", "Gateway", "HostFiles", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: strict),
        .testTarget(
            name: "OyctlTests",
            dependencies: [
                "oyctl", "Contract", "Gateway", "TTRPC", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        // Runs the programs themselves, so they are built with it.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "oyd", "oyctl", "oysim", "Contract", "Gateway", "Ledger", "TTRPC", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

import Testing

@testable import OYDaemon

@Suite struct DescriptorsTests {
    @Test("However many processors there are, the connections to OY! leave descriptors for callers", arguments: [
        (1_024, 4, 64), (1_024, 32, 8), (65_536, 32, 512), (1_024, 1_024, 4),
    ])
    func connections(limit: Int, pools: Int, each: Int) {
        #expect(Descriptors.connectionsPerPool(pools, limit: limit) == each)
    }
}

import Testing

/// A suite with a stage: short names for what its tests use all the time.
protocol StagedSuite {}

extension StagedSuite {
    var stage: Stage {
        get throws { try #require(Stage.current, "the suite has no .stage trait") }
    }

    var gateway: RPCClient { get throws { try stage.gateway } }
    var control: ControlAPI { get throws { try stage.control } }
}

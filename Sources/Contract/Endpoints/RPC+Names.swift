extension RPC {
    /// `oy.v1.DisbursementService`
    public var service: Substring {
        rawValue.prefix { $0 != "/" }
    }

    /// `Remit`
    public var method: Substring {
        rawValue.drop { $0 != "/" }.dropFirst()
    }
}

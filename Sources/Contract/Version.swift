/// The version of this gateway, semantic.
public enum Version {
    public static let current = "0.1.0"
}

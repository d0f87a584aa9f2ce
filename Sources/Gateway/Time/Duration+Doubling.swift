extension Duration {
    /// Doubled so many times, but never above `longest`: how long to wait after one more failure.
    func doubled(_ times: Int, atMost longest: Duration) -> Duration {
        var pause = min(self, longest)
        // 64 doublings of a nanosecond are longer than any pause.
        for _ in 0..<min(max(times, 0), 64) where pause < longest { pause = min(pause * 2, longest) }
        return pause
    }
}

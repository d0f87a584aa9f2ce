import ArgumentParser
import Testing

@testable import oyctl

/// What the shells propose.
@Suite struct CompletionTests {
    @Test func `each shell proposes what OY! may have said behind the payout's id`() throws {
        let fish = OYCtl.completionScript(for: .fish)
        #expect(fish.contains(#""oyctl payouts resolve" -eq 2' -fka 'resend paid not-paid'"#))
        #expect(fish.contains(#""oyctl payouts resolve" -eq 1' -fka ''"#))
        let zsh = OYCtl.completionScript(for: .zsh)
        #expect(zsh.contains("local -ar _resolution=('resend' 'paid' 'not-paid')"))
        let bash = OYCtl.completionScript(for: .bash)
        #expect(bash.contains("-W 'resend'$'\\n''paid'$'\\n''not-paid'"))
    }
}

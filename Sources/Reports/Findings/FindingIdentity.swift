import Budgets
import RawMemory

/// What makes a finding the same one in the next run: its rule, its subject, its module, and no number. CI systems tell by it what is new
/// and what was fixed.
enum FindingIdentity {
    /// One text of 32 hexadecimal digits a finding, all different: where two rules of one name look at one subject the later is numbered.
    static func all(_ findings: [Finding]) -> [String] {
        var seen: [UInt128: Int] = [:]
        return findings.map { finding in
            let parts = [finding.rule, finding.subject, finding.module ?? ""]
            let hash = FNV1a.hash(parts)
            let earlier = seen[hash, default: 0]
            seen[hash] = earlier + 1
            return (earlier == 0 ? hash : FNV1a.hash(parts + [String(earlier)])).hexadecimal(digits: 32)
        }
    }
}

/// FNV-1a with 128 bits (Fowler, Noll, Vo): tells texts apart; nobody's secret hangs on it, and no library is needed.
enum FNV1a {
    /// Of several texts with a zero byte after each.
    static func hash(_ texts: [String]) -> UInt128 {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        func add(_ byte: UInt8) { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
        for text in texts {
            for byte in text.utf8 { add(byte) }
            add(0)
        }
        return hash
    }
}

import RawMemory

/// The integer registers of a thread.
public struct ThreadRegisters: Hashable, Sendable {
    /// rip, or pc of arm64.
    public var instruction: UInt64
    /// Of x86-64, as unwind codes number them: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15. Of arm64 x0 to x30, then sp.
    public var values: [UInt64]

    public init(instruction: UInt64, values: [UInt64]) {
        self.instruction = instruction
        self.values = values
    }

    /// The places of the registers in NT_PRSTATUS, in the order of `values`, as numbers of words after the first 112 bytes.
    private static let wordsOfX64 = [10, 11, 12, 5, 19, 4, 13, 14, 9, 8, 7, 6, 3, 2, 1, 0]

    /// Those of an NT_PRSTATUS: they begin at 112. `nil` when it is cut off.
    init?(status bytes: RawSpan, _ processor: ProcessDump.Processor) {
        let words = processor == .x64 ? Self.wordsOfX64 : Array(0...31)
        self.init(words.map { bytes.u64(at: 112 + $0 * 8) }, bytes.u64(at: 112 + (processor == .x64 ? 16 : 32) * 8))
    }

    /// Those of a CONTEXT of Windows at `place`: from rax at 0x78 on, rip 0xF8; of ARM64_NT_CONTEXT from x0 at 8 on, pc 0x108.
    init?(context place: Int, _ bytes: RawSpan, _ processor: ProcessDump.Processor) {
        let first = place + (processor == .x64 ? 0x78 : 8)
        self.init(
            (0..<(processor == .x64 ? 16 : 32)).map { bytes.u64(at: first + $0 * 8) },
            bytes.u64(at: place + (processor == .x64 ? 0xF8 : 0x108)))
    }

    private init?(_ values: [UInt64?], _ instruction: UInt64?) {
        let known = values.compactMap(\.self)
        guard known.count == values.count, let instruction else { return nil }
        self.init(instruction: instruction, values: known)
    }
}

import DumpFormats
import ProcessMemory
import RawMemory

/// Finds the MethodDesc of a precode: the few instructions to which delegates and virtual tables point, and which jump to the method's code
/// or have it compiled first. Every result must still be checked: any bytes can look like one.
struct Precodes: Sendable {
    let memory: AddressSpace
    let processor: ProcessDump.Processor
    /// Up to 6 a precode has its MethodDesc in the code, later in a page of data at a fixed distance.
    let isInline: Bool

    /// What the instructions at an address lead to.
    enum Target: Equatable {
        case methodDesc(Address)
        /// A jump to other code.
        case code(Address)
    }

    func target(_ at: Address) -> Target? {
        switch processor {
        case .x64: isInline ? inlineTarget(at) : x64Target(at)
        case .arm64: arm64Target(at)
        }
    }

    private func displaced(_ at: Address, _ place: UInt64, end: UInt64) -> Address? {
        guard let distance = memory.u32(at + place) else { return nil }
        return Address((at + end).value &+ UInt64(bitPattern: Int64(Int32(bitPattern: distance))))
    }

    /// FixupPrecode `jmp [rip+d]`, whose data are {target, MethodDesc, fixup}; StubPrecode `mov r10, [rip+d]`, whose data begin with the
    /// MethodDesc. Either may come after `endbr64`.
    private func x64Target(_ at: Address) -> Target? {
        let at = memory.u32(at) == 0xFA1E_0FF3 ? at + 4 : at
        guard let first = memory.u32(at) else { return nil }
        if first & 0xFFFF == 0x25FF {
            return displaced(at, 2, end: 6).flatMap { memory.pointer($0 + 8) }.map { .methodDesc($0) }
        }
        if first & 0xFF_FFFF == 0x15_8B4C { return displaced(at, 3, end: 7).flatMap { memory.pointer($0) }.map { .methodDesc($0) } }
        return jump(at, first)
    }

    /// FixupPrecode (8 bytes): `call` or `jmp` rel32, a mark (0x5E before the method is compiled, 0x5F after), place of the MethodDesc in
    /// its chunk u8 6, number of precodes that follow u8 7; after the last one is the first MethodDesc. StubPrecode: `mov r10, imm64`.
    private func inlineTarget(_ at: Address) -> Target? {
        guard let first = memory.u32(at) else { return nil }
        if first & 0xFE == 0xE8, let mark = memory.u8(at + 5), mark == 0x5E || mark == 0x5F, let place = memory.u8(at + 6),
            let following = memory.u8(at + 7), let base = memory.pointer(at + 8 * (UInt64(following) + 1))
        {
            return .methodDesc(base + 8 * UInt64(place))
        }
        if first & 0xFFFF == 0xBA49 { return memory.pointer(at + 2).map { .methodDesc($0) } }
        return jump(at, first)
    }

    /// `jmp rel32`, and `mov rax, imm64; jmp rax` where the target is too far away.
    private func jump(_ at: Address, _ first: UInt32) -> Target? {
        if first & 0xFF == 0xE9 { return displaced(at, 1, end: 5).map { .code($0) } }
        if first & 0xFFFF == 0xB848, memory.u16(at + 10) == 0xE0FF { return memory.pointer(at + 2).map { .code($0) } }
        return nil
    }

    /// FixupPrecode `ldr x11, target; br x11`, whose data are {target, MethodDesc, fixup}; StubPrecode `ldr x10, target; ldr x12,
    /// MethodDesc; br x10`.
    private func arm64Target(_ at: Address) -> Target? {
        guard let first = memory.u32(at), let second = memory.u32(at + 4) else { return nil }
        if first & 0xFF00_001F == 0x5800_000B, second == 0xD61F_0160 {
            return memory.pointer(literal(at, first) + 8).map { .methodDesc($0) }
        }
        if first & 0xFF00_001F == 0x5800_000A, second & 0xFF00_001F == 0x5800_000C {
            return memory.pointer(literal(at + 4, second)).map { .methodDesc($0) }
        }
        return nil
    }

    /// The address that `ldr` reads: bits 5 to 23 are the distance in units of 4 bytes.
    private func literal(_ at: Address, _ instruction: UInt32) -> Address {
        let units = Int32(bitPattern: instruction << 8) >> 13
        return Address(at.value &+ UInt64(bitPattern: Int64(units) * 4))
    }
}

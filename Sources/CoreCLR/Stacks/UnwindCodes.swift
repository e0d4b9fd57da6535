import ProcessMemory
import RawMemory

/// The registers of a frame while a stack is unwound. Register numbers are those of unwind codes: rsp 4, rbp 5.
struct FrameRegisters {
    var instruction: Address
    /// `nil` for a register whose value is not known.
    var values: [UInt64?]
    var stackPointer: Address
}

/// Undoes the prolog of a function on x86-64, as its UNWIND_INFO describes it. Managed code has these on all systems.
///
/// UNWIND_INFO: version and flags u8 0, bytes of the prolog u8 1, number of codes u8 2, frame register and its distance u8 3, codes u16 from 4
/// on {place in the prolog u8, operation 4 bits, argument 4 bits}. With flag 4 the record of another function follows, to which this one belongs.
struct UnwindCodes {
    let memory: AddressSpace
    let stack: AddressRange

    /// Records that are followed for one frame.
    private static let chainLimit = 32

    /// Makes `registers` those of the caller. `record` is the function's {begin, end, unwind information}, relative to `base`. False when the
    /// dump does not hold what it takes.
    func unwind(_ registers: inout FrameRegisters, record: Address, base: Address, isInterrupted: Bool) -> Bool {
        guard let begin = memory.u32(record), let place = memory.u32(record + 8) else { return false }
        let offset = registers.instruction.distance(from: base + UInt64(begin))
        var information = base + UInt64(place)
        // An odd place is that of another record.
        if place & 1 == 1 {
            guard let other = memory.u32(base + UInt64(place & ~1) + 8) else { return false }
            information = base + UInt64(other)
        }
        for chained in 0..<Self.chainLimit {
            guard let flags = memory.u8(information), let prolog = memory.u8(information + 1), let count = memory.u8(information + 2),
                let frame = memory.u8(information + 3)
            else { return false }
            let executed = chained == 0 && isInterrupted && offset < UInt64(prolog) ? offset : .max
            guard undo(&registers, information, count: UInt64(count), frame: frame, executed: executed) else { return false }
            guard flags >> 3 & 4 != 0 else { break }
            let next = information + 4 + (UInt64(count) + 1) & ~1 * 2
            guard let other = memory.u32(next + 8) else { return false }
            information = base + UInt64(other)
        }
        guard stack.contains(registers.stackPointer), let caller = memory.pointer(registers.stackPointer) else { return false }
        registers.instruction = caller
        registers.stackPointer = registers.stackPointer + 8
        return true
    }

    private func undo(
        _ registers: inout FrameRegisters, _ information: Address, count: UInt64, frame: UInt8, executed: UInt64
    ) -> Bool {
        var index: UInt64 = 0
        func code(_ number: UInt64) -> UInt64 { UInt64(memory.u16(information + 4 + number * 2) ?? 0) }
        func long(_ number: UInt64) -> UInt64 { code(number) | code(number + 1) << 16 }
        while index < count {
            guard let word = memory.u16(information + 4 + index * 2) else { return false }
            let operation = word >> 8 & 15
            let argument = UInt64(word >> 12)
            let isDone = UInt64(word & 0xFF) <= executed
            var slots: UInt64 = 1
            switch operation {
            case 0 where isDone:
                registers.values[Int(argument)] = memory.u64(registers.stackPointer)
                registers.stackPointer = registers.stackPointer + 8
            case 1:
                slots = argument == 0 ? 2 : 3
                if isDone { registers.stackPointer = registers.stackPointer + (argument == 0 ? code(index + 1) * 8 : long(index + 1)) }
            case 2 where isDone: registers.stackPointer = registers.stackPointer + argument * 8 + 8
            case 3 where isDone: restore(&registers, frame & 15, UInt64(frame >> 4) * 16)
            case 4:
                slots = 2
                if isDone { registers.values[Int(argument)] = memory.u64(registers.stackPointer + code(index + 1) * 8) }
            case 5:
                slots = 3
                if isDone { registers.values[Int(argument)] = memory.u64(registers.stackPointer + long(index + 1)) }
            case 8: slots = 2
            case 9: slots = 3
            // Only on Unix: the distance is in the code.
            case 11:
                slots = 3
                if isDone { restore(&registers, frame & 15, (long(index + 1) & 0x0FFF_FFFF) * 16) }
            case 0, 2, 3, 6: break
            default: return false
            }
            index += slots
        }
        return true
    }

    /// The stack pointer after the prolog, from the frame register. If that is not known, the stack pointer of the call itself stands for it,
    /// which is the same in a function that takes no more stack while it runs.
    private func restore(_ registers: inout FrameRegisters, _ register: UInt8, _ distance: UInt64) {
        guard let value = registers.values[Int(register)], value >= distance else { return }
        let pointer = Address(value - distance)
        if pointer >= registers.stackPointer, stack.contains(pointer) { registers.stackPointer = pointer }
    }
}

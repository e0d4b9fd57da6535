import DumpSynth
import ProcessMemory
import RawMemory

/// Memory that holds some bytes and nothing else.
struct AddressSpaceOf {
    let space: AddressSpace
    let start = Address(0x7F48_0000_0000)

    init(_ bytes: [UInt8]) {
        guard let file = try? bytes.mapped() else { preconditionFailure("no room for a file in /tmp") }
        space = AddressSpace(file, at: start)
    }
}

/// A dynamic method of a made-up process, compiled by the JIT. Its prolog is `push rbp; sub rsp, 32`.
package struct SyntheticMethod {
    /// The MethodDesc.
    package let description: UInt64
    /// Where its code starts.
    package let code: UInt64
    /// The bytes between the stack pointer of a call in it and its return address.
    package static let frameBytes: UInt64 = 40
}

extension SyntheticProcess {
    /// Structures of the JIT, which begin `codeHeap`. The EEJitManager: virtual table, first node 0x10. The node 0x20: next 0, CodeHeap 8, start
    /// 0x10, end 0x18, base of the map 0x20, map 0x28. The CodeHeap 0x80: virtual table, blocks 8. The map 0x100. Code from 0x200 on.
    package var jitManager: UInt64 { codeHeap }
    package var codeNode: UInt64 { codeHeap + 0x20 }
    package var codeNibbles: UInt64 { codeHeap + 0x100 }
    package var codeStart: UInt64 { codeHeap + 0x200 }

    static let codeBytes = 0x800

    func makeCodeHeap() {
        let heap = codeHeap + 0x80
        let words: [(UInt64, UInt64)] = [
            (jitManager, library.vtable), (jitManager + 0x10, codeNode), (codeNode + 8, heap), (codeNode + 0x10, codeStart),
            (codeNode + 0x18, codeHeap + UInt64(Self.codeBytes)), (codeNode + 0x20, codeStart), (codeNode + 0x28, codeNibbles),
            (heap, library.vtable),
        ]
        for (place, word) in words { memory.write(word, at: place) }
    }

    /// A method of 64 bytes.
    package func dynamicMethod(_ name: String) -> SyntheticMethod {
        let code = codeStart + 32 + UInt64(methodCount) * 96
        methodCount += 1
        precondition(code + 96 <= codeHeap + UInt64(Self.codeBytes), "the code heap is full")
        let text = memory.allocate(name.utf8.count + 1, in: nativeHeap)
        memory.write(Array(name.utf8) + [0], at: text)
        let chunk = memory.allocate(0x40, in: nativeHeap)
        memory.write(object.handle, at: chunk)
        memory.write(4 as UInt8, at: chunk + 0x10)
        memory.write(7 as UInt16, at: chunk + 24 + 6)
        memory.write(text, at: chunk + 24 + 0x18)
        let header = memory.allocate(0x40, in: nativeHeap)
        memory.write(chunk + 24, at: header + 0x18)
        memory.write(1 as UInt32, at: header + 0x20)
        memory.write([0, 0, 0, 0, 64, 0, 0, 0, 64, 0, 0, 0] as [UInt8], at: header + 0x24)
        memory.write(header, at: code - 8)
        // Version 1, a prolog of 5 bytes, 2 codes: 32 bytes of stack, then rbp.
        memory.write([1, 5, 2, 0, 5, 0x32, 1, 0x50] as [UInt8], at: code + 64)
        let bucket = (code - codeStart) / 32
        let place = codeNibbles + bucket / 8 * 4
        nibbles[place, default: 0] |= 1 << (28 - UInt32(bucket % 8) * 4)
        memory.write(nibbles[place] ?? 0, at: place)
        return SyntheticMethod(description: chunk + 24, code: code)
    }

    /// Makes the thread call native code from `methods`, the innermost first. The frames begin `above` bytes above its stack pointer; the
    /// explicit frame lies before them. Returns its address.
    @discardableResult
    package func calls(_ thread: SyntheticThread, _ methods: [SyntheticMethod], above: UInt64 = 0x400) -> UInt64 {
        let pointer = stackPointer(of: thread) + above
        let frame = pointer + max(0x400, (UInt64(methods.count) * 48 + 0x100) & ~15)
        for (index, method) in methods.enumerated() {
            let outer = index + 1 < methods.count ? methods[index + 1].code + 0x20 : library.base + 0x4900
            poke(outer, at: pointer + UInt64(index + 1) * SyntheticMethod.frameBytes + UInt64(index) * 8)
            if index == 0 {
                // The explicit frame is in the frame of the innermost method.
                let words = [library.vtable, .max, 0, pointer, method.code + 0x20, pointer + 0x200]
                for (place, word) in words.enumerated() { poke(word, at: frame + UInt64(place) * 8) }
                poke(frame, at: thread.address + 0x10)
            }
        }
        return frame
    }
}

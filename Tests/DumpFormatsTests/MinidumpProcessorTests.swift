import DumpSynth
import RawMemory
import Testing

@testable import DumpFormats

@Suite struct MinidumpProcessorTests {
    /// A header, a directory at 32 with an unused stream, ThreadList and SystemInfo, and then the SystemInfo with this processor.
    private func minidump(_ processor: UInt16) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 128)
        bytes.put(Array("MDMP".utf8), at: 0)
        bytes.put(UInt32(3), at: 8)
        bytes.put(UInt32(32), at: 12)
        bytes.put(UInt32(3), at: 44)
        bytes.put(UInt32(7), at: 56)
        bytes.put(UInt32(56), at: 60)
        bytes.put(UInt32(72), at: 64)
        bytes.put(processor, at: 72)
        return bytes
    }

    private func refusal(_ bytes: [UInt8]) throws -> DumpFormatError? {
        let file = try bytes.mapped()
        do throws(DumpFormatError) {
            try MinidumpProcessor.check(file.bytes)
            return nil
        } catch { return error }
    }

    @Test(arguments: [0, 5, 6, 0xFFFF] as [UInt16])
    func others(_ processor: UInt16) throws {
        #expect(try refusal(minidump(processor)) == .unsupportedMinidumpProcessor(processor))
        #expect(throws: DumpFormatError.unsupportedMinidumpProcessor(processor)) { try ProcessDump(minidump(processor).mapped()) }
    }

    @Test(arguments: [9, 12] as [UInt16])
    func thoseThatAreRead(_ processor: UInt16) throws { #expect(try refusal(minidump(processor)) == nil) }

    /// If the directory or the stream is missing, the processor is unknown and the dump is not refused for it.
    @Test(arguments: [(8, 0), (8, 1), (12, 0xFFFF_FFFF), (12, 120), (64, 127), (64, 0xFFFF_FFFF)] as [(Int, UInt32)])
    func notReadable(_ place: Int, _ value: UInt32) throws {
        var bytes = minidump(0)
        bytes.put(value, at: place)
        #expect(try refusal(bytes) == nil)
    }

    @Test func aCountBeyondTheFile() throws {
        var bytes = minidump(5)
        bytes.put(UInt32.max, at: 8)
        #expect(try refusal(bytes) == .unsupportedMinidumpProcessor(5))
    }

    @Test func anyCut() throws {
        for count in 4..<74 { #expect(try refusal(Array(minidump(0).prefix(count))) == nil, "\(count) bytes") }
    }
}

import RawMemory

/// The processor of a minidump: ProcessorArchitecture of its SystemInfo stream.
public enum MinidumpProcessor {
    private static let systemInfo: UInt32 = 7

    /// Throws `unsupportedMinidumpProcessor` when the dump says that it is neither of x86-64 (9) nor of arm64 (12). A dump that does not say
    /// it, or not readably, passes.
    public static func check(_ bytes: RawSpan) throws(DumpFormatError) {
        guard let found = read(bytes), found != 9, found != 12 else { return }
        throw .unsupportedMinidumpProcessor(found)
    }

    /// The header has the number of streams at 8 and the place of their directory at 12; a row is {type, size, place}.
    static func read(_ bytes: RawSpan) -> UInt16? {
        guard let count = bytes.u32(at: 8), let directory = bytes.u32(at: 12) else { return nil }
        for row in 0..<min(Int(count), bytes.byteCount / 12) {
            let place = Int(directory) + row * 12
            guard let type = bytes.u32(at: place), let stream = bytes.u32(at: place + 8) else { return nil }
            if type == systemInfo { return bytes.u16(at: Int(stream)) }
        }
        return nil
    }

    /// `nil` when no name is known.
    public static func name(_ processor: UInt16) -> String? {
        switch processor {
        case 0: "x86"
        case 5: "32-bit arm"
        case 6: "Itanium"
        case 9: "x86-64"
        case 12: "arm64"
        default: nil
        }
    }
}

import SnapshotModel

extension Capture.Failure {
    /// `exception 0xC0000005 (access violation) in thread 4712`.
    var sentence: String { "exception \(hexCode)\(meaning.map { " (\($0))" } ?? "") in thread \(thread)" }

    /// The meaning of the codes that end .NET processes (ntstatus.h; 0xE0434352 is `\xE0CCR`, the runtime's own).
    private var meaning: String? {
        switch code {
        case 0xE043_4352: "thrown by .NET code"
        case 0xC000_0005: "access violation"
        case 0xC000_00FD: "stack overflow"
        case 0xC000_0017: "out of memory"
        case 0xC000_0094: "integer division by zero"
        case 0xC000_0374: "heap corruption"
        case 0xC000_0409: "fail fast"
        case 0x8000_0003: "breakpoint: a debugger, not a crash"
        case 0x8000_0004: "single step: a debugger, not a crash"
        default: nil
        }
    }
}

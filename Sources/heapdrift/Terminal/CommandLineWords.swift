import Glibc
import RawMemory

/// The words of the command line after the program's name. Bytes that are not UTF-8 are kept, as `PathText` says.
func commandLineWords() -> [String] {
    unsafe UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).dropFirst().compactMap { word in
        guard let word = unsafe word else { return nil }
        return unsafe PathText.decode(UnsafeBufferPointer(start: word, count: strlen(word)).map { UInt8(bitPattern: $0) })
    }
}

import RawMemory

extension UnpackError {
    /// What libarchive's message says that it does not unpack: a method of packing, by its name, encryption, or a file of several. `nil` for
    /// a message about anything else.
    init?(refusal message: String) {
        if message.contains("rypto codec") || message.contains("ncrypt") {
            self = .encrypted
        } else if message.hasPrefix("Unsupported ZIP compression method"), let number = message.firstNumber {
            self = .method(zipMethods[number] ?? "method \(number) of zip")
        } else if message.contains("odec ID: "), let identifier = message.split(separator: " ").last {
            self = .method(sevenZipMethods[identifier.uppercased()] ?? "method 0x\(identifier) of 7-Zip")
        } else if message.hasPrefix("Unsupported form of BCJ2") || message.hasPrefix("Parsing filters is unsupported") {
            self = .method("a filter for programs (BCJ2)")
        } else if message.hasPrefix("Unsupported CAB compression"), let name = message.split(separator: " ").last {
            self = .method(String(name))
        } else if message.hasPrefix("Multivolume cabinet") {
            self = .severalFiles
        } else {
            return nil
        }
    }
}

extension String {
    /// The first number in decimal digits that is no part of a word.
    fileprivate var firstNumber: Int? {
        split { !$0.isASCII || !($0.isNumber || $0.isLetter || $0 == "-") }.compactMap { Int($0) }.first
    }
}

/// The names of the methods in the members of a zip (APPNOTE.TXT 6.3.10, section 4.4.5).
private let zipMethods: [Int: String] = [
    1: "Shrink", 2: "Reduce", 3: "Reduce", 4: "Reduce", 5: "Reduce", 6: "Implode", 9: "Deflate64", 10: "IBM TERSE", 12: "bzip2", 14: "LZMA",
    18: "IBM TERSE", 19: "LZ77 of IBM", 20: "zstd", 93: "zstd", 94: "MP3", 95: "xz", 96: "JPEG", 97: "WavPack", 98: "PPMd",
]

/// The names of methods in a .7z that libarchive 3.6 does not unpack (7-Zip's Methods.txt), by their numbers in hexadecimal.
private let sevenZipMethods: [String: String] = [
    "A": "a filter for ARM64 programs", "B": "a filter for RISC-V programs", "40109": "Deflate64", "4F71101": "zstd", "4F71102": "Brotli",
    "4F71104": "LZ4",
]

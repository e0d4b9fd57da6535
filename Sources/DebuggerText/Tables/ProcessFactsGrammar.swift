/// What a text says of the process itself and of its runtime.
package struct ProcessFacts: Sendable, Equatable {
    /// As the runtime's file has it: `8.0.424.16909`.
    package var fileVersion: String?
    /// `Free x64` of WinDbg: `x64`, `x86`, `arm64`.
    package var processor: String?
    package var isWindows = false
    /// Of the collector: server mode, and the number of its heaps.
    package var isServer: Bool?
    package var heaps: UInt64?
    /// What the process is known by: the path of its dump, or the number that the system gave it.
    package var dump: String?
    package var process: String?
}

/// | Printed by | Lines |
/// |---|---|
/// | `eeversion` | `8.0.424.16909`, maybe with `retail` or `free` behind it, `Server mode with 4 gc heaps` or `Workstation mode` |
/// | `lm v m coreclr` | `Image path: …\coreclr.dll`, `File version:     8.0.424.16909` |
/// | `vertarget` | `Windows 10 Version 19045 MP (8 procs) Free x64` |
/// | `dotnet-dump analyze` | `Loading core dump: /dumps/shop.core ...` |
/// | `\|` of WinDbg | `.  0    id: 12c  create  name: Shop.exe` |
struct ProcessFactsGrammar: TableGrammar {
    private var facts = ProcessFacts()
    private var isOfModule = false

    init?(opening line: TextLine, _ context: TextContext) {
        let isVersion = context.command?.name == "eeversion" && Self.version(line.word(0)) != nil
        let isStatus = line.isWord(0, ".") && line.isWord(2, "id:")
        guard isVersion || isStatus || Self.isRuntime(line) || Self.processor(line) != nil || Self.dump(line) != nil else { return nil }
    }

    var content: TableContent? { facts == ProcessFacts() ? nil : .facts(facts) }

    /// `8.0.424.16909`.
    private static func version(_ word: ArraySlice<UInt8>) -> String? {
        let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ !$0.isEmpty && $0.count <= 9 && $0.allSatisfy(\.isDigit) }) else { return nil }
        return String(decoding: word, as: UTF8.self)
    }

    /// Whether it is the path of the runtime.
    private static func isRuntime(_ line: TextLine) -> Bool {
        guard line.begins("Image path:") || line.begins("Loaded symbol image file:") || line.begins("Image name:") else { return false }
        let text = line.restBytes(from: 2)
        let name = text[
            (text.lastIndex { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") || $0 == .space }.map { $0 + 1 } ?? text.startIndex)...]
        return runtimes.contains(name.map(\.lowercased))
    }

    private static let runtimes: Set<[UInt8]> = Set(
        ["coreclr.dll", "clr.dll", "mscorwks.dll", "libcoreclr.so"].map { Array($0.utf8) })

    private static func processor(_ line: TextLine) -> String? {
        guard line.isWord(0, "Windows") || line.isWord(0, "Generic"), line.contains(" Version "),
            let free = line.words.indices.first(where: { line.isWord($0, "Free") || line.isWord($0, "Checked") })
        else { return nil }
        let name = line.text(free + 1).lowercased()
        return ["x64", "x86", "arm64"].contains(name) ? name : nil
    }

    private static func dump(_ line: TextLine) -> String? {
        guard line.begins("Loading core dump:"), line.words.count >= 4 else { return nil }
        let path = line.rest(from: 3)
        return path.hasSuffix(" ...") ? String(path.dropLast(4)) : path
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let path = Self.dump(line) {
            if facts != ProcessFacts() { return .foreign }
            facts.dump = path
            return .last
        }
        if let processor = Self.processor(line) {
            if facts != ProcessFacts() { return .foreign }
            (facts.processor, facts.isWindows) = (processor, line.isWord(0, "Windows"))
            return .last
        }
        if line.isWord(0, "."), line.isWord(2, "id:"), let id = line.hexadecimal(3) {
            if facts != ProcessFacts() { return .foreign }
            facts.process = String(id)
            return .last
        }
        if Self.isRuntime(line) {
            isOfModule = true
            return .taken
        }
        if isOfModule {
            guard line.begins("File version:") else { return line.bytes.contains(UInt8(ascii: ":")) ? .taken : .foreign }
            facts.fileVersion = Self.version(line.word(2))
            return facts.fileVersion == nil ? .rejected : .last
        }
        if facts.fileVersion == nil, let version = Self.version(line.word(0)) {
            facts.fileVersion = version
            return .taken
        }
        if line.begins("Workstation mode") {
            (facts.isServer, facts.heaps) = (false, 1)
            return .last
        }
        if line.begins("Server mode") {
            (facts.isServer, facts.heaps) = (true, line.decimal(behind: "with"))
            return .last
        }
        return line.contains("@Commit") ? .taken : .foreign
    }
}

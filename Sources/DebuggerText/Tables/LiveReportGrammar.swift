import RawMemory

/// Live objects by type: `dotnet-gcdump report`.
package struct LiveReport: Sendable, Equatable {
    package var rows: [Row] = []
    /// `GC Heap bytes` and `GC Heap objects`.
    package var totalBytes: UInt64?
    package var totalObjects: UInt64?

    package struct Row: Sendable, Equatable {
        /// In the form of snapshots, without what is said of its size.
        package var name: String
        package var module: String
        package var count: UInt64
        /// Of one object. Those of one type and class of sizes may differ.
        package var size: UInt64
    }
}

/// `      131,096         1  System.Byte[] (Bytes > 100K)  [System.Private.CoreLib.dll]`: the size of one object, the number of objects, and the type. Each
/// class of sizes of a type is a row.
struct LiveReportGrammar: TableGrammar {
    private var report = LiveReport()

    init?(opening line: TextLine, _ context: TextContext) { if Self.total(line) == nil, !Self.isHeading(line) { return nil } }

    var content: TableContent? { report.rows.isEmpty && report.totalObjects == nil ? nil : .liveReport(report) }

    private static func isHeading(_ line: TextLine) -> Bool {
        line.isWord(0, "Object") && line.isWord(1, "Bytes") && line.isWord(2, "Count") && line.isWord(3, "Type")
    }

    private static func total(_ line: TextLine) -> (number: UInt64, isBytes: Bool)? {
        guard line.words.count == 4, line.isWord(1, "GC"), line.isWord(2, "Heap"), let number = line.decimal(0) else { return nil }
        return line.isWord(3, "bytes") ? (number, true) : line.isWord(3, "objects") ? (number, false) : nil
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let (number, isBytes) = Self.total(line) {
            if !report.rows.isEmpty || (isBytes ? report.totalBytes : report.totalObjects) != nil { return .foreign }
            if isBytes { report.totalBytes = number } else { report.totalObjects = number }
            return .taken
        }
        if Self.isHeading(line) { return report.rows.isEmpty ? .taken : .foreign }
        if line.words.count == 3, line.isWord(1, "Total"), line.isWord(2, "references") { return .taken }
        guard line.words.count >= 3, let size = line.decimal(0), let count = line.decimal(1), let first = line.word(2).first,
            first.isOfName && !first.isDigit || first == UInt8(ascii: "<")
        else { return .foreign }
        var name = line.restBytes(from: 2)
        var module: ArraySlice<UInt8> = []
        if name.last == UInt8(ascii: "]"), let open = name.lastIndex(of: UInt8(ascii: "[")), open > name.startIndex,
            name[open - 1] == .space
        {
            module = name[(open + 1)...].dropLast()
            name = PrintedNumber.trimmed(name[..<open])
        }
        // `(Bytes > 1K)`.
        if name.last == UInt8(ascii: ")"), let open = name.lastIndex(of: UInt8(ascii: "(")), name[open...].starts(with: "(Bytes > ".utf8) {
            name = PrintedNumber.trimmed(name[..<open])
        }
        report.rows.append(
            .init(name: String(decoding: name, as: UTF8.self), module: String(decoding: module, as: UTF8.self), count: count, size: size))
        return .taken
    }
}

/// The address space by what it is used for: `!address -summary`.
package struct AddressSummary: Sendable, Equatable {
    /// By use, by type of mapping, by state and by protection.
    package var usage: [Row] = []
    package var types: [Row] = []
    package var states: [Row] = []
    package var protections: [Row] = []
    /// What is not free, as the older form prints it behind its rows.
    package var busy: UInt64?

    package struct Row: Sendable, Equatable {
        /// As printed: `Image`, `RegionUsageHeap`, `MEM_COMMIT`. Empty where WinDbg has no name, as for cores of Linux.
        package var name: String
        /// Regions; `nil` in the older form.
        package var count: UInt64?
        package var bytes: UInt64
    }

    /// With the parts of another print of the same moment, where that has more rows.
    package func completed(by other: AddressSummary) -> AddressSummary {
        var whole = self
        if other.usage.count > usage.count { whole.usage = other.usage }
        if other.types.count > types.count { whole.types = other.types }
        if other.states.count > states.count { whole.states = other.states }
        if other.protections.count > protections.count { whole.protections = other.protections }
        whole.busy = busy ?? other.busy
        return whole
    }

    package func state(_ name: String) -> Row? { states.first { $0.name == name } }
}

/// | Printed by | Row |
/// |---|---|
/// | Debugging Tools 6 | `4791000 (   73284) : 03.49%    22.70%   : RegionUsageHeap` |
/// | later | ``Heap   16406   0`a45cf000 (   2.568 GB)  20.98%    0.00%`` |
struct AddressSummaryGrammar: TableGrammar {
    private var summary = AddressSummary()
    private var part = Part.usage

    private enum Part { case usage, types, states, protections, largest }

    init?(opening line: TextLine, _ context: TextContext) { if Self.heading(line) == nil { return nil } }

    var content: TableContent? { summary == AddressSummary() ? nil : .addressSummary(summary) }

    private static func heading(_ line: TextLine) -> Part? {
        guard line.begins("---") else { return nil }
        if line.contains("Usage Summary") { return .usage }
        if line.contains("Type Summary") { return .types }
        if line.contains("State Summary") { return .states }
        if line.contains("Protect Summary") { return .protections }
        return line.contains("Largest Region") ? .largest : nil
    }

    private var rows: [AddressSummary.Row] {
        switch part {
        case .usage: summary.usage
        case .types: summary.types
        case .states: summary.states
        case .protections: summary.protections
        case .largest: []
        }
    }

    private mutating func add(_ row: AddressSummary.Row) {
        switch part {
        case .usage: summary.usage.append(row)
        case .types: summary.types.append(row)
        case .states: summary.states.append(row)
        case .protections: summary.protections.append(row)
        case .largest: break
        }
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let heading = Self.heading(line) {
            let before = part
            part = heading
            // A second table begins.
            if !rows.isEmpty {
                part = before
                return .foreign
            }
            return .taken
        }
        if line.begins("Tot:") {
            if let place = line.words.indices.first(where: { line.isWord($0, "Busy:") }) { summary.busy = line.hexadecimal(place + 1) }
            return .taken
        }
        if line.begins("TotSize") || line.begins("Largest free region") { return .taken }
        guard let open = line.bytes.firstIndex(of: UInt8(ascii: "(")), line.words.count >= 3 else { return .foreign }
        if part == .largest { return line.words.contains { line.bytes[$0].contains(UInt8(ascii: "`")) } ? .taken : .foreign }
        return line.contains(" : ") && line.hexadecimal(0) != nil ? takeOld(line, open) : takeNew(line, open)
    }

    private mutating func takeOld(_ line: TextLine, _ open: Int) -> LineUse {
        guard let close = line.bytes[open...].firstIndex(of: UInt8(ascii: ")")), let size = line.hexadecimal(0),
            let last = line.bytes.lastIndex(of: UInt8(ascii: ":")), last > close
        else { return .foreign }
        let kilobytes = PrintedNumber.decimal(PrintedNumber.trimmed(line.bytes[(open + 1)..<close]))
        guard kilobytes == size >> 10 else { return .rejected }
        let name = String(decoding: PrintedNumber.trimmed(line.bytes[(last + 1)...]), as: UTF8.self)
        add(.init(name: name, count: nil, bytes: size))
        return .taken
    }

    private mutating func takeNew(_ line: TextLine, _ open: Int) -> LineUse {
        let before = line.words.filter { $0.upperBound <= open }
        guard before.count >= 2, let count = PrintedNumber.decimal(line.bytes[before[before.count - 2]]) else { return .foreign }
        let unit = line.bytes[open...].contains { $0.lowercased == UInt8(ascii: "b") }
        guard unit else { return .foreign }
        guard let size = PrintedNumber.hexadecimal(line.bytes[before[before.count - 1]]) else { return .rejected }
        let words = before.dropLast(2)
        let name = words.isEmpty ? "" : String(decoding: line.bytes[words[0].lowerBound..<words[words.count - 1].upperBound], as: UTF8.self)
        add(.init(name: name, count: count, bytes: size))
        return .taken
    }
}

import RawMemory

/// The file that `dotnet-counters collect` writes: `Timestamp,Provider,Counter Name,Counter Type,Mean/Increment`, and a row for each counter at each
/// moment. The last moment is kept.
struct CountersFileGrammar: TableGrammar {
    private var table = CountersTable(source: .counters)
    private var places: [String: Int] = [:]
    private var isHeaded = false

    init?(opening line: TextLine, _ context: TextContext) { if !line.begins(Self.heading) { return nil } }

    var content: TableContent? { table.counters.isEmpty ? nil : .counters(table) }

    private static let heading: Phrase = "Timestamp,Provider,Counter Name,Counter Type,"

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.begins(Self.heading) {
            if isHeaded { return .foreign }
            isHeaded = true
            return .taken
        }
        // Tags stand in the name, without a space before them: `… (By)[gc.heap.generation=gen1]`. Commas may be between them.
        let bytes = line.restBytes(from: 0)
        let commas = bytes.indices.filter { bytes[$0] == UInt8(ascii: ",") }
        guard commas.count >= 4 else { return .foreign }
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let (first, second, type, last) = (commas[0], commas[1], commas[commas.count - 2], commas[commas.count - 1])
        guard second < type, bytes.first?.isDigit ?? false else { return .foreign }
        let number = bytes[(last + 1)...]
        guard !number.isEmpty, number.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) else { return .rejected }
        let counter = CountersTable.Counter(
            provider: text(first + 1..<second), name: text(second + 1..<type).replacing(")[", with: ") ["),
            printed: String(decoding: number, as: UTF8.self))
        let key = "\(counter.provider) \(counter.name)"
        if let place = places[key] {
            table.counters[place] = counter
        } else {
            places[key] = table.counters.count
            table.counters.append(counter)
        }
        return .taken
    }
}

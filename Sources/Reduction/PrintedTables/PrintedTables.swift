import DebuggerText

/// The tables of a text, and the sections that are made of them.
struct PrintedTables {
    let readings: [PrintedReading]

    init(_ tables: [FoundTable]) {
        var readings: [PrintedReading] = []
        let whole = tables.filter { $0.isWholeHeap }
        let parts = tables.filter { $0.isPartOfHeap }
        if !whole.isEmpty || !parts.isEmpty { readings.append(PrintedTypes.reading(whole.sorted { $0.says > $1.says }, parts: parts)) }
        // Of a table that comes twice with the same numbers, the one that says more.
        func longest(_ isOfKind: (TableContent) -> Bool) -> FoundTable? {
            tables.filter { isOfKind($0.content) }.max { $0.says < $1.says }
        }
        if let heaps = longest({ if case .gcHeaps = $0 { true } else { false } }) { readings.append(PrintedHeaps.reading(heaps)) }
        if let heaps = longest({ if case .loaderHeaps = $0 { true } else { false } }) {
            readings.append(PrintedLoaderHeaps.reading(heaps, tables))
        }
        readings.append(PrintedMemory.reading(tables))
        readings += PrintedThreads.readings(tables)
        readings += PrintedModules.readings(tables)
        readings.append(PrintedHandles.reading(tables))
        readings.append(PrintedFinalization.reading(tables))
        readings += PrintedRest.readings(tables)
        self.readings = readings
    }
}

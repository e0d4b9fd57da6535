import SnapshotModel

/// Facts about a snapshot beside its sections: the input, the runtime, the cause of the dump, the labels and the heap.
struct SnapshotFacts {
    private let report: SnapshotReport
    private let numbers: NumberText

    init(_ report: SnapshotReport, _ numbers: NumberText) {
        self.report = report
        self.numbers = numbers
    }

    private var snapshot: Snapshot { report.snapshot }

    var facts: [PageFact] {
        [PageFact("input", input)]
            + [
                ("runtime", runtime), ("cause", snapshot.cause ?? ""), ("labels", VisibleText.brief(report.head.labels)), ("heap", heap),
            ].filter { !$0.1.isEmpty }.map { PageFact($0.0, PageText($0.1)) }
    }

    private var input: PageText {
        let kind = snapshot.capture.dumpKind.map { "\($0.rawValue) dump" } ?? snapshot.input.kind
        let maker = snapshot.capture.maker.map { ", by \($0.text)" } ?? ""
        let parts = [
            report.place.series.map(VisibleText.brief) ?? "", report.head.time,
            VisibleText.brief(report.head.fileName),
            "(\(VisibleText.brief(kind)), \(numbers.phrase(Int128(snapshot.input.bytes), .bytes))\(VisibleText.brief(maker)))",
        ]
        let words = parts.filter { !$0.isEmpty }.joined(separator: "  ")
        return report.head.reference.isEmpty ? PageText(words) : "\(name: report.head.reference)  \(words)"
    }

    private var runtime: String {
        let capture = snapshot.capture
        let collector = capture.gc.map { gc in
            ", \(gc.server ? "server" : "workstation") GC, \(gc.regions ? "regions" : "segments")"
                + (gc.heaps > 1 ? ", \(gc.heaps) heaps" : "")
        }
        let system = [capture.os, capture.arch].compactMap(\.self).joined(separator: " ")
        return VisibleText.brief("\(report.head.runtime)\(collector ?? "")\(system.isEmpty ? "" : ", " + system)")
            + (capture.pid.map { ", pid \($0)" } ?? "")
    }

    private var heap: String {
        let totals = snapshot.totals
        return [
            totals.committed.map { "committed \(numbers.phrase(Int128($0), .bytes))" },
            totals.reserved.map { "reserved \(numbers.phrase(Int128($0), .bytes))" },
            totals.freeBytes.map { bytes in
                "free \(numbers.phrase(Int128(bytes), .bytes))"
                    + (totals.freeObjects.map { " in \(numbers.value(Int128($0), .objects)) gaps" } ?? "")
            },
        ].compactMap(\.self).joined(separator: ", ")
    }
}

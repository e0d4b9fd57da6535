import Growth
import SnapshotModel

/// One snapshot for people: its totals and the rows of its first section, or one section's rows with all columns that fit.
struct TerminalSnapshot {
    private let report: SnapshotReport
    private let options: ReportOptions
    private let numbers: NumberText

    init(_ report: SnapshotReport, _ options: ReportOptions) {
        self.report = report
        self.options = options
        numbers = NumberText(exact: options.exact)
    }

    private var snapshot: Snapshot { report.snapshot }

    var lines: [String] {
        let tables = report.tables
        guard let section = report.section else {
            var lines = overview
            // The line of the heap has the sums of its section.
            for shown in tables.dropFirst() where shown.table.info.name != HeapRow.section.info.name {
                lines += Paragraph.labelled(VisibleText.brief(shown.table.info.name), summary(shown), width: options.width, most: 2)
            }
            lines += trustLine(snapshot.trust, of: "", width: options.width)
            if let main = tables.first { lines += [""] + tableLines(main, isWhole: false, room: options.height - lines.count - 1) }
            return lines
        }
        guard let shown = tables.first else {
            return [title] + Paragraph.lines("The input has no \(VisibleText.brief(section)).", width: options.width)
        }
        let head = Paragraph.lines("\(title): \(headline(shown))", width: options.width)
        return head + [""] + tableLines(shown, isWhole: true, room: options.height - head.count - 1)
    }

    // MARK: Overview

    private var title: String {
        let name = snapshot.capture.process.isEmpty ? report.head.fileName : snapshot.capture.process
        return Shortening.shortened(VisibleText.brief(name), to: max(10, options.width / 2))
    }

    private var overview: [String] {
        let (totals, capture, head) = (snapshot.totals, snapshot.capture, report.head)
        let sums = [
            totals.objects.map { "\(numbers.phrase(Int128($0), .objects)) objects" },
            totals.bytes.map { numbers.phrase(Int128($0), .bytes) },
        ].compactMap(\.self)
        let first = title + (sums.isEmpty ? "" : ": " + sums.joined(separator: ", "))
        var lines = Paragraph.lines(first, width: options.width).map { Tone.heading.painted($0, options.color) }
        func add(_ label: String, _ text: String) {
            if !text.isEmpty { lines += Paragraph.labelled(label, text, width: options.width, most: 2) }
        }
        let kind = capture.dumpKind.map { "\($0.rawValue) dump" } ?? snapshot.input.kind
        add(
            "input",
            [
                head.reference, report.place.series.map(VisibleText.brief) ?? "", head.time, VisibleText.brief(head.fileName),
                "(\(VisibleText.brief(kind)), \(numbers.phrase(Int128(snapshot.input.bytes), .bytes)))",
            ]
            .filter { !$0.isEmpty }.joined(separator: "  "))
        let collector = capture.gc.map { gc in
            ", \(gc.server ? "server" : "workstation") GC, \(gc.regions ? "regions" : "segments")"
                + (gc.heaps > 1 ? ", \(gc.heaps) heaps" : "")
        }
        let system = [capture.os, capture.arch].compactMap(\.self).joined(separator: " ")
        add(
            "runtime",
            VisibleText.brief("\(head.runtime)\(collector ?? "")\(system.isEmpty ? "" : ", " + system)")
                + (capture.pid.map { ", pid \($0)" } ?? ""))
        add("cause", capture.exception?.sentence ?? "")
        add("labels", VisibleText.brief(head.labels))
        let heap = [
            totals.committed.map { "committed \(numbers.phrase(Int128($0), .bytes))" },
            totals.reserved.map { "reserved \(numbers.phrase(Int128($0), .bytes))" },
            totals.freeBytes.map { bytes in
                "free \(numbers.phrase(Int128(bytes), .bytes))"
                    + (totals.freeObjects.map { " in \(numbers.value(Int128($0), .objects)) gaps" } ?? "")
            },
        ].compactMap(\.self)
        add("heap", heap.joined(separator: ", "))
        return lines
    }

    /// `285 types, 40,991 objects, 5.29 MB`, `78 modules (60 dynamic), size 40.0 MB`.
    private func headline(_ shown: ShownTable) -> String {
        if shown.table.info.name == HeapRow.section.info.name { return accounting(shown) }
        let section = VisibleText.brief(shown.table.info.name)
        let unit = shown.leadingCount.map { shown.table.info.columns[$0].unit }
        guard let unit, unit.name != section else { return summary(shown, noun: " " + section) }
        let noun =
            unit == .none || unit == .rows ? shown.leadingCount.map { words(shown.table.info.columns[$0].name) } ?? "" : unit.name
        return "\(NumberText.grouped(Int128(shown.table.rowCount))) \(section), \(summary(shown, noun: " " + noun))"
    }

    /// `committed 13.0 MB = object bytes 5.10 MB + free 510 kB + contexts 10.8 kB + unused 7.39 MB`: what all committed bytes are.
    private func accounting(_ shown: ShownTable) -> String {
        func part(_ name: String) -> String? {
            guard let column = shown.table.info.position(name), let sum = shown.sum(column) else { return nil }
            return sum == 0 && name != "committed" && name != "object_bytes" ? nil : "\(words(name)) \(numbers.phrase(sum, .bytes))"
        }
        let parts = ["object_bytes", "free", "contexts", "unwalked", "unused"].compactMap(part)
        return "\(part("committed") ?? "") = \(parts.joined(separator: " + "))"
    }

    /// `78 (60 dynamic), size 40.0 MB`: how many, their flags, the sums of the measures of bytes.
    private func summary(_ shown: ShownTable, noun: String = "") -> String {
        let info = shown.table.info
        let count = shown.leadingCount.flatMap { shown.sum($0) } ?? Int128(shown.table.rowCount)
        var text = numbers.value(count, shown.leadingCount.map { info.columns[$0].unit } ?? .rows) + noun + flags(shown)
        for column in info.columns.indices where info.columns[column].isSummed && info.columns[column].unit == .bytes {
            // Shares of the first one (generations) are in the table.
            guard let sum = shown.sum(column), column == shown.leadingSize || info.columns.count < 10 else { continue }
            let name = info.columns[column].name == "bytes" ? "" : words(info.columns[column].name) + " "
            text += ", \(name)\(numbers.phrase(sum, .bytes))"
        }
        return text
    }

    /// ` (60 dynamic)`.
    private func flags(_ shown: ShownTable) -> String {
        let columns = shown.table.info.columns
        let parts = columns.indices.filter { columns[$0].type == .flag && columns[$0].role == .attribute }.compactMap { column -> String? in
            let marked = (0..<shown.table.rowCount).filter { shown.table.word(column, $0) == 1 }
            let number = shown.leadingCount.flatMap { shown.sum($0, marked) } ?? Int128(marked.count)
            return number > 0 ? "\(numbers.value(number, .rows)) \(words(columns[column].name))" : nil
        }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    private func words(_ name: String) -> String { VisibleText.brief(name.split(separator: "_").joined(separator: " ")) }

    // MARK: Rows

    private func tableLines(_ shown: ShownTable, isWhole: Bool, room: Int) -> [String] {
        let fitting = max(5, room - 3 - (isWhole ? 2 : 0))
        let (rows, hidden) = shown.split(top: options.all ? nil : options.top ?? fitting)
        let (lines, dropped) = SectionTable(shown, numbers, rows: rows, hidden: hidden, isWhole: isWhole).text
            .lines(width: options.width, color: options.color)
        guard isWhole, !dropped.isEmpty else { return lines }
        let note =
            "No room for \(dropped.count == 1 ? "the column" : "\(dropped.count) columns:") \(dropped.joined(separator: " ").lowercased()) (a wider terminal, --json or --format csv has all)."
        return lines + Paragraph.lines(note, width: options.width, most: 2)
    }
}

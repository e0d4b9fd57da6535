import Growth
import SnapshotModel

/// Sentences on where the memory is, of a snapshot that was made of what a debugger printed. It has no holders, and often one or two sections alone,
/// so what they support is said in words.
struct PrintedAnswerText {
    private let snapshot: Snapshot
    private let numbers: NumberText

    init?(_ snapshot: Snapshot, _ numbers: NumberText) {
        guard snapshot.input.form == .text else { return nil }
        self.snapshot = snapshot
        self.numbers = numbers
    }

    /// What fills the process first, unless it is the heap: then what fills that.
    var sentences: [String] {
        let process = process
        let heap = [types].compactMap(\.self)
        let others = [loader, finalization, handles].compactMap(\.self)
        let ways = PrintedPathsText(snapshot, numbers).sentences
        let rest = others + [locks, counters].compactMap(\.self)
        return process.isAboutOthers ? process.sentences + heap + ways + rest : heap + ways + process.sentences + rest
    }

    // MARK: The process

    /// Bytes that the process has committed, where the text says it.
    private var committed: Int128? {
        snapshot.table("ledger")?.sum("committed", nil)
            ?? snapshot.trust.diagnostics.first { $0.code.hasPrefix("memory-committed") }?.bytes.map { Int128($0) }
    }

    /// Bytes of the GC heap: those committed, else those of its objects and gaps, else what is allocated in its segments.
    private var heapBytes: Int128? {
        let totals = snapshot.totals
        if let committed = totals.committed { return Int128(committed) }
        if let bytes = totals.bytes { return Int128(bytes) + Int128(totals.freeBytes ?? 0) }
        return snapshot.table("heaps")?.sum("allocated", nil)
    }

    private var process: (sentences: [String], isAboutOthers: Bool) {
        guard let all = committed, all > 0 else { return ([], false) }
        if let ledger = snapshot.table("ledger"), ledger.sum("committed", nil) != nil { return owners(ledger, all) }
        let whole = bytes(all) + windows(all)
        guard let heap = heapBytes else {
            if let ledger = snapshot.table("ledger"), let largest = largestReserved(ledger) {
                return (["The process has committed \(whole). \(largest)"], true)
            }
            let printed = ["finalization", "types"].compactMap { snapshot.table($0)?.sum("bytes", nil) }.max()
            let known = printed.map { "the objects that the text lists have \(bytes($0)) of them" } ?? "the text lists nothing of them"
            return (["\(whole) are committed, and \(known): most of it is native memory, or in tables that the text does not hold."], true)
        }
        let share = Double(heap) / Double(all)
        if share >= 0.5 { return (["The GC heap has \(percent(share)) of the \(whole) that the process has committed."], false) }
        let loader = snapshot.table("loader_heaps")?.sum("committed", nil) ?? 0
        let parts = loader > 0 ? ", the loader's heaps \(bytes(loader)) (\(percent(Double(loader) / Double(all))))" : ""
        let rest = all - heap - loader
        let others = rest * 2 > all ? "Most of it, \(bytes(rest)), is" : "The other \(bytes(rest)) are"
        return (
            [
                "The process has committed \(whole), and the GC heap \(bytes(heap)) of that (\(percent(share)))\(parts). \(others) native memory, stacks and files."
            ], true
        )
    }

    /// `The largest part of its address space, 94.6 MB of 194 MB, is memory that the text does not tell apart, where the GC heap is too.`
    private func largestReserved(_ ledger: Table) -> String? {
        guard let all = ledger.sum("reserved", nil), all > 0, !ledger.absentColumns.contains("owner") else { return nil }
        var owners: [String: Int128] = [:]
        let rows: [LedgerRow] = ledger.rows()
        for row in rows { owners[row.owner, default: 0] += Int128(row.reserved) }
        guard let (owner, size) = owners.max(by: { $0.value != $1.value ? $0.value < $1.value : bytewise($1.key, $0.key) }) else {
            return nil
        }
        let words = ["stacks": "threads' stacks", LedgerRow.native: "native memory", "files": "images and files"]
        let name = words[owner] ?? "memory that the text does not tell apart, where the GC heap is too"
        let part = size * 2 > all ? "Most" : "The largest part"
        return "\(part) of its address space, \(bytes(size)) of \(bytes(all)), is \(name)."
    }

    private func owners(_ ledger: Table, _ all: Int128) -> (sentences: [String], isAboutOthers: Bool) {
        var rows: [LedgerRow] = ledger.rows()
        // Without owners the kinds stand for themselves. Of most the text says no more than their names.
        if ledger.absentColumns.contains("owner") {
            for place in rows.indices { rows[place].owner = rows[place].kind }
            guard rows.max(by: { $0.committed < $1.committed })?.kind == LedgerRow.notToldApart else { return ([], false) }
        }
        var owners: [String: (bytes: Int128, count: Int128)] = [:]
        for row in rows {
            owners[row.owner, default: (0, 0)].bytes += Int128(row.committed)
            owners[row.owner, default: (0, 0)].count += Int128(row.count)
        }
        guard
            let largest = owners.max(by: { $0.value.bytes != $1.value.bytes ? $0.value.bytes < $1.value.bytes : bytewise($1.key, $0.key) })
        else {
            return ([], false)
        }
        let words = [
            "stacks": "Threads' stacks", "gc heap": "The GC heap", "native": "Native memory", "files": "Files",
            "runtime": "The runtime's own memory",
        ]
        let name = words[largest.key] ?? "Memory that was not told apart"
        let verb = largest.key == "stacks" || largest.key == "files" ? "are" : "is"
        let whole = snapshot.trust.level(ofSection: "ledger") == .partial ? "that the text lists" : "of the process"
        let number = largest.value.count == 1 ? "1 range" : "\(numbers.value(largest.value.count, .count(of: "ranges"))) ranges"
        let ranges = "\(number) of \(bytes(largest.value.bytes))"
        return (
            ["\(name) \(verb) \(percent(Double(largest.value.bytes) / Double(all))) of the \(bytes(all)) \(whole): \(ranges)."],
            largest.key != "gc heap"
        )
    }

    // MARK: The heap

    private var types: String? {
        guard let table = snapshot.table("types"), let sum = table.sum("bytes", nil), sum > 0 else { return nil }
        let rows: [TypeRow] = table.rows()
        let free = Int128(snapshot.totals.freeBytes ?? 0)
        var families: [String: [TypeRow]] = [:]
        for row in rows where row.name != Input.notListed { families[GenericName(row.name).open, default: []].append(row) }
        func size(_ rows: [TypeRow]) -> Int128 { rows.reduce(0) { $0 + Int128($1.bytes) } }
        guard
            let (open, members) = families.max(by: { a, b in
                let (x, y) = (size(a.value), size(b.value))
                return x != y ? x < y : bytewise(b.key, a.key)
            })
        else { return nil }
        let isPart = snapshot.totals.bytes == nil
        if free > size(members) {
            let whole = isPart ? "of what the text lists of the heap" : "of the heap"
            let gaps = snapshot.totals.freeObjects.map { "\(numbers.value(Int128($0), .objects)) gaps of \(bytes(free))" } ?? bytes(free)
            return "Gaps between objects (Free) are \(percent(Double(free) / Double(sum + free))) \(whole): \(gaps)."
        }
        // The share that the table gives too, of all objects without the gaps.
        let whole = isPart ? "of the objects that the text lists" : free > 0 ? "of the heap without its gaps" : "of the heap"
        let common = GenericName.common(members.map { GenericName($0.name) })
        let name = Shortening.visible(VisibleText.width(VisibleText.brief(common)) <= 70 ? common : open, to: 70)
        let subject = members.count == 1 ? name : "\(members.count) types of \(name)"
        let count = members.reduce(Int128(0)) { $0 + Int128($1.count) }
        return
            "\(subject) \(members.count == 1 ? "is" : "are") \(percent(Double(size(members)) / Double(sum))) \(whole): \(numbers.phrase(count, .objects)) object\(count == 1 ? "" : "s") of \(bytes(size(members)))."
    }

    // MARK: Other sections

    private var loader: String? {
        guard let sum = snapshot.table("loader_heaps")?.sum("committed", nil), sum > 0 else { return nil }
        let heap = heapBytes
        let groups: [ModuleGroupRow] = snapshot.table("module_groups")?.rows() ?? []
        let made = groups.reduce(Int128(0)) { $0 + Int128($1.made) }
        let isLarge = sum >= 16_000_000 && (heap.map { sum * 10 >= $0 } ?? true)
        guard isLarge || made > 0 else { return nil }
        let compared = heap.map { $0 > 0 && sum > $0 ? ", \(ratio(sum, $0)) times the GC heap" : "" } ?? ""
        let first = groups.max { $0.made < $1.made }
        let maker = first.map { $0.maker == ModuleGroupRow.unknownMaker ? "" : " by \($0.maker)" } ?? ""
        let modules =
            made > 0
            ? " \(made == 1 ? "A module" : "\(numbers.value(made, .modules)) modules") that the text lists \(made == 1 ? "was" : "were") made at run time\(maker)."
            : ""
        // Types of the same program: what the generated code is for.
        let type = first.map { $0.types.split(separator: ", ").first.map(String.init) ?? "" } ?? ""
        let types = made > 0 && !type.isEmpty ? " Among their types is \(Shortening.visible(type, to: 70))." : ""
        return "The loader's heaps have \(bytes(sum))\(compared): what the runtime knows of types and methods.\(modules)\(types)"
    }

    /// Of a text that lists handles and not what they hold.
    private var handles: String? {
        guard snapshot.table("types") == nil, snapshot.table("finalization") == nil, let table = snapshot.table("handles"),
            let all = table.sum("count", nil), let strong = table.sum("count", .text("kind", "strong")), strong >= 100,
            strong * 5 >= all * 4
        else { return nil }
        return
            "\(numbers.value(strong, .handles)) of \(numbers.value(all, .handles)) GC handles are strong: each keeps an object until it is freed."
    }

    private var finalization: String? {
        guard let table = snapshot.table("finalization") else { return nil }
        let rows: [FinalizationRow] = table.rows()
        let all = rows.reduce(Int128(0)) { $0 + Int128($1.count) }
        var byType: [String: Int128] = [:]
        for row in rows where row.type != Input.notListed && row.type != FinalizationRow.mixedTypes {
            byType[row.type, default: 0] += Int128(row.count)
        }
        guard all > 0, let (type, count) = byType.max(by: { $0.value != $1.value ? $0.value < $1.value : bytewise($1.key, $0.key) }) else {
            return nil
        }
        // Unknown where the text lists none of them and is a part.
        let ready = Catalog.standard.metric("process.finalizer_ready")?.value(snapshot)
        let isMixed = rows.contains { $0.type == FinalizationRow.mixedTypes }
        guard count * 2 >= all || (ready ?? 0) > 0 else { return nil }
        let states =
            ready.map { $0 == 0 ? "none waits for the finalizer thread" : "\(numbers.value($0, .objects)) wait for the finalizer thread" }
            ?? "how many wait for the finalizer thread is unknown"
        // Which type most of them are of is not printed.
        if count * 2 < all { return "\(numbers.value(all, .objects)) objects have finalizers; \(states)." }
        return
            "\(isMixed ? "At least " : "")\(numbers.value(count, .objects)) of \(numbers.value(all, .objects)) objects with finalizers are \(Shortening.visible(type, to: 60)), which may stand for memory outside of the heap; \(states)."
    }

    private var locks: String? {
        guard let table = snapshot.table("sync_blocks") else { return nil }
        let rows: [SyncBlockRow] = table.rows()
        let waiting = rows.reduce(Int128(0)) { $0 + Int128($1.waiting) }
        guard waiting > 0, let first = rows.max(by: { $0.waiting != $1.waiting ? $0.waiting < $1.waiting : bytewise($1.type, $0.type) })
        else {
            return nil
        }
        let threads = waiting == 1 ? "1 thread waits" : "\(numbers.value(waiting, .threads)) threads wait"
        let locks = first.held == 1 ? "the lock of a" : "the \(numbers.value(Int128(first.held), .count(of: "locks"))) locks of"
        let share = Int128(first.waiting) == waiting ? "" : ", \(numbers.value(Int128(first.waiting), .threads)) of them"
        return "\(threads) for locks that others hold\(share): \(locks) \(Shortening.visible(first.type, to: 60))."
    }

    private var counters: String? {
        guard let table = snapshot.table("counters") else { return nil }
        let rows: [CounterRow] = table.rows()
        func value(_ name: String) -> Int128? { rows.first { $0.name == name }.map { Int128($0.value) } }
        if let set = value("dotnet.process.memory.working_set (By)") {
            let heap =
                value("dotnet.gc.last_collection.memory.committed_size (By)").map { ", and the GC heap has committed \(bytes($0))" } ?? ""
            return "By its own counters the process has a working set of \(bytes(set))\(heap)."
        }
        // Rounded numbers stay as they are printed.
        guard let set = value("Working Set (MB)") else { return nil }
        let heap = value("GC Heap Size (MB)").map { ", and the GC heap has \(NumberText.grouped($0)) MB" } ?? ""
        return "By its own counters the process has a working set of \(NumberText.grouped(set)) MB\(heap)."
    }

    /// ` (4.384 GB as WinDbg counts them)`: with 2^30 bytes, as the reader knows the number from the text.
    private func windows(_ value: Int128) -> String {
        let thousandths = (value * 1000 + (1 << 29)) >> 30
        guard thousandths >= 1000 else { return "" }
        let decimals = String(thousandths % 1000)
        return " (\(thousandths / 1000).\(String(repeating: "0", count: 3 - decimals.count))\(decimals) GB as WinDbg counts them)"
    }

    private func bytes(_ value: Int128) -> String { numbers.phrase(value, .bytes) }
    private func percent(_ share: Double) -> String { NumberText.percent(share) }
    private func ratio(_ a: Int128, _ b: Int128) -> String {
        let tenths = a * 10 / b
        return "\(tenths / 10).\(tenths % 10)"
    }
}

import Glibc
import RawMemory
package import SnapshotModel

extension SnapshotStore {
    /// Many snapshots, in the order given (a series: the oldest first), reduced to what `SeriesHistory` keeps: the catalog's metrics, and of
    /// the sections in `wanted` the measures named. The same as from the loaded snapshots, without ever holding more than a few of them.
    /// The result does not depend on the number of workers.
    /// Throws `noSuchSnapshot`, or `damaged` when what is stored does not decode.
    package func history(
        _ ids: [Int64], _ wanted: [String: [String]], workers: Int = SnapshotStore.historyWorkers
    ) throws(StoreError) -> SeriesHistory {
        try tables.reading { () throws(StoreError) in
            var rows: [HistoryRows] = []
            for name in wanted.keys.sorted(by: bytewise) {
                guard let info = try newestDeclaration(of: name, in: ids) else { continue }
                if let followed = HistoryRows(info, wanted[name] ?? [], pointCount: ids.count) { rows.append(followed) }
            }
            var making = HistoryMaking(catalog.metrics, rows)
            try streamed(ids, &making, workers: max(workers, 1))
            return try making.history(NameTable(tables)) { name in
                unknownNames(SectionRecord(snapshot: ids.last ?? 0, place: 0, name: name, rowCount: 0))
            }
        }
    }

    /// More than these would wait for the thread that reads and puts together.
    package static let historyWorkers = min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), 4)

    /// Shows the snapshots to `making`. While all threads decode some of them, this one first takes up those decoded before and reads
    /// the next ones: a connection belongs to one thread.
    private func streamed(_ ids: [Int64], _ making: inout HistoryMaking, workers: Int) throws(StoreError) {
        let wantedSections = making.wantedSections
        let decoders = HistoryDecoders(wantedSections, count: workers)
        let places = Dictionary(wantedSections.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let names = NameTable(tables)
        var own = HistoryDecoder(wantedSections)
        var rest = ids[...]
        var (current, other) = (HistoryBatch(size: workers * 4), HistoryBatch(size: workers * 4))
        current.fill(&rest) { read(&$0, places) }
        while !(current.isEmpty && other.isEmpty) {
            var failure: StoreError?
            runWorkers(
                current.isEmpty ? 1 : workers,
                first: {
                    do throws(StoreError) {
                        try other.eachPoint { (point) throws(StoreError) in try take(&point, &making, names, &own) }
                        other.fill(&rest) { read(&$0, places) }
                    } catch {
                        failure = error
                    }
                },
                { [current] worker in decoders.decode(current, worker: worker) })
            if let failure { throw failure }
            swap(&current, &other)
        }
    }

    /// Reads what is stored of a snapshot; what goes wrong is kept in it.
    private func read(_ point: inout HistoryPoint, _ wantedSections: [String: Int]) {
        do throws(StoreError) {
            guard let record = try tables.snapshot(point.id) else { throw try noSuchID(point.id) }
            point.facts = HistoryPoint.Facts(
                form: ReaderIdentity(record.reader).form, capture: record.capture, trust: record.trustDetails, totals: record.totals)
            for section in try tables.sections(of: point.id) {
                if let wanted = wantedSections[section.name] { point.append(section, try tables.blob(of: section), wanted: wanted) }
            }
        } catch {
            point.failure = error
        }
    }

    /// Takes a decoded snapshot up.
    private func take(
        _ point: inout HistoryPoint, _ making: inout HistoryMaking, _ names: NameTable, _ decoder: inout HistoryDecoder
    ) throws(StoreError) {
        if let facts = point.facts {
            guard let decoded = facts.decoded else { throw unreadableFacts(point.id) }
            making.begin(
                SeriesPoint(id: point.id, capture: decoded.capture, trust: decoded.trust, form: facts.form), decoded.totals)
        }
        for part in 0..<point.partCount {
            point.decode(part, &decoder)
            let (wanted, record) = (making.wantedSections[point.parts[part].wanted], point.parts[part].record)
            if let fault = point.parts[part].fault { throw damaged(record, fault) }
            do throws(CodecError) {
                try point.withSection(part) { (section) throws(CodecError) in try making.add(&section, of: wanted.name) }
            } catch {
                throw damaged(record, error.words)
            }
            for (sum, partial) in zip(wanted.sums, point.parts[part].section.sums) {
                if let partial, !(try making.add(sum, partial, names)) { throw unknownNames(record) }
            }
        }
        if let failure = point.failure { throw failure }
        making.end()
    }

    /// How the newest of the snapshots that has the section declares it; the others are read in its light.
    private func newestDeclaration(of name: String, in ids: [Int64]) throws(StoreError) -> SectionInfo? {
        for id in ids.reversed() {
            guard let record = try tables.sections(of: id).first(where: { bytewiseEqual($0.name, name) }) else { continue }
            return catalog.declared(try declaration(of: record).info)
        }
        return nil
    }
}

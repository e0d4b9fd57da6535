import Growth
import Reports
import SnapshotModel
import Storage

extension Session {
    /// The history of stored snapshots by what is alive, where they hold it, and only of values that can be followed: those of one kind of input, without
    /// what was read only in part. Says what is left out.
    func liveHistory(_ ids: [Int64]) throws -> SeriesHistory {
        let read = try history(byLife: ids)
        let forms = read.history.points.map(\.form)
        guard let latest = forms.last, Set(forms).count > 1 else {
            notePartial(read)
            return read.history
        }
        // A dump counts garbage and a .gcdump does not, and their holders have other names.
        let numbers = forms.reduce(into: [:] as [InputForm: Int]) { $0[$1, default: 0] += 1 }
        let most = numbers.filter { $0.key != latest }.max { $0.value != $1.value ? $0.value < $1.value : $0.key > $1.key }
        let followed = most.map { $0.value > numbers[latest] ?? 0 ? $0.key : latest } ?? latest
        let others = read.history.points.filter { $0.form != followed }.compactMap(\.id)
        messages.note(
            "\(InputForm.difference(forms) ?? ""): the \(counted(numbers[followed] ?? 0, "snapshot")) of \(followed.rawValue) inputs are followed, and "
                + "\(named(others)) \(others.count == 1 ? "is" : "are") left out, since they count other things")
        let alike = try history(byLife: read.history.points.filter { $0.form == followed }.compactMap(\.id))
        notePartial(alike)
        return alike.history
    }

    private func history(byLife ids: [Int64]) throws -> WholeValues {
        // The latest alone tells mostly, so that few series are read twice.
        let latest = try storeToRead().history(ids.suffix(1), [:]).metrics.first { $0.metric.name == "heap.live" }
        if latest?.values.last ?? nil != nil {
            let whole = WholeValues(try history(ids, Catalog.standard.followedLive))
            if let live = whole.history.followingLive() { return WholeValues(live, whole) }
        }
        return WholeValues(try history(ids))
    }

    private func notePartial(_ whole: WholeValues) {
        let ids = whole.partial.compactMap { whole.history.points[$0].id }
        guard let first = ids.first else { return }
        let (was, says) = ids.count == 1 ? ("was", "it says") : ("were", "they say")
        messages.note(
            "\(named(ids)) \(was) read only in part: what \(says) of \(whole.sections.joined(separator: ", ")) is left out here; "
                + "'\(Product.name) show @\(first)' says why")
    }

    /// `@3, @7 and 12 more snapshots`.
    private func named(_ ids: [Int64]) -> String {
        let shown = 5
        let words = ids.prefix(shown).map { "@\($0)" }.joined(separator: ", ")
        return ids.count > shown ? "\(words) and \(ids.count - shown) more" : words
    }
}

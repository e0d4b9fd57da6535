package import SnapshotModel

extension SnapshotChanges {
    /// A phrase for each change: `in series orders now`, `label team=blue added`, `commit 4f1c2ab -> 9d0e3aa`.
    package var words: [String] {
        var words: [String] = []
        switch (left, joined) {
        case (let from?, let to?): words.append("series \(from) -> \(to)")
        case (nil, let to?): words.append("in series \(to) now")
        case (let from?, nil): words.append("no longer in series \(from)")
        case (nil, nil): break
        }
        if let time {
            let isSame = time.before == time.after
            words.append("time \(time.before.timeText) " + (isSame ? "is certain now" : "-> \(time.after.timeText)"))
        }
        func list(_ labels: [Label], _ value: (Label) -> String?) -> String {
            (labels.count == 1 ? "label " : "labels ") + labels.map { "\($0.key)=\(value($0) ?? "")" }.joined(separator: ", ")
        }
        let (added, removed) = (labels.filter { $0.before == nil }, labels.filter { $0.after == nil })
        if !added.isEmpty { words.append(list(added, \.after) + " added") }
        if !removed.isEmpty { words.append(list(removed, \.before) + " removed") }
        for label in labels { if let before = label.before, let after = label.after { words.append("\(label.key) \(before) -> \(after)") } }
        return words
    }
}

extension Int64 {
    fileprivate var timeText: String { TimeText.iso8601(self) ?? "@\(self)" }
}

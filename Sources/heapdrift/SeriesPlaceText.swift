import CommandLineTable
import Storage

extension SeriesPlace {
    /// The sentences about a place that a user would not expect, with the option that gives another one.
    func warnings(of path: String, id: Int64) -> [String] {
        let name = quotedInput(path)
        let latestName = latest.map { "\(series)@latest (@\($0.id) of \(utcText($0.time)))" } ?? "\(series)@latest"
        let latestIsInFuture = latest.map { $0.time > now } ?? false
        let elsewhere = "\(Option.at.spelling) TIME puts it elsewhere"
        var sentences: [String] = []
        if let fileTime {
            let why = fileTime > now ? "lies in the future" : "is older than \(latestName)"
            let place = isLast ? "it is placed last, with the time of this run" : "it has the time of this run"
            sentences.append(
                "careful: \(name): the \(isTimeInName ? "time in the file's name" : "file's time") (\(utcText(fileTime))) \(why); \(place), and \(elsewhere)"
            )
        } else if time > now {
            sentences.append("careful: \(name): \(futureTime(time, of: id, in: [series]))")
        }
        if !isLast {
            sentences.append(
                "careful: \(name): \(latestName) stays the latest" + (latestIsInFuture ? ", because its time lies in the future" : "")
                    + "; this one (\(utcText(time))) is placed before it"
                    + (latestIsInFuture ? latest.map { ". \(correction(of: $0.id))" } ?? "" : ""))
        }
        return sentences
    }
}

/// What a time in the future does in the series of a snapshot, and its cure.
func futureTime(_ time: Int64, of id: Int64, in series: [String]) -> String {
    let effect = series.isEmpty ? "" : ", so later snapshots of \(series.joined(separator: ", ")) are placed before it until then"
    return "its time (\(utcText(time))) lies in the future\(effect); \(correction(of: id))"
}

private func correction(of id: Int64) -> String {
    "'\(Product.name) \(Command.storeRelabel.verb.name) @\(id) \(Option.at.spelling) TIME' corrects it"
}

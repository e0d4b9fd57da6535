import CommandLineTable
import Storage

extension SeriesPlace {
    /// The sentences about a place that a user would not expect, with the option that gives another one.
    func warnings(of path: String) -> [String] {
        let latestName = latest.map { "\(series)@latest (@\($0.id) of \(utcText($0.time)))" } ?? "\(series)@latest"
        let latestIsInFuture = latest.map { $0.time > now } ?? false
        let elsewhere = "\(Option.at.spelling) TIME puts it elsewhere"
        var sentences: [String] = []
        if let fileTime {
            let why = fileTime > now ? "lies in the future" : "is older than \(latestName)"
            let place = isLast ? "it is placed last, with the time of this run" : "it has the time of this run"
            sentences.append("careful: '\(path)': the file's time (\(utcText(fileTime))) \(why); \(place), and \(elsewhere)")
        } else if time > now {
            sentences.append(
                "careful: '\(path)': its time (\(utcText(time))) lies in the future, so later snapshots of \(series) are placed before it "
                    + "until then")
        }
        if !isLast {
            sentences.append(
                "careful: '\(path)': \(latestName) stays the latest" + (latestIsInFuture ? ", because its time lies in the future" : "")
                    + "; this one (\(utcText(time))) is placed before it")
        }
        return sentences
    }
}

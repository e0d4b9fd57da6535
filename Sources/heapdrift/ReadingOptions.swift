import CommandLineTable
import Reduction
import SnapshotModel

extension Session {
    /// Says once that the options which change what is read of a dump change nothing of a snapshot that was read before.
    func noteUnusedReading(_ reference: String) {
        let options = plan.reduction
        let given: [(option: Option, isGiven: Bool)] = [
            (.only, options.only != nil), (.layout, options.layout != nil), (.runtime, options.runtime != nil),
            (.threadNames, options.reading.threadNames), (.addresses, options.reading.addresses), (.noHolders, !options.reading.holders),
            (.retained, options.reading.retained), (.maxMemory, options.maxMemory != nil),
        ]
        let unused = given.filter(\.isGiven).map { "'\($0.option.spelling)'" }
        if unused.isEmpty || hasNotedReading { return }
        hasNotedReading = true
        messages.note(
            "'\(reference)' is a snapshot that was read before; \(unused.joined(separator: ", ")) "
                + "\(unused.count == 1 ? "applies" : "apply") to dumps that are read now")
    }

    /// Says which options ask for what only a dump has.
    func noteUnheld(_ snapshot: Snapshot, of path: String) {
        guard snapshot.input.form != .dump else { return }
        let options = plan.reduction
        var given: [(option: Option, isGiven: Bool)] = [
            (.layout, options.layout != nil), (.runtime, options.runtime != nil), (.threadNames, options.reading.threadNames),
            (.retained, options.reading.retained),
        ]
        if snapshot.input.form == .text { given += [(.addresses, options.reading.addresses), (.noHolders, !options.reading.holders)] }
        let unused = given.filter(\.isGiven).map { "'\($0.option.spelling)'" }
        let what = snapshot.input.form == .text ? "the text of a debugger" : "a .gcdump file"
        if !unused.isEmpty {
            messages.note("\(quotedInput(path)): \(unused.joined(separator: ", ")) changes nothing for \(what)")
        }
        let absent = (options.only ?? []).filter { snapshot.table($0) == nil }.sorted(by: bytewise)
        if !absent.isEmpty { messages.note("\(quotedInput(path)): the file does not hold \(absent.joined(separator: ", "))") }
    }
}

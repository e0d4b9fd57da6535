import CommandLineTable
import Reduction

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
}

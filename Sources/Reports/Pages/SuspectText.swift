import Growth
import SnapshotModel
import Suspects

/// A suspect in words.
struct SuspectText {
    private let suspect: Suspect
    private let steps: Int
    private let numbers: NumberText
    private let evidence: EvidenceText

    /// Where its growth began, as a phrase: `@14 (2026-08-14)`.
    private let since: String?

    /// `steps`: one less than the snapshots that were looked at.
    init(_ suspect: Suspect, steps: Int, since: String? = nil, _ numbers: NumberText) {
        self.suspect = suspect
        self.since = since
        self.steps = steps
        self.numbers = numbers
        evidence = EvidenceText(suspect, numbers)
    }

    private static let widestHolder = 100
    private static let mostDrags = 2
    private static let mostLines = 3

    /// `Leak: handlers of an event that are not removed: System.EventHandler<…> +40,000 objects, +2.56 MB, held by static Lab.mux > Failed.`
    var sentence: String { (suspect.severity == .error ? "Leak" : "Suspect") + (since.map { " since \($0)" } ?? "") + ": " + statement }

    /// Without the word for how severe it is.
    var statement: String {
        if suspect.holder.isEmpty { return growth + "." }
        let holder = evidence.holder(widest: SuspectText.widestHolder)
        return growth + (suspect.cause.isHeldByACall ? "; \(holder)." : ", held by \(holder).")
    }

    private var growth: String {
        // Handlers of several events have several types.
        guard let events = evidence.events, events.number > 1 else { return suspect.cause.words + ": " + brief + (evidence.beside ?? "") }
        let size = suspect.weight > 0 ? ", +\(numbers.phrase(suspect.weight, .bytes))" : ""
        return "handlers of \(events.number) events\(events.publisher.map { " of \($0)" } ?? "") that are not removed: "
            + "+\(numbers.phrase(events.handlers, .objects)) handlers\(size)\(often)"
    }

    /// The subject with its growth.
    var brief: String {
        var parts: [String] = []
        let objects = suspect.objects.sustained
        if objects > 0 { parts.append("+\(numbers.phrase(objects, .objects))\(suspect.cause.noun.map { " \($0)" } ?? "")") }
        if suspect.weight > 0 { parts.append("+\(numbers.phrase(suspect.weight, .bytes))") }
        return "\(EvidenceText.name(suspect.subject)) \(parts.joined(separator: ", "))\(often)"
    }

    private var often: String { steps > 1 ? " or more in each of \(steps) steps" : "" }

    var role: PageRole { suspect.severity == .error ? .bad : .doubtful }

    /// What makes it, or keeps it from going.
    var origin: PageFact? {
        if let maker = evidence.maker { return PageFact("made by", PageText(maker)) }
        return evidence.finalizer.map { PageFact("stuck in", PageText($0)) }
    }

    /// What speaks for it.
    var why: PageFact? {
        let drags = suspect.drags.prefix(SuspectText.mostDrags).map {
            "\(EvidenceText.name($0.type)) +\(numbers.phrase($0.objects, .objects))"
        }
        let parts = evidence.clauses + (drags.isEmpty ? [] : ["drags along " + drags.joined(separator: ", ")])
        return parts.isEmpty ? nil : PageFact("why", PageText(parts.joined(separator: "; ")), mostLines: SuspectText.mostLines)
    }

    var next: PageFact { PageFact("next", PageText(evidence.nextStep), mostLines: SuspectText.mostLines) }

    /// How sure it is, and why it is not surer.
    var sure: PageFact {
        let doubts = suspect.doubts.map(\.words)
        let reasons = doubts.isEmpty ? "grew in \(steps == 1 ? "the only step" : "each of \(steps) steps")" : doubts.joined(separator: "; ")
        return PageFact("sure", PageText("\(NumberText.percent(suspect.confidence)): \(reasons)"))
    }

    /// The suspect among others.
    var line: String { "\(suspect.cause.rawValue): \(brief)" }
}

extension SuspectReport {
    /// Those that are shown without being asked for.
    var shown: [Suspect] { suspects.filter { $0.severity > .information } }

    /// The first suspect with what to do and its evidence, and the others in short; `nil` when there is none.
    /// `since`: where the growth of the first one began.
    func blocks(steps: Int, since: String? = nil, weight: PageSentence.Weight = .explanation, _ numbers: NumberText) -> [PageBlock]? {
        guard let first = shown.first else { return nil }
        let text = SuspectText(first, steps: steps, since: since, numbers)
        var blocks: [PageBlock] = [.sentence(PageSentence(text: PageText(text.sentence), role: text.role, weight: weight))]
        blocks += [text.origin, text.next, text.why, text.sure].compactMap(\.self).map { .fact($0) }
        let others = shown.dropFirst()
        if !others.isEmpty {
            let lines = others.prefix(3).map { SuspectText($0, steps: steps, numbers).line }
            let more = others.count > lines.count ? ["\(others.count - lines.count) more"] : []
            blocks.append(.fact(PageFact("also", PageText((lines + more).joined(separator: "; ")), mostLines: 2)))
        }
        return blocks
    }
}

import Growth
import SnapshotModel
import Suspects

/// A suspect in words.
struct SuspectText {
    private let suspect: Suspect
    private let steps: Int
    private let numbers: NumberText

    /// Where its growth began, as a phrase: `@14 (2026-08-14)`.
    private let since: String?

    /// `steps`: one less than the snapshots that were looked at.
    init(_ suspect: Suspect, steps: Int, since: String? = nil, _ numbers: NumberText) {
        self.suspect = suspect
        self.since = since
        self.steps = steps
        self.numbers = numbers
    }

    private static let widestHolder = 100
    private static let widestName = 80
    private static let most = 2

    /// `Leak: handlers of an event that are never removed: System.EventHandler<…> +40,000 objects, +2.56 MB, held by static Lab.mux > Failed.`
    var sentence: String { (suspect.severity == .error ? "Leak" : "Suspect") + (since.map { " since \($0)" } ?? "") + ": " + statement }

    /// Without the word for how severe it is.
    var statement: String {
        var text = suspect.cause.words + ": " + brief
        if !suspect.holder.isEmpty {
            let holder = HeldByText.shortened(suspect.holder, to: SuspectText.widestHolder)
            text += suspect.cause.isHeldByACall ? "; \(holder)" : ", held by \(holder)"
        }
        return text + "."
    }

    /// The subject with its growth.
    var brief: String {
        let name = Shortening.visible(suspect.subject, to: SuspectText.widestName)
        var parts: [String] = []
        let objects = suspect.objects.sustained
        if objects > 0 { parts.append("+\(numbers.phrase(objects, .objects))\(suspect.cause.noun.map { " \($0)" } ?? "")") }
        if suspect.weight > 0 { parts.append("+\(numbers.phrase(suspect.weight, .bytes))") }
        let growth = parts.joined(separator: ", ")
        return "\(name) \(growth)\(steps > 1 ? " or more in each of \(steps) steps" : "")"
    }

    var role: PageRole { suspect.severity == .error ? .bad : .doubtful }

    /// What speaks for it.
    var why: PageFact? {
        let own = suspect.evidence.filter { ![.objects, .bytes].contains($0.kind) && $0.course.map { $0.last > $0.first } ?? true }
        // Other places say less than who subscribed or what a thread does.
        let shown = (own.filter { $0.kind != .place } + own.filter { $0.kind == .place }).prefix(SuspectText.most).map(text)
        let drags = suspect.drags.prefix(SuspectText.most).map {
            "\(Shortening.visible($0.type, to: SuspectText.widestName)) +\(numbers.phrase($0.objects, .objects))"
        }
        let parts = shown + (drags.isEmpty ? [] : ["drags along " + drags.joined(separator: ", ")])
        return parts.isEmpty ? nil : PageFact("why", PageText(parts.joined(separator: "; ")))
    }

    var next: PageFact { PageFact("next", PageText(suspect.nextStep.words)) }

    /// How sure it is, and why it is not surer.
    var sure: PageFact {
        let doubts = suspect.doubts.map(\.words)
        let reasons = doubts.isEmpty ? "grew in \(steps == 1 ? "the only step" : "each of \(steps) steps")" : doubts.joined(separator: "; ")
        return PageFact("sure", PageText("\(NumberText.percent(suspect.confidence)): \(reasons)"))
    }

    /// The suspect among others.
    var line: String { "\(suspect.cause.rawValue): \(brief)" }

    private func text(_ evidence: Evidence) -> String {
        let name = Shortening.visible(evidence.subject, to: SuspectText.widestName)
        let subject = evidence.subject.isEmpty ? "" : " \(name)"
        guard let course = evidence.course else { return evidence.kind.words + subject }
        let unit: Unit = evidence.kind.isSize ? .bytes : .objects
        let change = "\(numbers.phrase(course.first, unit)) -> \(numbers.phrase(course.last, unit))"
        return "\(evidence.kind.words)\(subject) \(change)"
    }
}

extension SuspectReport {
    /// Those that are shown without being asked for.
    var shown: [Suspect] { suspects.filter { $0.severity > .information } }

    /// The first suspect with its evidence and what to do, and the others in short; `nil` when there is none.
    /// `since`: where the growth of the first one began.
    func blocks(steps: Int, since: String? = nil, weight: PageSentence.Weight = .explanation, _ numbers: NumberText) -> [PageBlock]? {
        guard let first = shown.first else { return nil }
        let text = SuspectText(first, steps: steps, since: since, numbers)
        var blocks: [PageBlock] = [.sentence(PageSentence(text: PageText(text.sentence), role: text.role, weight: weight))]
        blocks += [text.why, text.next, text.sure].compactMap(\.self).map { .fact($0) }
        let others = shown.dropFirst()
        if !others.isEmpty {
            let lines = others.prefix(3).map { SuspectText($0, steps: steps, numbers).line }
            let more = others.count > lines.count ? ["\(others.count - lines.count) more"] : []
            blocks.append(.fact(PageFact("also", PageText((lines + more).joined(separator: "; ")), mostLines: 2)))
        }
        return blocks
    }
}

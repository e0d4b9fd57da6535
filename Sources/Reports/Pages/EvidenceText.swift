import SnapshotModel
import Suspects

/// What speaks for a suspect, in words that name who holds it and what to look at.
struct EvidenceText {
    private let suspect: Suspect
    private let numbers: NumberText

    init(_ suspect: Suspect, _ numbers: NumberText) {
        self.suspect = suspect
        self.numbers = numbers
    }

    private static let widestName = 70
    private static let most = 2

    /// A name of a type or a method, short enough for a line of 80 columns.
    static func name(_ name: String) -> String {
        let visible = VisibleText.brief(name)
        return visible.contains("<") ? Shortening.shortened(visible, to: widestName) : Shortening.tail(visible, to: widestName)
    }

    private func all(_ kind: Evidence.Kind) -> [Evidence] { suspect.evidence.filter { $0.kind == kind } }
    private func first(_ kind: Evidence.Kind) -> Evidence? { suspect.evidence.first { $0.kind == kind } }

    private func change(_ course: Course, _ unit: Unit = .objects) -> String {
        "\(numbers.phrase(course.first, unit)) -> \(numbers.phrase(course.last, unit))"
    }

    /// The clauses that say most, the first one first.
    var clauses: [String] {
        switch suspect.cause {
        case .eventSubscription: return handlerClauses.isEmpty ? plainClauses : handlerClauses
        case .threads: return threadClauses
        case .dynamicAssemblies: return assemblyClauses
        case .finalizerBlocked, .finalizerSlow: return finalizerClauses
        case .native: return nativeClauses
        default: return plainClauses
        }
    }

    private var plainClauses: [String] {
        let own = suspect.evidence.filter { ![.objects, .bytes].contains($0.kind) && $0.course.map { $0.last > $0.first } ?? true }
        // Other places say less than what a thread does.
        return (own.filter { $0.kind != .place } + own.filter { $0.kind == .place }).prefix(EvidenceText.most).map { evidence in
            let subject = evidence.subject.isEmpty ? "" : " \(EvidenceText.name(evidence.subject))"
            guard let course = evidence.course else { return evidence.kind.words + subject }
            return "\(evidence.kind.words)\(subject) \(change(course, evidence.kind.isSize ? .bytes : .objects))"
        }
    }

    /// What to do, as a sentence without a full stop.
    var nextStep: String {
        let subject = EvidenceText.name(suspect.subject)
        switch suspect.nextStep {
        case .unsubscribe:
            guard let method = subscriptions.first?.method else { break }
            return "find where \(EvidenceText.name(method)) is added (+=): add it once, or remove it (-=) when its subscriber ends"
        case .endThreads where suspect.absorbed.contains { $0.cause == .connection }:
            return "close or dispose the connection for which each of these threads runs, or share one connection"
        case .reuseGenerated:
            if first(.maker)?.subject == "XmlSerializer" {
                return "make each XmlSerializer once and keep it: those with a root element, overrides or extra types are not cached"
            }
            return "find the code that makes \(subject); make it once and keep it, or load it into a collectible context"
        case .unblockFinalizer:
            let calls = all(.finalizerThread).map(\.subject)
            guard let call = calls.first(where: { !$0.hasPrefix("System.") }) ?? calls.first else { break }
            return "see what \(EvidenceText.name(call)) waits for, and dispose the objects so that they need no finalizer"
        case .dispose where suspect.cause == .native:
            guard let type = first(.uncollected)?.subject else { break }
            return
                "dispose each \(EvidenceText.name(type)) if it owns this memory: finalizers run only after a collection, and a small heap has few"
        default: break
        }
        return suspect.nextStep.words
    }

    // MARK: Handlers

    private struct Subscription {
        let publisher: String
        let event: String
        let method: String
        let course: Course
    }

    /// What the evidence writes as `publisher.event < method`.
    private var subscriptions: [Subscription] {
        all(.handler).compactMap { evidence in
            guard let course = evidence.course, let mark = evidence.subject.firstRange(of: ThreadGroupRow.separator) else { return nil }
            let event = evidence.subject[..<mark.lowerBound]
            guard let dot = event.lastIndex(of: ".") else { return nil }
            return Subscription(
                publisher: String(event[..<dot]), event: String(event[event.index(after: dot)...]),
                method: String(evidence.subject[mark.upperBound...]), course: course)
        }
    }

    /// How many events have more and more handlers, how many handlers came in every step, and the events' one publisher.
    var events: (number: Int, handlers: Int128, publisher: String?)? {
        let all = subscriptions
        if all.isEmpty { return nil }
        let publishers = Set(all.map(\.publisher))
        let events = Set(all.map { $0.publisher + "." + $0.event })
        let handlers = all.reduce(Int128(0)) { $0 + max(0, $1.course.sustained) }
        return (events.count, handlers, publishers.count == 1 ? publishers.first.map(EvidenceText.name) : nil)
    }

    private var handlerClauses: [String] {
        guard let first = subscriptions.first, let events else { return [] }
        let clause = "\(VisibleText.brief(first.event)) calls \(EvidenceText.name(first.method)) \(change(first.course)) times"
        let others = subscriptions.count - 1
        if others == 0 { return [clause] }
        return [
            clause,
            events.number > 1
                ? "\(EvidenceText.others(events.number - 1, "event")) grew too" : "\(EvidenceText.others(others, "method")) too",
        ]
    }

    private static func others(_ number: Int, _ noun: String) -> String { "\(number) other \(noun)\(number == 1 ? "" : "s")" }

    // MARK: Holders

    /// Of a handler the field of its event, of anything else what keeps it.
    func holder(widest: Int) -> String {
        guard suspect.cause == .eventSubscription else { return HeldByText.shortened(suspect.holder, to: widest) }
        let steps = suspect.holder.split(separator: HolderRow.separator).map(String.init)
        let field = steps.prefix { $0 != HolderRow.invocationList }.joined(separator: HolderRow.separator)
        let more = (events?.number ?? 1) - 1
        return HeldByText.shortened(field, to: widest) + (more > 0 ? " and \(EvidenceText.others(more, "event"))" : "")
    }

    // MARK: Threads

    private var threadClauses: [String] {
        var clauses: [String] = []
        if let threads = first(.threads)?.course {
            let stacks = first(.stacks)?.course.map { ", their stacks reserve \(change($0, .bytes))" } ?? ""
            clauses.append("\(change(threads)) threads run it\(stacks)")
        }
        if let connection = suspect.absorbed.first(where: { $0.cause == .connection }) {
            clauses.append("each has a connection (\(EvidenceText.name(connection.subject)))")
        }
        return clauses
    }

    // MARK: Assemblies

    /// `XmlSerializer, emitted in memory`; `nil` for what is no assembly.
    var maker: String? {
        guard suspect.cause == .dynamicAssemblies, let maker = first(.maker)?.subject else { return nil }
        let origin: String? =
            switch first(.origin)?.subject {
            case "bytes": maker == ModuleGroupRow.unknownMaker ? "loaded from bytes, as by Assembly.Load(byte[])" : "loaded from bytes"
            case "dynamic": "emitted in memory"
            case "file": "loaded again and again from one file"
            default: nil
            }
        return [maker == ModuleGroupRow.unknownMaker ? "a maker without known marks" : VisibleText.brief(maker), origin].compactMap(\.self)
            .joined(separator: ", ")
    }

    private var assemblyClauses: [String] {
        var clauses = all(.modules).prefix(1).compactMap { evidence in
            evidence.course.map { "\(change($0)) assemblies \(EvidenceText.name(evidence.subject))" }
        }
        if let heaps = first(.loaderHeaps)?.course, heaps.last > heaps.first { clauses.append("loader heaps \(change(heaps, .bytes))") }
        return clauses
    }

    // MARK: Finalizers

    /// `Graphics.Bitmap.Free < Graphics.Bitmap.Finalize`: the calls of the finalizer thread, the innermost first.
    var finalizer: String? {
        let frames = all(.finalizerThread).map { EvidenceText.name($0.subject) }
        return suspect.cause != .finalizerBlocked || frames.isEmpty ? nil : frames.joined(separator: ThreadGroupRow.separator)
    }

    private var finalizerClauses: [String] {
        var clauses: [String] = []
        let ready = all(.ready)
        if let course = ready.first(where: { $0.subject.isEmpty })?.course {
            let type = ready.first { !$0.subject.isEmpty }
            let part = type.flatMap { type in
                type.course.map {
                    "\($0.last == course.last ? "all" : numbers.phrase($0.last, .objects)) of them \(EvidenceText.name(type.subject))"
                }
            }
            clauses.append("\(change(course)) objects wait for the finalizer thread" + (part.map { ", \($0)" } ?? ""))
        }
        if let native = first(.native)?.course, native.last > native.first { clauses.append("native memory \(change(native, .bytes))") }
        return clauses
    }

    // MARK: Native memory

    /// Objects that may own native memory, which grew beside it.
    var beside: String? {
        guard suspect.cause == .native, let objects = first(.uncollected), let course = objects.course else { return nil }
        return "; +\(numbers.phrase(course.sustained, .objects)) \(EvidenceText.name(objects.subject)) objects wait for a collection"
    }

    private var nativeClauses: [String] {
        var clauses: [String] = []
        if let objects = first(.uncollected), let course = objects.course {
            var each = ""
            if let native = suspect.otherBytes, course.last > course.first {
                let bytes = (native.last - native.first) / (course.last - course.first)
                if bytes > 0 { each = ", with \(numbers.phrase(bytes, .bytes)) of native memory for each" }
            }
            clauses.append(
                "\(change(course)) \(EvidenceText.name(objects.subject)) objects are garbage with a finalizer that has not run\(each)")
        }
        if let native = first(.native), let course = native.course {
            clauses.append("\(EvidenceText.name(native.subject)) \(change(course, .bytes))")
        }
        if let live = first(.liveBytes)?.course { clauses.append("live objects \(change(live, .bytes))") }
        return clauses
    }
}

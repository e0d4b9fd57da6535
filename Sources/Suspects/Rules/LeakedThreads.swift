import SnapshotModel

/// Threads that are started again and again and never end.
///
/// Situation: each connection to a broker has a thread that reads from it. Sockets, buffers and tasks grow by the same number: the thread is what keeps them,
/// and with its stack it is the largest. Workers of the thread pool without code of the program come and go by themselves.
struct LeakedThreads: Rule {
    let name = Cause.threads.rawValue

    private static let least: Int128 = 2
    /// Fewer are listed, and no more is made of them.
    static let many: Int128 = 5
    /// A thread that waits uses as much of its stack, and the kernel's part of it, however much is reserved.
    private static let bytesOfEach: Int128 = 256 * 1024
    private static let tolerance = 0.15

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let section = ThreadGroupRow.section.info.name
        var sites = try stages.sums(section, "count") { cells, row in LeakedThreads.site(cells.text("signature", row)) }
        // Of some threads nothing but the wait is known. They belong to the site with most threads.
        let waiting = try stages.sum(section, "count") { cells, row in LeakedThreads.isWait(cells.text("signature", row)) }
        if let place = sites.indices.max(by: { sites[$0].course.gain < sites[$1].course.gain }),
            sites[place].course.gain > waiting.gain, sites[place].course.sustained > 0
        {
            let all = sites[place].course + waiting
            if all.sustained > sites[place].course.sustained { sites[place] = NamedCourse(name: sites[place].name, course: all) }
        } else {
            sites.append(NamedCourse(name: LeakedThreads.wait, course: waiting))
        }
        let looked = sites.map { Looked(.threads, $0.name, $0.course, least: LeakedThreads.least) }
        for site in sites.grown where site.course.sustained >= LeakedThreads.least {
            let stacks = try? stages.sum(section, "stack_reserved") { cells, row in
                LeakedThreads.site(cells.text("signature", row)).map { bytewiseEqual($0, site.name) } ?? false
            }
            let least = site.course.times(LeakedThreads.bytesOfEach)
            var draft = Draft(cause: .threads, subject: site.name, holder: "", objects: site.course, nextStep: .endThreads)
            draft.other = stacks.map { $0.sustained > least.sustained ? $0 : least } ?? least
            draft.evidence = [Evidence(.threads, site.name, site.course)]
            if let stacks { draft.evidence.append(Evidence(.stacks, "", stacks)) }
            let count = site.course.sustained
            if count < LeakedThreads.many {
                investigation.found.append(draft)
                continue
            }
            let same = investigation.take { point, contents in
                LeakedThreads.isSame(point.count.sustained, count) && point.multiplies
                    || contents.payload(point).type == FrameworkTypes.thread
            }
            if let contents = investigation.contentsIfRead { draft.absorb(same, .collection, contents) }
            let others: Set<Cause> = [.strongHandle, .taskNeverCompleted, .connection, .timer]
            let absorbed = investigation.absorb { other in
                others.contains(other.cause) && other.points.allSatisfy { LeakedThreads.isSame($0.count.sustained, count) }
            }
            draft.absorb(absorbed, stages: stages.count)
            investigation.found.append(draft)
        }
        return looked
    }

    /// The outermost method of a signature that is not the platform's own; `nil` for threads without one.
    private static func site(_ signature: String) -> String? {
        let words = [ThreadGroupRow.native, ThreadGroupRow.finalizer, ThreadGroupRow.withoutFrames]
        if words.contains(signature) { return nil }
        var outermost = ""
        var rest = Substring(signature)
        while let mark = rest.firstRange(of: ThreadGroupRow.separator) { rest = rest[mark.upperBound...] }
        outermost = String(rest)
        return outermost.hasPrefix("System.Threading.") ? nil : outermost
    }

    private static let wait = "System.Threading.Thread.Sleep"
    private static let waits = [
        "System.Threading.Thread.Sleep", "System.Threading.Thread.Join", "System.Threading.Monitor.", "System.Threading.WaitHandle.",
        "System.Threading.ManualResetEventSlim.", "System.Threading.SemaphoreSlim.",
    ]

    /// Threads in a wait of the platform, with no method of a program known.
    private static func isWait(_ signature: String) -> Bool {
        !signature.contains(ThreadGroupRow.separator) && waits.contains { signature.hasPrefix($0) }
    }

    /// Whether something grows with the threads: as many of it, or a small multiple.
    private static func isSame(_ count: Int128, _ threads: Int128) -> Bool {
        if count <= 0 || threads <= 0 { return false }
        let difference = abs(Double(count - threads))
        return difference <= max(1, LeakedThreads.tolerance * Double(threads)) || count % threads == 0 && count <= 4 * threads
    }
}

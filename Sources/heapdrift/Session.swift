import FoundationEssentials
import RawMemory
import Reduction
import Reports
import SnapshotModel
import Storage

/// The state while a plan is carried out: messages, progress and the open store.
final class Session {
    let plan: Plan
    let messages: Messages
    let progress: WorkProgress
    private var reading: SnapshotStore?
    private var writing: SnapshotStore?
    /// Why the store could not be opened for writing. It is tried only once.
    private var unwritable: StoreError?
    private var hasNotedStore = false
    private var hasNotedUnkept = false
    /// Whether it was said that options of reading do not apply.
    var hasNotedReading = false
    private var madeRedaction: Redaction?
    /// The parts of snapshots that a newer heapdrift wrote and that were reported last, so that none is reported twice in a row.
    var notedParts: [NewerPart] = []

    /// Sentences about folders of names that are none; `nil` until they were said.
    var folderFaults: [String]?

    init(_ plan: Plan, _ progress: WorkProgress) {
        self.plan = plan
        self.progress = progress
        messages = Messages(plan.verbosity, showsUTF8: plan.terminal.showsUTF8)
    }

    /// A snapshot with its place in the store.
    struct Loaded {
        /// The snapshot for reports, whose names are replaced with --redact.
        var snapshot: Snapshot
        /// The snapshot with its real names, for filters and rules.
        let original: Snapshot
        /// `nil` when the snapshot is not in the store because it could not be written.
        let id: Int64?
        /// The series in the reference, or else the first one that the snapshot belongs to.
        let series: String?
        /// Whether it came from the store, so that no dump was read.
        let wasKnown: Bool
        /// The sections that are stored and not understood.
        var kept: [KeptSection]
        /// The parts that a newer program wrote.
        let newer: [NewerPart]

        init(
            snapshot: Snapshot, id: Int64?, series: String?, wasKnown: Bool, kept: [KeptSection] = [], newer: [NewerPart] = []
        ) {
            self.kept = kept
            self.newer = newer
            self.snapshot = snapshot
            original = snapshot
            self.id = id
            self.series = series
            self.wasKnown = wasKnown
        }

        /// Whether both are one snapshot of the store, or two of one dump.
        func isSame(as other: Loaded) -> Bool {
            if let id, id == other.id { return true }
            guard let fingerprint = original.input.fingerprint, !fingerprint.isEmpty else { return false }
            return fingerprint == other.original.input.fingerprint
        }

        var place: SnapshotPlace { SnapshotPlace(id: id, series: series) }
        var head: SnapshotHead { SnapshotHead(snapshot, place: place) }
    }

    // MARK: The store

    /// The store, open for reading. Throws `noStore` when there is none.
    func storeToRead() throws(StoreError) -> SnapshotStore {
        if let store = writing ?? reading { return store }
        guard let path = plan.store.file else { throw plan.store.absence }
        let store = try SnapshotStore.open(path.path, .readOnly)
        note(path)
        reading = store
        return store
    }

    /// The store, open for writing. It is created when there is none.
    func storeToWrite() throws(StoreError) -> SnapshotStore {
        if let writing { return writing }
        if let unwritable { throw unwritable }
        do throws(StoreError) {
            guard let path = plan.store.file else { throw plan.store.absence }
            let store = try SnapshotStore.open(path.path, .readWrite, newFolderHas: path.filesOfNewFolder)
            note(path)
            writing = store
            return store
        } catch {
            unwritable = error
            throw error
        }
    }

    /// Says once which store is used.
    private func note(_ path: StorePath) {
        if !hasNotedStore { messages.note("store: \(path.path) (\(path.origin.words))") }
        hasNotedStore = true
    }

    /// Closes the store, which is one file then.
    func close() { writing?.close() }

    /// Seconds since 1970.
    var now: Int64 { Int64(Date().timeIntervalSince1970) }

    // MARK: Snapshots

    /// The snapshot that a reference names: one of the store, or a file that is reduced now and kept. With --redact its names are replaced.
    func load(_ reference: Reference) throws -> Loaded {
        // A missing salt must fail before the long work.
        let redaction = try redaction()
        var loaded = try find(reference)
        if let redaction {
            loaded.snapshot = redaction.applied(to: loaded.snapshot)
            // Names in it cannot be replaced.
            loaded.kept = []
        }
        return loaded
    }

    private func find(_ reference: Reference) throws -> Loaded {
        switch try settled(reference) {
        case .named(let name): throw Failure(.internalError, "internal", "'\(name)' was not settled")
        case .stored(let stored, _):
            let store = try storeToRead()
            let found = try store.load(try store.resolve(stored))
            noteUnusedReading(reference.text)
            note(found.newer)
            return Loaded(
                snapshot: named(found.snapshot, store), id: found.id, series: stored.series ?? found.series.first, wasKnown: true,
                newer: found.newer)
        case .file(let path):
            if SnapshotStore.isStore(path) { return try loadArchive(path) }
            return try working(on: path) {
                let input = try Inputs.only(path, plan.reduction, progress)
                if let known = try knownSnapshot(input) { return known }
                return keep(try read(input).snapshot, of: input)
            }
        }
    }

    /// A snapshot that was just read, in its place in the store. If the store has it already, read by an older reader or with fewer names, it
    /// takes the place of that one.
    private func keep(_ snapshot: Snapshot, of input: any ReducibleInput, renewed: String = "a new reading took its place") -> Loaded {
        var snapshot = snapshot
        do throws(StoreError) {
            let placed = try storeToWrite().take(snapshot, Placement(now: now))
            if placed.outcome == .renewed { messages.note("\(quotedInput(input.path)) was known as @\(placed.id); \(renewed)") }
            snapshot.capture = placed.capture
            return Loaded(snapshot: snapshot, id: placed.id, series: placed.series.first, wasKnown: false)
        } catch {
            noteUnkept(error)
            return Loaded(snapshot: snapshot, id: nil, series: nil, wasKnown: false)
        }
    }

    /// Says once that nothing which is read now gets into the store.
    private func noteUnkept(_ error: StoreError) {
        if case .leftOut = plan.store { return }
        if !hasNotedUnkept { messages.note("\(error.advised); what is read now is not kept") }
        hasNotedUnkept = true
    }

    /// The replacement of names; `nil` without --redact. Throws when there is no salt and none can be made.
    func redaction() throws -> Redaction? {
        if let madeRedaction { return madeRedaction }
        guard let choice = plan.redaction else { return nil }
        // The salt lies beside the store, so the store's folder has to exist.
        var salt = choice.salt
        if case .file(let path) = salt, !fileExists(path), (try? storeToWrite()) == nil, !plan.store.exists { salt = .once }
        if salt == .once {
            messages.note("the stand-ins of names are those of this run alone; $\(RedactionChoice.saltVariable) gives a salt that stays")
        }
        let redaction = Redaction(keep: choice.keep, hash: NameHash(salt: try salt.bytes()).digits)
        madeRedaction = redaction
        return redaction
    }

    /// The filters of options like `--type`, for reports on these snapshots. They match the real names, also with --redact.
    func filters(_ loaded: [Loaded], _ given: [String: NameFilter]? = nil) throws -> [String: NameFilter] {
        let filters = given ?? plan.rows.filters
        guard !filters.isEmpty, let redaction = try redaction() else { return filters }
        let real = redaction.realNames(of: loaded.flatMap { loaded in loaded.original.tables.filter { filters[$0.info.name] != nil } })
        return filters.mapValues { $0.seeing(real) }
    }

    /// The snapshot of an input that the store knows already. `nil` also when the store cannot be read: then the input is reduced.
    private func knownSnapshot(_ input: any ReducibleInput) throws -> Loaded? {
        guard let fingerprint = input.fingerprint, let store = try? storeToRead(),
            let known = try? store.known(fingerprint: fingerprint, reader: input.reader), !known.isToBeReplaced,
            let found = try? store.load(known.id)
        else { return nil }
        if let whole = try readForParts(found.snapshot, input) { return keep(whole, of: input, renewed: "what was left out is read now") }
        if let named = try readForNames(found.snapshot, input) { return keep(named, of: input, renewed: "its types have names now") }
        messages.note("\(quotedInput(input.path)) is known as @\(known.id) and not read again")
        note(found.newer)
        return Loaded(snapshot: self.named(found.snapshot, store), id: known.id, series: found.series.first, wasKnown: true)
    }

    /// Reduces an opened input. With `-v` it says how long that took. Names that came from files are kept for later dumps.
    func read(_ input: any ReducibleInput) throws -> Reduced {
        let names = typeNameSources()
        let reduced = try read(input, names)
        noteUnheld(reduced.snapshot, of: input.path)
        guard !names.learnt.isEmpty else { return reduced }
        do throws(StoreError) { try storeToWrite().keep(names.learnt) } catch {
            noteUnkept(error)
        }
        return reduced
    }

    func read(_ input: any ReducibleInput, _ names: TypeNameSources) throws -> Reduced {
        noteFolderFaults()
        let start = ContinuousClock.now
        let reduced = try input.reduce(plan.reduction, progress, names)
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        messages.detail("\(quotedInput(input.path)) was read in \(Int(milliseconds.rounded())) ms")
        noteRefused(names)
        return reduced
    }

    /// Does work that may take long, with a progress line about `subject`.
    func working<Result>(on subject: String, _ body: () throws -> Result) throws -> Result {
        let isShown =
            switch plan.progress {
            case .always: true
            case .never: false
            case .auto: plan.terminal.messagesAreTerminal && plan.verbosity != .quiet
            }
        guard isShown else { return try body() }
        let name = subject == Inputs.standardInput ? Inputs.standardInputName : subject
        let line = ProgressLine(progress, messages, subject: name, overwrites: plan.terminal.messagesAreTerminal)
        defer { line.end() }
        return try body()
    }
}

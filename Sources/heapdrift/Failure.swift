import Budgets
import CommandLineTable
import FoundationEssentials
import RawMemory
import Reduction
import Storage
import Wording

/// An error that ends a verb: a sentence for people, a stable word for scripts, and the exit code.
struct Failure: Error {
    let code: ExitCode
    /// Like `not-a-core`. It is part of the JSON error.
    let word: String
    /// Says what was expected, what was found and what to do, without the program's name.
    let sentence: String
    /// A second line that says where to read on.
    var hint: String?
    /// Lines of the faulty file, shown below the sentence.
    var excerpt: [String] = []

    init(_ code: ExitCode, _ word: String, _ sentence: String, hint: String? = nil, excerpt: [String] = []) {
        self.excerpt = excerpt
        self.code = code
        self.word = word
        self.sentence = sentence
        self.hint = hint
    }

    static let interrupted = Failure(
        .interrupted, "interrupted", "interrupted; what was finished is kept in the store, and running the same again goes on from there")

    /// Converts any error thrown while an input is read.
    init(reading error: any Error) {
        switch error {
        case let failure as InputFailure: self.init(.input, failure.code.rawValue, failure.advised)
        case is Interrupted: self = .interrupted
        case let error as StoreError: self.init(error)
        case let failure as Failure: self = failure
        default: self.init(.internalError, "internal", "unexpected error of type \(type(of: error)); please report it with the version")
        }
    }

    /// Converts an error of a file that was given where a store is expected.
    init(given path: String, _ error: StoreError) {
        switch error {
        case .notAStore:
            self.init(.input, "not-a-store", "\(path): expected a file of '\(Product.name) store export' or a store, found neither")
        case .noStore:
            self.init(.input, "not-a-store", "\(path): expected a file of '\(Product.name) store export' or a store, found nothing in it")
        default: self.init(error)
        }
    }

    init(_ error: BudgetError) {
        let next = error.isOfEmptyFile ? " ('\(Product.name) init' writes one)" : ""
        self.init(.usage, "budget", error.sentence + next, excerpt: error.excerpt)
    }

    init(_ error: StoreError) {
        let word =
            switch error {
            case .notAStore: "not-a-store"
            case .newerSchema: "store-schema-newer"
            case .noStore, .unavailable: "no-store"
            case .cannotOpen: "store-cannot-open"
            case .readOnly: "store-read-only"
            case .diskFull: "disk-full"
            case .busy: "store-busy"
            case .damaged: "store-damaged"
            case .noSuchSnapshot: "no-such-snapshot"
            case .baselineExists: "baseline-exists"
            case .severalSeries: "several-series"
            case .sameInput: "same-input"
            case .badBaselineName: "bad-baseline-name"
            case .badSQL: "bad-sql"
            }
        self.init(error.isUsage ? .usage : .input, word, error.advised)
    }
}

extension InputFailure {
    /// The sentence, with the verb or option that helps if there is one.
    var advised: String {
        switch code {
        case .tooLargeUnpacked: sentence + "; if that is expected, raise the limit with --max-unpacked"
        case .cannotOpen: sentence + (missingPath.flatMap(nearestFile).map { "; did you mean '\($0)'?" } ?? "")
        case .runtimePagesMissing where wantedFile != nil:
            sentence + ". Put the file of the same build into a folder and name the folder with --module-path"
        case .tableTwice: sentence + ". With '\(Option.split.spelling)' they are two, FILE/1 and FILE/2"
        case .severalDumps: sentence + ", or take all into the store with '\(Product.name) snap'"
        default: sentence
        }
    }
}

/// The file of the same folder that was probably meant by a path that names none.
private func nearestFile(to path: String) -> String? {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder), names.count <= 10_000 else {
        return nil
    }
    return nearestWord(to: String(path.dropFirst(folder.count)), among: names.sorted()).map { folder + $0 }
}

import CommandLineTable
import Reports

extension ReportHints {
    /// The options and commands of this program that help a reader of a report further.
    static let ofProgram: ReportHints = {
        let csv = "\(Option.format.spelling) \(OutputFormat.csv.rawValue)"
        var hints = ReportHints()
        hints.everyRow = Option.all.spelling
        hints.everything = Option.json.spelling
        hints.everyFinding = "\(Product.name) \(Command.check.verb.name) \(Option.json.spelling)"
        hints.everyColumn = "a wider terminal, \(Option.json.spelling) or \(csv)"
        hints.everyResult = csv
        hints.asOrdered = Option.asOrdered.spelling
        hints.naming = "\(Option.modulePath.spelling) FOLDER"
        hints.keepingNames = "'\(Product.name) \(Command.namesAdd.verb.name) FOLDER'"
        hints.unnamed = "\(Product.name) \(Command.doctor.verb.name) DUMP"
        hints.onlySections = Option.only.spelling
        hints.work = Option.work.spelling
        return hints
    }()
}

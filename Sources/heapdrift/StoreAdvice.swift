import Storage

extension StoreError {
    /// The sentence with the verb or option that helps, where one does.
    var advised: String { sentence + advice }

    private var advice: String {
        switch self {
        case .notAStore: "; name another file with --store"
        case .noStore: "; '\(Product.name) snap FILE' makes one"
        case .noSuchSnapshot(let missing): missing.advice
        case .baselineExists(.isSet(let present)):
            "; to replace it give --replace, or move it to the latest snapshot with '\(Product.name) baseline accept \(present.series)"
                + (present.name == BaselineName.standard ? "" : " --name \(present.name)") + "'"
        case .baselineExists(.differs): "; to replace it give --replace"
        case .sameInput(let id, let other, _): "; '\(Product.name) store rm' removes @\(id) or @\(other)"
        case .unavailable, .newerSchema, .cannotOpen, .readOnly, .diskFull, .busy, .damaged, .severalSeries, .badBaselineName, .badSQL: ""
        }
    }
}

extension MissingSnapshot {
    fileprivate var advice: String {
        switch self {
        case .number(_, _, let count, _): count == 0 ? "" : " ('\(Product.name) store ls')"
        case .removed: " ('\(Product.name) store gc' or 'store rm')"
        case .series(_, _, let known): known.isEmpty ? " ('\(Product.name) snap --series')" : ""
        case .beforeOldest(let series, _, _): " ('\(Product.name) store ls \(series)')"
        case .baseline(_, let series, let known):
            known.isEmpty && meantInstead == nil ? " ('\(Product.name) baseline set \(series)@latest')" : ""
        case .emptySeries, .beyondOldest: ""
        }
    }
}

/// What an input is, whatever its format. Each form names other things and leaves out others.
package enum InputForm: String, Comparable, Sendable {
    case dump, gcdump, text

    package static func < (a: InputForm, b: InputForm) -> Bool { a.rawValue < b.rawValue }

    /// `inputs of several kinds: dump, gcdump`; `nil` when they are of one form.
    package static func difference(_ forms: [InputForm]) -> String? {
        let distinct = Set(forms).sorted()
        return distinct.count > 1 ? "inputs of several kinds: " + distinct.map(\.rawValue).joined(separator: ", ") : nil
    }
}

extension Input {
    package var form: InputForm { InputForm(rawValue: kind) ?? .dump }
}

extension ReaderIdentity {
    package var form: InputForm { InputForm(rawValue: kind) ?? .dump }
}

extension Trust {
    /// What the input lists of a section when it does not list all of it, in the sentences of its diagnostics: the objects of some types, the
    /// modules that one command knows. Empty for all of it.
    package func choice(of section: String) -> [String] {
        diagnostics.filter { $0.code.hasSuffix("-of-a-part") || $0.code == "modules-of-a-command" }
            .filter { $0.sectionNames.contains(section) }.map(\.message)
    }

    /// The same with other digits for what chose the parts: those of the sentences follow from a name, and whoever guesses it could make them.
    func replacingChoices(_ hash: (String) -> String) -> Trust {
        var replaced = self
        for place in diagnostics.indices where diagnostics[place].code.hasSuffix("-of-a-part") {
            let message = diagnostics[place].message
            guard let open = message.lastIndex(of: "("), let close = message[open...].firstIndex(of: ")") else { continue }
            let digits = message[message.index(after: open)..<close]
            replaced.diagnostics[place].message = message[...open] + hash(String(digits)) + message[close...]
        }
        return replaced
    }
}

/// The table as a script for fish. Each option and verb has a line with the condition under which it is offered.
struct FishCompletion {
    let table: CommandTable
    let seriesCommand: String

    private var program: String { table.program }
    private var prefix: String { "__" + program }

    var script: String {
        """
        # Completion of \(program)'s verbs, options and arguments in fish. Made by '\(program) completion fish'.
        # Keep it as ~/.config/fish/completions/\(program).fish, or load it:  \(program) completion fish | source

        # The words before the cursor that are neither options nor their values.
        function \(prefix)_operands
            set -l words (commandline -opc)
            set -e words[1]
            set -l takes_all no
            set -l is_value no
            for word in $words
                if test $is_value = yes
                    set is_value no
                else if test $takes_all = yes
                    echo -- $word
                else
                    switch $word
                        case --
                            set takes_all yes
                        case \(valueOptions)
                            set is_value yes
                        case '-?*'
                        case '*'
                            echo -- $word
                    end
                end
            end
        end

        # Whether the verb is this one and, if a number is given, has that many arguments; with 'more', at least that many.
        function \(prefix)_is --argument-names wanted place more
            set -l operands (\(prefix)_operands)
            set -l number (count $operands)
            set -l verb ''
            if test $number -gt 0
                switch $operands[1]
        \(verbOfOperands)        end
            end
            test "$verb" = "$wanted"; or return 1
            test -n "$place"; or return 0
            if test "$more" = more
                test $number -ge $place
            else
                test $number -eq $place
            end
        end

        # Whether the word before is this first word of verbs with two words.
        function \(prefix)_after --argument-names first
            set -l operands (\(prefix)_operands)
            test (count $operands) -ge 1 -a "$operands[-1]" = "$first"
        end

        # Names of series, each with the given text after it.
        function \(prefix)_series
            \(seriesCommand) | string match -r '^[A-Za-z0-9][A-Za-z0-9._+/-]*$' | string replace -r '$' "$argv[1]"
        end

        # The next of words that are separated by commas.
        function \(prefix)_list
            set -l before (commandline -ct | string replace -r -- '^--[^=]*=' '' | string match -r -- '.*,')
            printf '%s\\n' "$before"$argv
        end

        complete -c \(program) -f
        \(start)\(secondWords)\(table.verbs.map(lines).joined())
        """
    }

    private func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
    }

    /// A line that applies if the condition is true. The condition must contain neither '$' nor '"'.
    private func line(_ condition: String, _ rest: String) -> String { "complete -c \(program) -n \"\(condition)\" \(rest)\n" }

    private var valueOptions: String { table.options.filter(\.takesValue).flatMap(\.spellings).joined(separator: " ") }

    private var verbOfOperands: String {
        var lines: [String] = []
        for group in table.groupWords {
            lines += ["case \(group)", "    set verb (string join ' ' $operands[1..2])", "    set number (math $number - 2)"]
        }
        let alone = table.firstWords.filter { table.verb([$0]) != nil }
        lines += ["case \(alone.joined(separator: " "))", "    set verb $operands[1]", "    set number (math $number - 1)"]
        if let fallback = table.fallback { lines += ["case '*'", "    set verb \(quoted(fallback.name))"] }
        return lines.map { "            \($0)\n" }.joined()
    }

    private var start: String {
        let none = "\(prefix)_is ''"
        var text = table.firstWords.map { line(none, "-a \($0) -d \(quoted(firstSentence(table.summary(ofFirst: $0))))") }.joined()
        if let files = table.fallback?.candidates(at: 0).flatMap(arguments) { text += line(none, files) }
        for option in [Option.help, .version] { text += line(none, names(option) + " -d \(quoted(option.shortMeaning))") }
        return text
    }

    private var secondWords: String {
        table.groupWords.flatMap { group in
            table.verbs(under: [group]).map { verb in
                line("\(prefix)_is \(group)", "-a \(verb.words[1]) -d \(quoted(firstSentence(verb.summary)))")
            }
        }.joined()
    }

    private func lines(_ verb: Verb) -> String {
        let isVerb = "\(prefix)_is \(verb.words.count > 1 ? "'\(verb.name)'" : verb.name)"
        var text = "\n"
        for option in table.options(of: verb) {
            var parts = [names(option)]
            if let candidates = option.candidates { parts.append(arguments(candidates).map { "-r \($0)" } ?? "-x") }
            parts.append("-d \(quoted(option.shortMeaning))")
            text += line(isVerb, parts.joined(separator: " "))
        }
        for (place, argument) in verb.arguments.enumerated() {
            let isRepeated = verb.takesMany && place == verb.arguments.count - 1
            if case .named(.verb) = argument.candidates {
                text += topics(isVerb)
            } else if let arguments = arguments(argument.candidates) {
                text += line("\(isVerb) \(place)" + (isRepeated ? " more" : ""), arguments)
            }
        }
        return text
    }

    /// Verbs as arguments, as in `help`.
    private func topics(_ isVerb: String) -> String {
        line("\(isVerb) 0", "-a \(quoted(table.firstWords.joined(separator: " ")))")
            + table.groupWords.map { group in
                let words = table.verbs(under: [group]).map { $0.words[1] }
                return line("\(isVerb) 1; and \(prefix)_after \(group)", "-a \(quoted(words.joined(separator: " ")))")
            }.joined()
    }

    private func names(_ option: Option) -> String { (option.short.map { "-s \($0) " } ?? "") + "-l \(option.name)" }

    /// The options of `complete` for a value or argument; `nil` when nothing can be offered.
    private func arguments(_ candidates: Candidates) -> String? {
        switch candidates {
        case .named(.anything), .named(.verb): nil
        case .named(.file): "-F"
        case .named(.folder): "-f -a '(__fish_complete_directories)'"
        case .named(.series): "-f -a '(\(prefix)_series)'"
        case .named(.snapshot): "-F -a '(\(prefix)_series @latest)'"
        case .words(let words): "-f -a \(quoted(words.joined(separator: " ")))"
        case .list(let words): "-f -a \(quoted("(\(prefix)_list \(words.joined(separator: " ")))"))"
        }
    }
}

/// The table as a function for zsh's completion system. Each verb has a function that calls `_arguments`.
struct ZshCompletion {
    let table: CommandTable
    let seriesCommand: String

    private var program: String { table.program }

    var script: String {
        """
        #compdef \(program)
        # Completion of \(program)'s verbs, options and arguments in zsh. Made by '\(program) completion zsh'.
        # Keep it as _\(program) in a folder of $fpath, or load it in ~/.zshrc after compinit:  source <(\(program) completion zsh)

        # Names of series. Names that a shell would have to quote are left out.
        _\(program)_series_names() {
            reply=(${(f)"$(\(seriesCommand))"})
            reply=(${(M)reply:#[A-Za-z0-9][A-Za-z0-9._+/-]#})
        }

        _\(program)_series() {
            local -a reply
            _\(program)_series_names
            compadd "$@" -a reply
        }

        _\(program)_latest() {
            local -a reply
            _\(program)_series_names
            reply=(${^reply}@latest)
            compadd "$@" -a reply
        }

        _\(program)_snapshots() {
            _alternative 'series:snapshot of a series:_\(program)_latest' 'files:file:_files'
        }

        _\(program)_verbs() {
            local -a verbs=(
        \(firstWords)    )
            _describe -t verbs verb verbs
        }

        \(secondWords)# Verbs as arguments, as in help.
        _\(program)_topic() {
            if (( CURRENT == 2 )); then
                _\(program)_verbs
            elif (( CURRENT == 3 && $+functions[_\(program)_verbs_$words[2]] )); then
                _\(program)_verbs_$words[2]
            fi
        }

        \(verbFunctions)_\(program)() {
            local context state state_descr line
            typeset -A opt_args
            _arguments -C -S \(specifications([.help, .version]).joined(separator: " ")) '1: :->first' '*:: :->rest'
            case $state in
                first) \(start) ;;
                rest)
                    case $words[1] in
        \(dispatch)            esac ;;
            esac
        }

        if [[ $funcstack[1] == _\(program) ]]; then _\(program) "$@"; else compdef _\(program) \(program); fi

        """
    }

    private var firstWords: String {
        table.firstWords.map { "        \(singleQuoted("\($0):\(firstSentence(table.summary(ofFirst: $0)))"))\n" }.joined()
    }

    private var secondWords: String {
        table.groupWords.map { group in
            let verbs = table.verbs(under: [group])
            return "_\(program)_verbs_\(group)() {\n    local -a verbs=(\n"
                + verbs.map { "        \(singleQuoted("\($0.words[1]):\(firstSentence($0.summary))"))\n" }.joined()
                + "    )\n    _describe -t verbs 'verb of \(group)' verbs\n}\n\n"
        }.joined()
    }

    private func function(of verb: Verb) -> String { ([program] + verb.words).joined(separator: "-") }

    private var verbFunctions: String {
        table.verbs.map { verb in
            var lines = table.options(of: verb).flatMap { specifications([$0]) }
            for (place, argument) in verb.arguments.enumerated() {
                let isRepeated = verb.takesMany && place == verb.arguments.count - 1
                lines.append(singleQuoted("\(isRepeated ? "*" : "\(place + 1)"):\(argument.name):\(action(argument.candidates))"))
            }
            return "_\(function(of: verb))() {\n    _arguments -s -S \\\n"
                + lines.map { "        \($0)" }.joined(separator: " \\\n") + "\n}\n\n"
        }.joined()
    }

    /// The specification of an option for `_arguments`, like `'--top=[Show at most N rows]:N: '`. A short and a long form exclude each
    /// other.
    private func specifications(_ options: [Option]) -> [String] {
        options.map { option in
            let spellings = option.spellings.map { spelling in
                guard option.takesValue else { return spelling }
                return spelling + (spelling.hasPrefix("--") ? "=" : "+")
            }
            var rest = "[\(escaped(option.shortMeaning))]"
            if let candidates = option.candidates { rest += ":\(option.name):\(action(candidates))" }
            // Braces must not be quoted, because zsh expands them to two words.
            if spellings.count == 1 { return singleQuoted((option.isRepeatable ? "*" : "") + spellings[0] + rest) }
            let start = option.isRepeatable ? "*" : "(\(option.spellings.joined(separator: " ")))"
            return "\(singleQuoted(start)){\(spellings.joined(separator: ","))}\(singleQuoted(rest))"
        }
    }

    private func escaped(_ text: String) -> String {
        text.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    private func action(_ candidates: Candidates) -> String {
        switch candidates {
        case .named(.anything): " "
        case .named(.file): "_files"
        case .named(.folder): "_files -/"
        case .named(.verb): "_\(program)_topic"
        case .named(.series): "_\(program)_series"
        case .named(.snapshot): "_\(program)_snapshots"
        case .words(let words): "(\(words.joined(separator: " ")))"
        // The space in front keeps zsh from adding options of its own after the first word.
        case .list(let words): " _values -s , word \(words.joined(separator: " "))"
        }
    }

    private var start: String {
        guard let first = table.fallback?.candidates(at: 0) else { return "_\(program)_verbs" }
        let action = action(first)
        return action == " "
            ? "_\(program)_verbs" : "_alternative 'verbs:verb:_\(program)_verbs' \(singleQuoted("arguments:argument:\(action)"))"
    }

    private var dispatch: String {
        var lines: [String] = []
        for group in table.groupWords {
            lines.append("\(group))")
            lines.append("    if (( CURRENT == 2 )); then")
            lines.append("        _\(program)_verbs_\(group)")
            lines.append("    else")
            lines.append("        shift words")
            lines.append("        (( CURRENT-- ))")
            lines.append("        case $words[1] in")
            for verb in table.verbs(under: [group]) { lines.append("            \(verb.words[1])) _\(function(of: verb)) ;;") }
            lines.append("        esac")
            lines.append("    fi ;;")
        }
        for verb in table.verbs where verb.words.count == 1 { lines.append("\(verb.name)) _\(function(of: verb)) ;;") }
        if let fallback = table.fallback {
            lines.append("*)")
            lines.append("    words=(\(fallback.name) \"$words[@]\")")
            lines.append("    (( CURRENT++ ))")
            lines.append("    _\(function(of: fallback)) ;;")
        }
        return lines.map { "                \($0)\n" }.joined()
    }
}

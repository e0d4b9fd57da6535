/// The table as a script for bash 4 or later. It does not need the bash-completion package.
struct BashCompletion {
    let table: CommandTable
    let seriesCommand: String

    private var program: String { table.program }
    private var function: String { "_" + program }

    var script: String {
        """
        # Completion of \(program)'s verbs, options and arguments in bash. Made by '\(program) completion bash'.
        # Load it in ~/.bashrc:  source <(\(program) completion bash)

        # The words that begin with the typed text.
        \(function)_words() {
            local word
            for word in "$@"; do
                [[ $word == "$current"* ]] && COMPREPLY+=("$before$word")
            done
        }

        # The next of words that are separated by commas.
        \(function)_list() {
            if [[ $current == *,* ]]; then
                before+=${current%,*},
                current=${current##*,}
            fi
            \(function)_words "$@"
        }

        # Files, or with -d folders.
        \(function)_files() {
            local file
            compopt -o filenames 2>/dev/null
            while IFS= read -r file; do COMPREPLY+=("$before$file"); done < <(compgen "${1:--f}" -- "$current")
        }

        # Names of series, each with the given text after it. Names that a shell would have to quote are left out.
        \(function)_series() {
            local name
            while IFS= read -r name; do
                [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._+/-]*$ ]] && \(function)_words "$name$1"
            done < <(\(seriesCommand))
        }

        # The verbs' first words, or the second words after a first one.
        \(function)_verbs() {
            case $1 in
                '') \(function)_words \(table.firstWords.joined(separator: " ")) ;;
        \(secondWords)    esac
        }

        \(function)() {
            # Bash ends words at '=', ':' and '@' too; here a word ends at a space.
            local typed=() rest=$COMP_LINE i word
            for ((i = 0; i <= COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if ((i == 0)) || [[ $rest == [[:space:]]* ]]; then typed+=("$word"); else typed[${#typed[@]} - 1]+=$word; fi
                rest=${rest#"${rest%%[![:space:]]*}"}
                rest=${rest#"$word"}
            done
            local whole=${typed[${#typed[@]} - 1]} operands=() option='' literal=''
            for word in "${typed[@]:1:${#typed[@]} - 2}"; do
                if [[ $option ]]; then
                    option=''
                elif [[ $literal ]]; then
                    operands+=("$word")
                else
                    case $word in
                        --) literal=yes ;;
                        \(valueOptions)) option=$word ;;
                        -?*) ;;
                        *) operands+=("$word") ;;
                    esac
                fi
            done

            # The verb, and the number of its next argument (from 0).
            local verb='' place=${#operands[@]}
            case ${operands[0]-} in
                '') ;;
        \(verbOfOperands)    esac

            COMPREPLY=()
            local current=$whole before='' broken='' breaks='' sign
            if [[ ! $option && ! $literal && $whole == --*=* ]]; then
                option=${whole%%=*} before=${whole%%=*}= current=${whole#*=}
            fi
            if [[ $option ]]; then
                case $option in
        \(optionValues)        esac
            elif [[ ! $literal && $whole == -* ]]; then
                case $verb in
        \(optionNames)        esac
            else
                case $verb:$place in
        \(argumentPlaces)        esac
            fi

            # Bash inserts the answer after the last '=' or ':', or in place of the last '@' and the text after it.
            for sign in '=' ':'; do [[ $COMP_WORDBREAKS == *"$sign"* ]] && breaks+=$sign; done
            [[ $breaks ]] && broken=${whole%"${whole##*[$breaks]}"}
            [[ $COMP_WORDBREAKS == *@* && ${whole#"$broken"} == *@* ]] && broken=${whole%"@${whole##*@}"}
            COMPREPLY=("${COMPREPLY[@]#"$broken"}")
        }

        complete -F \(function) \(program)

        """
    }

    private func lines(_ indent: Int, _ cases: [(pattern: String, body: String)]) -> String {
        let margin = String(repeating: " ", count: indent)
        return cases.map { "\(margin)\($0.pattern)) \($0.body) ;;\n" }.joined()
    }

    private var secondWords: String {
        lines(
            8,
            table.groupWords.map { group in
                (group, "\(function)_words " + table.verbs(under: [group]).map { $0.words[1] }.joined(separator: " "))
            })
    }

    private var valueOptions: String { table.options.filter(\.takesValue).flatMap(\.spellings).joined(separator: "|") }

    private var verbOfOperands: String {
        let alone = table.firstWords.filter { table.verb([$0]) != nil }
        var cases = table.groupWords.map { ($0, #"verb="\#($0) ${operands[1]-}" place=$((place - 2))"#) }
        cases.append((alone.joined(separator: "|"), "verb=${operands[0]} place=$((place - 1))"))
        if let fallback = table.fallback { cases.append(("*", "verb='\(fallback.name)'")) }
        return lines(8, cases)
    }

    /// Options that take the same kind of value share a line.
    private var optionValues: String {
        var byCommand: [(command: String, spellings: [String])] = []
        for option in table.options {
            guard let command = commandForValue(of: option) else { continue }
            if let place = byCommand.firstIndex(where: { $0.command == command }) {
                byCommand[place].spellings += option.spellings
            } else {
                byCommand.append((command, option.spellings))
            }
        }
        return lines(12, byCommand.map { ($0.spellings.joined(separator: "|"), $0.command) })
    }

    /// The command that offers values: one for all verbs, or by the verb when verbs allow different words.
    private func commandForValue(of option: Option) -> String? {
        var byCommand: [(command: String, verbs: [String])] = []
        for verb in table.verbs {
            guard let command = verb.options.first(where: { $0 == option })?.candidates.flatMap(command) else { continue }
            if let place = byCommand.firstIndex(where: { $0.command == command }) {
                byCommand[place].verbs.append(verb.name)
            } else {
                byCommand.append((command, [verb.name]))
            }
        }
        guard byCommand.count > 1 else { return byCommand.first?.command ?? option.candidates.flatMap(command) }
        let cases = byCommand.map { "\($0.verbs.map { "'\($0)'" }.joined(separator: "|"))) \($0.command) ;;" }
        return "case $verb in \(cases.joined(separator: " ")) esac"
    }

    private var optionNames: String {
        var cases = table.verbs.map { verb in
            ("'\(verb.name)'", "\(function)_words " + table.options(of: verb).flatMap(\.spellings).joined(separator: " "))
        }
        cases.append(("*", "\(function)_words " + (Option.help.spellings + Option.version.spellings).joined(separator: " ")))
        return lines(12, cases)
    }

    private var argumentPlaces: String {
        var cases: [(String, String)] = [(":0", start)]
        cases += table.groupWords.map { ("'\($0) :'*", "\(function)_verbs \($0)") }
        for verb in table.verbs {
            for (place, argument) in verb.arguments.enumerated() {
                guard let command = command(argument.candidates) else { continue }
                let isRepeated = verb.takesMany && place == verb.arguments.count - 1
                cases.append(("'\(verb.name):\(isRepeated ? "'*" : "\(place)'")", command))
            }
        }
        return lines(12, cases)
    }

    /// The first word: a verb, or an argument of the fallback verb.
    private var start: String {
        let files = table.fallback?.candidates(at: 0).flatMap(command)
        return (["\(function)_verbs ''"] + (files.map { [$0] } ?? [])).joined(separator: "; ")
    }

    private func command(_ candidates: Candidates) -> String? {
        switch candidates {
        case .named(.anything): nil
        case .named(.file): "\(function)_files"
        case .named(.folder): "\(function)_files -d"
        case .named(.verb): "\(function)_verbs \"${operands[*]:1}\""
        case .named(.series): "\(function)_series ''"
        case .named(.snapshot): "\(function)_series @latest; \(function)_files"
        case .words(let words): "\(function)_words " + words.map(singleQuotedIfNeeded).joined(separator: " ")
        case .list(let words): "\(function)_list " + words.map(singleQuotedIfNeeded).joined(separator: " ")
        }
    }
}

/// A quoted word. Words of letters, digits and dashes stay as they are, so that the script is easier to read.
func singleQuotedIfNeeded(_ word: String) -> String {
    word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" } ? word : singleQuoted(word)
}

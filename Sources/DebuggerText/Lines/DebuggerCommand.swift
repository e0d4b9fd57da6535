/// A command that the text shows before what it printed.
package struct DebuggerCommand: Hashable, Sendable {
    /// In small letters, without `!` and the name of the extension: `dumpheap`. Empty for a prompt with nothing behind it, and for a command that
    /// no table belongs to.
    package let name: String
    /// As they stand, with en dashes replaced.
    package let arguments: [String]
    /// Of a command that runs on threads: `*` for all of them, or what names one; else empty.
    package let thread: String
    /// The number of its line.
    package let line: Int
    /// What the prompt of WinDbg says of the process: the `0` of `0:000> `, the `1:0` of `||1:0:000> `. `nil` for other prompts.
    package let process: String?

    /// `nil` when the line is no command.
    static func find(_ line: TextLine) -> DebuggerCommand? {
        guard let (start, isSure) = start(line) else { return nil }
        return DebuggerCommand(line, from: start, isSure: isSure)
    }

    /// The numbers of the prompt without the last one, which is the thread's.
    private static func process(_ prompt: ArraySlice<UInt8>) -> String? {
        let parts = prompt.drop { $0 == UInt8(ascii: "|") }.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty && $0.count <= 6 && $0.allSatisfy(\.isDigit) }) else { return nil }
        return parts.dropLast().map { String(decoding: $0, as: UTF8.self) }.joined(separator: ":")
    }

    private init?(_ line: TextLine, from start: Int, isSure: Bool) {
        process = Self.process(line.bytes[(line.words.first?.lowerBound ?? 0)..<max(start - 1, line.words.first?.lowerBound ?? 0)])
        var words = String(decoding: line.bytes[start...], as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        // `~*e !clrstack` and `~* e !clrstack` run a command on every thread, `~4e !clrstack` on one.
        var thread = ""
        if let first = words.first, first.hasPrefix("~") {
            thread = String(first.dropFirst().prefix { $0 != "e" && $0 != "s" })
            words.removeFirst()
            if words.first == "e" { words.removeFirst() }
        }
        if words.count > 1, ["!sos", "sos", "!ext", "ext"].contains(words[0].lowercased()) { words.removeFirst() }
        var name = (words.first ?? "").lowercased()
        let isMarked = name.hasPrefix("!")
        if isMarked { name.removeFirst() }
        for prefix in ["sos.", "ext."] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
        var arguments = words.dropFirst().map { $0.lowercased() }
        // The options of `lm` stand at its name: `lmvm`.
        if name.hasPrefix("lm"), name.count > 2, name.dropFirst(2).allSatisfy({ "1abdfiklmnopstuv".contains($0) }) {
            arguments.insert(String(name.dropFirst(2)), at: 0)
            name = "lm"
        }
        let isKnown = Self.known.contains(name)
        guard isSure || isKnown else { return nil }
        self.name = isKnown ? Self.synonyms[name] ?? name : ""
        self.arguments = arguments
        self.line = line.number
        self.thread = isKnown ? thread : ""
    }

    /// The arguments by which it prints a part, as one text: `-type shop`. Empty when it prints all. `options`: those that choose, without dashes;
    /// their values may stand behind a space, `=` or `:`. `takesWords`: whether words without a dash choose too.
    package func choice(_ options: Set<String>, takesWords: Bool = false) -> String {
        var chosen: [String] = []
        var isOfOption = false
        for argument in arguments {
            guard argument.hasPrefix("-") else {
                if takesWords || isOfOption { chosen.append(argument) }
                continue
            }
            let plain = argument.drop { $0 == "-" }
            isOfOption = options.contains(String(plain.prefix { $0 != "=" && $0 != ":" }))
            if isOfOption { chosen.append("-" + plain) }
        }
        return chosen.joined(separator: " ")
    }

    /// Where the command begins, and whether the line is one whatever follows: behind a prompt of WinDbg (`0:000> `, damaged `:000> `), of
    /// dotnet-dump (`> `) or lldb (`(lldb) `), or with `!` and no prompt.
    private static func start(_ line: TextLine) -> (Int, isSure: Bool)? {
        guard let first = line.words.first else { return nil }
        let bytes = line.bytes
        var place = first.lowerBound
        if bytes[place] == UInt8(ascii: "!") { return (place, false) }
        if line.begins("(lldb)") { return (first.upperBound, true) }
        if bytes[place] == UInt8(ascii: ">") { return (place + 1, false) }
        // Of several dumps in one session: `||1:0:000> `.
        while place < bytes.count, place - first.lowerBound < 2, bytes[place] == UInt8(ascii: "|") { place += 1 }
        while place < bytes.count, bytes[place].isDigit || bytes[place] == UInt8(ascii: ":") { place += 1 }
        guard place > first.lowerBound, place < bytes.count, bytes[place] == UInt8(ascii: ">") else { return nil }
        return (place + 1, bytes[first.lowerBound..<place].contains(UInt8(ascii: ":")))
    }

    private static let synonyms = [
        "threads": "clrthreads", "pstacks": "parallelstacks", "dumpstackobjects": "dso", "fq": "finalizequeue", "dumpheapstat": "dumpheap",
        "tp": "threadpool",
    ]

    private static let known: Set<String> = [
        "dumpheap", "eeheap", "address", "maddress", "finalizequeue", "fq", "finq", "frq", "gchandles", "threads", "clrthreads", "clrstack",
        "parallelstacks", "pstacks", "lm", "clrmodules", "modules", "dumpdomain", "dumpmodule", "heap", "syncblk", "gcroot", "dumpobj",
        "do",
        "dumpasync", "gcheapstat", "heapstat", "vmstat", "timerinfo", "threadpool", "tp", "tpq", "eestack", "dumpgen", "heaps", "eeversion",
        "name2ee",
        "ip2md",
        "dumpmt", "dumpclass", "dumpmd", "dumpil", "dumparray", "objsize", "gcwhere", "u", "dso", "dumpstackobjects", "pe", "exit", "quit",
        "dp",
        "dd", "dq", "da", "du", "k", "kb", "~", "s-a", "s-d", "s-q",
    ]
}

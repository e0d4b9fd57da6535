import DumpFormats
import ProcessMemory
import RawMemory

/// A process that holds no .NET runtime which can be read: what it is, and the file that shows it.
struct ForeignProcess: Equatable, Sendable {
    let kind: Kind
    /// Name of the file that shows it, as the dump has it: `libjvm.so`.
    let evidence: String
    /// The evidence is the program itself, not a library that a process of any kind may load.
    let isProgram: Bool

    enum Kind: CaseIterable, Sendable {
        /// A 32-bit Windows process that a 64-bit tool dumped: the minidump itself says x86-64.
        case wow64
        case dotNetFramework, mono, jvm, node, go, python, ruby, php
        /// Its program is known, and no runtime.
        case native

        /// The refusal's code.
        var code: FailureCode {
            switch self {
            case .wow64: .not64Bit
            case .dotNetFramework: .foreignNetFramework
            case .mono: .foreignMono
            case .jvm: .foreignJVM
            case .node: .foreignNode
            case .go: .foreignGo
            case .python: .foreignPython
            case .ruby: .foreignRuby
            case .php: .foreignPHP
            case .native: .foreignNative
            }
        }
    }

    /// `nil` when the process has CoreCLR, or when the dump names no program.
    init?(_ dump: ProcessDump, _ memory: AddressSpace) {
        let names = dump.files.map { String($0.fileName) } + dump.modules.map { String($0.fileName) }
        let known = names.map { (name: $0, form: $0.lowercased()) }
        if let layer = known.first(where: { $0.form == "wow64.dll" }) {
            self.init(.wow64, layer.name, isProgram: true)
            return
        }
        if known.contains(where: { $0.form == "libcoreclr.so" || $0.form == "coreclr.dll" }) { return nil }
        if let framework = known.first(where: { ["clr.dll", "mscorwks.dll", "mscorsvr.dll"].contains($0.form) }) {
            self.init(.dotNetFramework, framework.name, isProgram: true)
            return
        }
        let program = Program(dump)
        if let program, let kind = Kind(program: program.name.lowercased()) {
            self.init(kind, program.name, isProgram: true)
        } else if let program, GoProgram.isOne(program.ranges, memory) {
            self.init(.go, program.name, isProgram: true)
        } else if let library = Kind.ofLibrary(known) {
            self.init(library.kind, library.name, isProgram: false)
        } else if let program {
            self.init(.native, program.name, isProgram: true)
        } else {
            return nil
        }
    }

    init(_ kind: Kind, _ evidence: String, isProgram: Bool) {
        self.kind = kind
        self.evidence = evidence
        self.isProgram = isProgram
    }
}

/// The executable: its name and where it is mapped.
private struct Program {
    let name: String
    let ranges: [AddressRange]

    /// The first module of a minidump. In a core, the file that holds the program headers, or else the first file with the process's name.
    init?(_ dump: ProcessDump) {
        if let first = dump.modules.first {
            name = String(first.fileName)
            ranges = [first.range]
            return
        }
        let byHeaders = dump.process.programHeaders.flatMap { place in dump.files.first { $0.range.contains(place) } }
        // pr_fname has at most 15 bytes.
        let byName = { dump.files.first { !dump.process.name.isEmpty && $0.fileName.hasPrefix(dump.process.name) } }
        guard let file = byHeaders ?? byName() else { return nil }
        name = String(file.fileName)
        ranges = dump.files.filter { $0.path == file.path }.map(\.range)
    }
}

extension ForeignProcess.Kind {
    /// The first kind, in the order of the cases, that one of the libraries shows, with the library's name. `form` in lower case.
    fileprivate static func ofLibrary(_ files: [(name: String, form: String)]) -> (kind: Self, name: String)? {
        let shown = files.compactMap { file in Self(library: file.form).map { (kind: $0, name: file.name) } }
        return allCases.lazy.compactMap { kind in shown.first { $0.kind == kind } }.first
    }

    /// By the file name of an executable, in lower case: `python3.11`, `php-fpm8.2`, `node.exe`.
    init?(program: String) {
        let name = program.hasSuffix(".exe") ? String(program.dropLast(4)) : program
        var stem = Substring(name)
        while let last = stem.last, last.isNumber || last == "." { stem.removeLast() }
        switch stem {
        case "mono", "mono-sgen", "mono-boehm": self = .mono
        case "java", "javaw": self = .jvm
        case "node", "nodejs": self = .node
        case "python", "pythonw": self = .python
        case "ruby": self = .ruby
        case "php", "php-fpm", "php-cgi", "php-win": self = .php
        default: return nil
        }
    }

    /// By the file name of a library, in lower case. Exact where a .NET process loads libraries of similar names (`libMonoPosixHelper.so`).
    init?(library name: String) {
        let stem = name.split(separator: ".so", maxSplits: 1, omittingEmptySubsequences: false)
        let isShared = stem.count == 2
        let isDLL = name.hasSuffix(".dll")
        func begins(_ text: String) -> Bool { isShared && name.hasPrefix(text) }
        /// `python311.dll`, `php8ts.dll`: the name, then a digit.
        func numbered(_ text: String) -> Bool { isDLL && name.hasPrefix(text) && name.dropFirst(text.count).first?.isNumber == true }
        let mono = ["monosgen-2.0", "monoboehm-2.0", "monobdwgc-2.0", "mono-2.0", "mono-2.0-bdwgc", "mono-2.0-sgen", "mono-2.0-boehm"]
        if mono.contains(where: { isShared && stem[0] == "lib" + $0 || name == $0 + ".dll" }) {
            self = .mono
        } else if ["libjvm.so", "jvm.dll"].contains(name) || begins("libj9vm") || numbered("j9vm") {
            self = .jvm
        } else if begins("libnode.so") || name == "libnode.dll" {
            self = .node
        } else if begins("libpython") || numbered("python") {
            self = .python
        } else if begins("libruby.so") || begins("libruby-") || isDLL && (name.contains("msvcrt-ruby") || name.contains("ucrt-ruby")) {
            self = .ruby
        } else if begins("libphp") || numbered("php") {
            self = .php
        } else {
            return nil
        }
    }
}

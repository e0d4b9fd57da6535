import RawMemory

/// The mappings of a process of Linux by what they are: `/proc/PID/smaps`, `maps` and `smaps_rollup`, `pmap -x` and `pmap`.
package struct Mappings: Sendable, Equatable {
    package var kinds: [Kind: Sums] = [:]
    /// What `pmap` prints behind `total`.
    package var total: Sums?
    /// Whether the text has all resident and swapped bytes, so that they say what the process has used.
    package var hasResident = true
    /// Whether the last mappings are there: the stack of the main thread and the kernel's code lie above all others.
    package var hasEnd = false
    /// Only the sums of the whole process (`smaps_rollup`).
    package var isRollup = false

    package struct Sums: Sendable, Equatable {
        package var count: UInt64 = 0
        /// Bytes of address space; those of mappings with access; those in memory or swapped out.
        package var reserved: UInt64 = 0
        package var accessible: UInt64 = 0
        package var touched: UInt64 = 0
    }

    package enum Kind: String, Sendable, CaseIterable {
        case image, file, doubleMapped, shared, system, programBreak, mainStack
        case anonymousExecutable, anonymous, anonymousWithoutAccess
    }
}

/// | Printed by | Line |
/// |---|---|
/// | `smaps` | `7f3398021000-7f339c000000 ---p 00000000 00:00 0   [heap]`, below it lines like `Rss:    4 kB` |
/// | `pmap -x` | `000055c88ddbe000     188     188       0 r---- dotnet`, and `total kB   5244  4308  1132` |
/// | `pmap` | `000055c88ddbe000    188K r---- dotnet`, and ` total   5244K` |
struct MappingsGrammar: TableGrammar {
    private var mappings = Mappings()
    private let form: Form
    /// Of `smaps`: the mapping whose numbers are not all read.
    private var last: (kind: Mappings.Kind, hasResident: Bool)?
    private var isComplete = true
    private var (hasStack, hasKernel, isAtEnd, hasNumbers) = (false, false, false, false)

    private enum Form { case smaps, extended, plain }

    init?(opening line: TextLine, _ context: TextContext) {
        if Self.range(line) != nil {
            form = .smaps
        } else if line.isWord(0, "Address"), line.isWord(1, "Kbytes"), line.isWord(2, "RSS") {
            form = .extended
        } else if line.words.count >= 3, line.address(0, digits: 16) != nil, line.word(1).last == UInt8(ascii: "K"),
            PrintedNumber.decimal(line.word(1).dropLast()) != nil, Self.access(line.word(2)) != nil
        {
            form = .plain
        } else {
            return nil
        }
    }

    var content: TableContent? {
        var whole = mappings
        if !isComplete || last != nil || form == .plain { whole.hasResident = false }
        // Either every mapping has its numbers, or none has (`maps`).
        whole.hasEnd = hasStack && hasKernel && isAtEnd && (last == nil || !hasNumbers)
        return whole.kinds.isEmpty && whole.total == nil ? nil : .mappings(whole)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        switch form {
        case .smaps: takeSmaps(line)
        case .extended: takeExtended(line)
        case .plain: takePlain(line)
        }
    }

    // MARK: smaps

    /// `7f3398021000-7f339c000000 ---p`.
    private static func range(_ line: TextLine) -> (size: UInt64, access: ArraySlice<UInt8>)? {
        guard line.words.count >= 5, let dash = line.word(0).firstIndex(of: UInt8(ascii: "-")), access(line.word(1)) != nil,
            line.hexadecimal(2) != nil, line.word(3).contains(UInt8(ascii: ":")),
            let start = PrintedNumber.hexadecimal(line.word(0)[..<dash]), let end = PrintedNumber.hexadecimal(line.word(0)[(dash + 1)...]),
            end > start
        else { return nil }
        return (end - start, line.word(1))
    }

    private mutating func takeSmaps(_ line: TextLine) -> LineUse {
        if let (size, access) = Self.range(line) {
            // A mapping without numbers is of `maps`, or the text was cut behind it.
            if last != nil { isComplete = false }
            let path = line.restBytes(from: 5)
            if path.elementsEqual("[rollup]".utf8) {
                if !mappings.kinds.isEmpty { return .foreign }
                mappings.isRollup = true
                last = (.anonymous, false)
                return .taken
            }
            if mappings.isRollup { return .foreign }
            let kind = Self.kind(path, access)
            add(kind) { $0.add(size, accessible: Self.isAccessible(access) ? size : 0, touched: 0) }
            last = (kind, false)
            hasStack = hasStack || kind == .mainStack
            hasKernel = hasKernel || path.elementsEqual("[vdso]".utf8)
            isAtEnd = kind == .mainStack || kind == .system
            return .taken
        }
        guard line.words.count >= 1, line.word(0).last == UInt8(ascii: ":") else { return .foreign }
        guard line.words.count == 3, line.isWord(2, "kB") else {
            return line.isWord(0, "VmFlags:") || line.isWord(0, "THPeligible:") || line.isWord(0, "ProtectionKey:") ? .taken : .foreign
        }
        guard let kilobytes = line.decimal(1), kilobytes < 1 << 50 else { return .rejected }
        guard let last, line.isWord(0, "Rss:") || line.isWord(0, "Swap:") else { return .taken }
        add(last.kind) { $0.touched = $0.touched.saturatingAdd(kilobytes << 10) }
        hasNumbers = true
        if line.isWord(0, "Rss:") { self.last?.hasResident = true }
        // The kernel prints it behind `Rss`.
        if line.isWord(0, "Swap:"), last.hasResident { self.last = nil }
        return .taken
    }

    // MARK: pmap

    private mutating func takeExtended(_ line: TextLine) -> LineUse {
        if line.isWord(0, "Address") { return mappings.kinds.isEmpty ? .taken : .foreign }
        if line.word(0).count > 3, line.word(0).allSatisfy({ $0 == UInt8(ascii: "-") }) { return .taken }
        if line.isWord(0, "total"), line.isWord(1, "kB") {
            guard let size = line.decimal(2), let resident = line.decimal(3), size < 1 << 50, resident < 1 << 50 else { return .rejected }
            mappings.total = .init(count: 0, reserved: size << 10, accessible: 0, touched: resident << 10)
            return .last
        }
        guard line.words.count >= 6, line.address(0) != nil, Self.access(line.word(4)) != nil else { return .foreign }
        guard let size = line.decimal(1), let resident = line.decimal(2), size < 1 << 50, resident <= size else { return .rejected }
        let access = line.word(4)
        add(Self.kind(Self.mapping(line.restBytes(from: 5)), access)) {
            $0.add(size << 10, accessible: Self.isAccessible(access) ? size << 10 : 0, touched: resident << 10)
        }
        return .taken
    }

    private mutating func takePlain(_ line: TextLine) -> LineUse {
        if line.isWord(0, "total"), line.words.count == 2, line.word(1).last == UInt8(ascii: "K") {
            guard let size = PrintedNumber.decimal(line.word(1).dropLast()), size < 1 << 50 else { return .rejected }
            mappings.total = .init(count: 0, reserved: size << 10, accessible: 0, touched: 0)
            return .last
        }
        guard line.words.count >= 4, line.address(0) != nil, line.word(1).last == UInt8(ascii: "K"), Self.access(line.word(2)) != nil else {
            return .foreign
        }
        guard let size = PrintedNumber.decimal(line.word(1).dropLast()), size < 1 << 50 else { return .rejected }
        let access = line.word(2)
        add(Self.kind(Self.mapping(line.restBytes(from: 3)), access)) {
            $0.add(size << 10, accessible: Self.isAccessible(access) ? size << 10 : 0, touched: 0)
        }
        return .taken
    }

    /// `pmap` writes `[ anon ]` and `[ stack ]`.
    private static func mapping(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if text.elementsEqual("[ anon ]".utf8) { return [] }
        return text.elementsEqual("[ stack ]".utf8) ? Array("[stack]".utf8)[...] : text
    }

    // MARK: Kinds

    /// `r-xp`, `rwxs`, `r-x--`.
    private static func access(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard word.count == 4 || word.count == 5 else { return nil }
        let letters = Array("rwx".utf8)
        for (place, byte) in word.prefix(3).enumerated() where byte != letters[place] && byte != UInt8(ascii: "-") { return nil }
        return word.dropFirst(3).allSatisfy { Array("psR-".utf8).contains($0) } ? word : nil
    }

    private static func isAccessible(_ access: ArraySlice<UInt8>) -> Bool { access.prefix(3).contains { $0 != UInt8(ascii: "-") } }

    private static func kind(_ path: ArraySlice<UInt8>, _ access: ArraySlice<UInt8>) -> Mappings.Kind {
        func begins(_ words: String) -> Bool { path.starts(with: words.utf8) }
        let isExecutable = access.prefix(3).last == UInt8(ascii: "x")
        if path.isEmpty || begins("[anon") {
            return isExecutable ? .anonymousExecutable : isAccessible(access) ? .anonymous : .anonymousWithoutAccess
        }
        if begins("[heap]") { return .programBreak }
        if begins("[stack") { return .mainStack }
        if begins("[") { return .system }
        if begins("/memfd:doublemapper") || begins("memfd:doublemapper") { return .doubleMapped }
        if begins("/anon_hugepage") { return .anonymous }
        if ["/memfd:", "memfd:", "/dev/shm/", "/dev/zero", "/SYSV", "shmid="].contains(where: begins) { return .shared }
        return isImage(path) ? .image : .file
    }

    /// By its name: a library, an assembly, or a program, which has no suffix.
    private static func isImage(_ path: ArraySlice<UInt8>) -> Bool {
        var path = path
        let deleted = Array(" (deleted)".utf8)
        if path.count > deleted.count, path.suffix(deleted.count).elementsEqual(deleted) { path = path.dropLast(deleted.count) }
        let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.startIndex)...]
        let text = String(decoding: name, as: UTF8.self)
        return [".so", ".dll", ".exe"].contains { text.hasSuffix($0) } || text.contains(".so.") || !text.contains(".")
    }

    private mutating func add(_ kind: Mappings.Kind, _ change: (inout Mappings.Sums) -> Void) {
        change(&mappings.kinds[kind, default: .init()])
    }
}

extension Mappings.Sums {
    fileprivate mutating func add(_ size: UInt64, accessible bytes: UInt64, touched: UInt64) {
        count += 1
        reserved = reserved.saturatingAdd(size)
        accessible = accessible.saturatingAdd(bytes)
        self.touched = self.touched.saturatingAdd(touched)
    }
}

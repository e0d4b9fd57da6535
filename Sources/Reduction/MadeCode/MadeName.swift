/// The pattern of a name that was made at run time: parts that differ from one name to the next are `*`. It depends on the name alone, so
/// names of one maker have one pattern in every snapshot.
enum MadeName {
    /// `r2bjp17` is `r2bjp*`, `k3j2h1xq.dll` is `*.dll`, `ℛ*1b9c5c0a-…#3-0` is `ℛ*#*-*`. Names that always end so stay.
    static func pattern(_ name: String) -> String {
        fixed.contains(name) ? name : joined(name, isCounter: true)
    }

    /// The pattern of a file's name: only what looks random is `*`. Numbers stay, because files are named with them on purpose.
    static func patternOfFile(_ name: String) -> String { joined(name, isCounter: false) }

    /// A number belongs to the name.
    private static let fixed: Set = ["DynamicProxyGenAssembly2", "System.Runtime.InteropServices.RCW2"]

    private static func joined(_ name: String, isCounter: Bool) -> String {
        if let pattern = patternOfRandomFile(Array(name.utf8)) { return pattern }
        var pattern: [UInt8] = []
        var piece: [UInt8] = []
        func add(_ byte: UInt8) {
            // Stars next to each other say no more than one.
            if byte != star || pattern.last != star { pattern.append(byte) }
        }
        func finish() {
            for byte in Self.piece(piece, isCounter: isCounter) { add(byte) }
            piece = []
        }
        let bytes = Array(name.utf8)
        var position = 0
        while position < bytes.count {
            if let end = identifier(bytes, position) {
                finish()
                add(star)
                position = end
                continue
            }
            if separators.contains(bytes[position]) {
                finish()
                add(bytes[position])
            } else {
                piece.append(bytes[position])
            }
            position += 1
        }
        finish()
        return String(decoding: pattern, as: UTF8.self)
    }

    private static let star = UInt8(ascii: "*")
    private static let separators = Array(".-_#+, /\\()<>[]`$".utf8)

    /// The end of a GUID that begins here.
    private static func identifier(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard start == 0 || !isLetterOrDigit(bytes[start - 1]) else { return nil }
        var position = start
        for (index, digits) in [8, 4, 4, 4, 12].enumerated() {
            if index > 0 {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "-") else { return nil }
                position += 1
            }
            guard position + digits <= bytes.count, bytes[position..<position + digits].allSatisfy(isHexadecimal) else { return nil }
            position += digits
        }
        return position == bytes.count || !isLetterOrDigit(bytes[position]) ? position : nil
    }

    /// A piece without separators. Random ones are `*`. A number at its end is `*` where names are counted.
    private static func piece(_ bytes: [UInt8], isCounter: Bool) -> [UInt8] {
        if isRandom(bytes) { return [star] }
        guard isCounter else { return bytes }
        let digits = bytes.reversed().prefix(while: isDigit).count
        return digits == 0 ? bytes : bytes.dropLast(digits) + [star]
    }

    /// The pattern of a name of `Path.GetRandomFileName`, which has 8 and 3 of its 32 signs: `zy5bmswi.k4q`, also with `.dll` after it.
    private static func patternOfRandomFile(_ bytes: [UInt8]) -> String? {
        let dll = Array(".dll".utf8)
        let isLibrary = bytes.count == 16 && bytes.suffix(4).elementsEqual(dll)
        guard bytes.count == 12 || isLibrary, bytes[8] == UInt8(ascii: "."), !bytes[8..<12].elementsEqual(dll) else { return nil }
        let signs = bytes[..<8] + bytes[9..<12]
        guard signs.allSatisfy(isSign), signs.contains(where: isDigit) else { return nil }
        return isLibrary ? "*.dll" : "*"
    }

    /// Whether a name has 8 of the 32 signs of random file names, as those of CSharpCodeProvider. Words can have such a form too.
    static func mayBeRandom(_ name: some StringProtocol) -> Bool { name.utf8.count == 8 && name.utf8.allSatisfy(isSign) }

    /// The signs of random file names.
    private static func isSign(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x35).contains(byte) }

    /// Whether letters and digits are mixed as no word mixes them: hexadecimal numbers of 8 and more digits, and names of 8 signs like those
    /// of CSharpCodeProvider, with a digit that is no counter's.
    private static func isRandom(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 8, bytes.contains(where: isDigit), bytes.contains(where: { !isDigit($0) }), bytes.allSatisfy(isLetterOrDigit)
        else { return false }
        if bytes.allSatisfy(isHexadecimal) { return true }
        if bytes.count == 8, bytes.allSatisfy(isSign) {
            let counter = bytes.reversed().prefix(while: isDigit).count
            return counter <= 2 && bytes.dropLast(counter).contains(where: isDigit)
        }
        var runs = 0
        for index in bytes.indices where isDigit(bytes[index]) && (index == 0 || !isDigit(bytes[index - 1])) { runs += 1 }
        // A number at the end is a counter.
        if let last = bytes.last, isDigit(last) { runs -= 1 }
        return runs >= 2
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The time that a log puts before each line: `2026-11-28T03:00:00.217Z `, `2026-11-28 03:00:00,217 +01:00 `, `[03:00:00] `, `03:00:00.217 `.
enum LogPrefix {
    /// The number of bytes up to what was logged, with one space behind the time; 0 without a time.
    static func length(_ bytes: [UInt8]) -> Int {
        var place = 0
        while place < bytes.count, bytes[place] == .space { place += 1 }
        guard place < bytes.count, bytes[place].isDigit || bytes[place] == open else { return 0 }
        let isBracketed = bytes[place] == open
        if isBracketed { place += 1 }
        // Almost every line that begins with a digit is the row of a table.
        guard place + 4 < bytes.count, bytes[place + 2] == time[2] || bytes[place + 4] == date[4] else {
            return 0
        }
        if fits(date, bytes, place) { place += date.count }
        guard fits(time, bytes, place) else { return 0 }
        place += time.count
        if place + 1 < bytes.count, fraction.contains(bytes[place]), bytes[place + 1].isDigit {
            place += 1
            while place < bytes.count, bytes[place].isDigit { place += 1 }
        }
        place = behindZone(bytes, place)
        if isBracketed {
            guard place < bytes.count, bytes[place] == close else { return 0 }
            place += 1
        }
        guard place < bytes.count else { return place }
        return bytes[place] == .space ? place + 1 : 0
    }

    private static let (open, close) = (UInt8(ascii: "["), UInt8(ascii: "]"))
    /// `0` stands for any digit, and `T` for the sign between date and time.
    private static let (date, time) = (Array("0000-00-00T".utf8), Array("00:00:00".utf8))
    private static let zones = ["Z", "+00:00", "+0000", " +00:00", " +0000"].map { Array($0.utf8) }
    private static let fraction: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: ",")]

    private static func fits(_ pattern: [UInt8], _ bytes: [UInt8], _ start: Int) -> Bool {
        guard start + pattern.count <= bytes.count else { return false }
        return pattern.indices.allSatisfy { place in
            let byte = bytes[start + place]
            return switch pattern[place] {
            case UInt8(ascii: "0"): byte.isDigit
            case UInt8(ascii: "T"): byte == UInt8(ascii: "T") || byte == .space
            case UInt8(ascii: "+"): byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            case let sign: byte == sign
            }
        }
    }

    private static func behindZone(_ bytes: [UInt8], _ start: Int) -> Int {
        zones.first { fits($0, bytes, start) }.map { start + $0.count } ?? start
    }
}
